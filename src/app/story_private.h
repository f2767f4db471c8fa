/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the story's files tell each other. */

#include "phrase.h"
#include "say.h"
#include "story.h"

#define STORY_ADOPTED "adopted" /* rule of the transition that takes a task over */

/* Where the telling has come to. */
struct teller {
        const struct story *story;
        const struct task *task;
        struct text_buffer *text;
        size_t at;    /* index of the step being told */
        int64_t day;  /* of the line before */
        int offset_s; /* of the line before: the clock may change in a night */
        bool has_begun;
        const struct assignment *asked; /* the last assignment told, or NULL */
        int64_t asked_us;               /* when that was */
        const char *named;              /* the worker named last: the role need not be said again */
};

/** The worker's slot, with the role unless it was the one named last; @text of PHRASE_SIZE. */
const char *story_name(struct teller *teller, const char *slot, const char *role, char *text);

/** "21 s" between two instants as their clock times are printed, without fractions; @text of PHRASE_SIZE. */
const char *story_span(int64_t from_us, int64_t to_us, char *text);

/** Begins a line with the local time of @us; before it the date where that has changed. */
void story_line(struct teller *teller, int64_t us);

/** A line without a time of its own, which belongs to the one before. */
void story_more(struct teller *teller);

/** Who was asked, why, and why not the others. */
void story_tell_assignment(struct teller *teller, const struct transition *step);

/** One step in words. */
void story_tell_step(struct teller *teller, const struct transition *step);

/** What happened, with sense's own word beside it; @text of PHRASE_SIZE. */
const char *story_what(const struct event *event, char *text);

/** Who told of it, whose the time is, and what is doubtful about it: lines below an event. */
void story_tell_event(struct teller *teller, const struct event *event);

/** A line that says who may do a task of code @name, where the catalogue has it. */
void story_tell_requirement(struct teller *teller, const char *name);
