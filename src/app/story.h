/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The whole story of a task, from its transitions: what came, which rule, who was asked and why, who else was
 * considered and why not, what happened when. For a nurse as text, for programs as one JSON object.
 */

#include "nattvakt/entry.h"
#include "nattvakt/settings.h"
#include "nattvakt/text.h"

/* All borrowed. */
struct story {
        const struct configuration *configuration; /* as it is now: texts, labels, time zone */
        const struct history *history;
        const struct event *events; /* those that the transitions name, in any order */
        size_t event_count;
};

/** Appends the story in the language of the texts. */
void story_text(const struct story *story, struct text_buffer *text);

/** Appends one JSON object: task, text, events, steps with their assignments. */
void story_json(const struct story *story, struct text_buffer *text);

/** The event with that id, or NULL: the story does not have it. */
const struct event *story_event(const struct story *story, const char *id);
