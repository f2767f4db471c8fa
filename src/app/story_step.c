/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One transition, one sentence: what happened, to whom it was due, and how late it came. One function per
 * order in a table; an order that says nothing to people has none.
 */
#include <stdio.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "story_private.h"

#define LATE_US US_PER_S

typedef void (*tell_fn)(struct teller *teller, const struct transition *step);

static const char *who(struct teller *teller, const struct transition *step, char *name) {
        return step->who[0] ? story_name(teller, step->who, step->role, name) : _("Somebody");
}

/* Ends the sentence; a deadline that fired late says so. */
static void end(struct teller *teller, const struct transition *step) {
        char span[PHRASE_SIZE];

        if (step->due_us && step->at_us - step->due_us >= LATE_US)
                text_appendf(teller->text, _(" (%s late)"),
                             story_span(step->due_us, step->at_us, span));
        text_append(teller->text, ".\n");
}

static const char *due_clock(struct teller *teller, const struct transition *step, char *clock) {
        return clock_text(&teller->story->configuration->site.zone,
                          step->due_us ? step->due_us : step->at_us, true, clock);
}

static void tell_open(struct teller *teller, const struct transition *step) {
        if (text_equal(step->rule, STORY_ADOPTED)) {
                text_append(teller->text, _("The task was taken over from the broker.\n"));
                return;
        }
        text_append(teller->text, step->mode == TASK_MODE_DIGITAL
                                          ? _("The task was opened, as a look by camera")
                                          : _("The task was opened, as a visit"));
        text_append(teller->text, ".\n");
}

static void tell_receive(struct teller *teller, const struct transition *step) {
        char name[PHRASE_SIZE];

        text_appendf(teller->text, _("%s saw the task"), who(teller, step, name));
        end(teller, step);
}

static void tell_accept(struct teller *teller, const struct transition *step) {
        const struct assignment *asked = teller->asked;
        char name[PHRASE_SIZE], span[PHRASE_SIZE];

        text_appendf(teller->text, _("%s took the task"), who(teller, step, name));
        if (asked && asked->slot[0]) {
                story_span(teller->asked_us, step->at_us, span);
                if (text_equal(asked->slot, step->who))
                        text_appendf(teller->text, _(" after %s"), span);
                else
                        text_appendf(teller->text, _(", %s after %s was asked"), span, asked->slot);
        }
        end(teller, step);
}

static void tell_start(struct teller *teller, const struct transition *step) {
        char name[PHRASE_SIZE];

        text_appendf(teller->text, _("%s began"), who(teller, step, name));
        end(teller, step);
}

/* The outcome as the transition or its event tells it. */
static enum outcome outcome_of(const struct teller *teller, const struct transition *step) {
        const struct event *event = story_event(teller->story, step->event);

        return step->outcome == OUTCOME_NONE && event ? event->outcome : step->outcome;
}

static void tell_camera(struct teller *teller, const struct transition *step) {
        const struct event *event = story_event(teller->story, step->event);
        char name[PHRASE_SIZE];

        text_appendf(teller->text, _("%s looked by camera"), who(teller, step, name));
        if (event && event->seconds >= 0)
                text_appendf(teller->text, _(" for %d s"), (int)event->seconds);
        text_appendf(teller->text, ": %s", phrase_outcome(outcome_of(teller, step)));
}

static void tell_complete(struct teller *teller, const struct transition *step) {
        enum outcome outcome = outcome_of(teller, step);
        char name[PHRASE_SIZE];

        if (step->mode == TASK_MODE_DIGITAL) {
                tell_camera(teller, step);
                text_append(teller->text, _(". No visit was needed"));
        } else {
                text_appendf(teller->text, _("%s finished the task"), who(teller, step, name));
                if (outcome != OUTCOME_NONE && outcome != OUTCOME_DONE)
                        text_appendf(teller->text, ": %s", phrase_outcome(outcome));
        }
        end(teller, step);
}

static void tell_looked(struct teller *teller, const struct transition *step) {
        tell_camera(teller, step);
        end(teller, step);
}

/* Until when it waits: the next release knows, or, while it waits, the task. */
static void tell_hold(struct teller *teller, const struct transition *step) {
        const struct history *history = teller->story->history;
        int64_t until_us = history->task.hold_until_us;
        char clock[TIME_TEXT_SIZE];

        for (size_t i = teller->at + 1; i < history->count; i++) {
                if (history->steps[i].order != TASK_ORDER_RELEASE)
                        continue;
                until_us = history->steps[i].due_us;
                break;
        }
        text_append(teller->text, _("Rule: look once more before walking"));
        if (until_us)
                text_appendf(teller->text, _(", at %s"),
                             clock_text(&teller->story->configuration->site.zone, until_us, true,
                                        clock));
        end(teller, step);
}

static void tell_release(struct teller *teller, const struct transition *step) {
        text_append(teller->text, _("Time to look once more"));
        end(teller, step);
}

static void tell_visit(struct teller *teller, const struct transition *step) {
        static const struct {
                const char *rule, *text;
        } rules[] = {
                { "not_seen", N_("Rule: not seen, so somebody has to go there") },
                { "needs_help", N_("Rule: help is needed, so somebody has to go there") },
                { "camera_down", N_("Rule: the camera did not work, so somebody has to go there") },
                { "look_by", N_("Rule: nobody had looked by %s, so somebody has to go there") },
                { "window", N_("Rule: nobody had looked by the end of the window at %s, so "
                               "somebody has to go there") },
        };
        char clock[TIME_TEXT_SIZE];

        due_clock(teller, step, clock);
        for (size_t i = 0; i < ELEMENTS(rules); i++) {
                const char *text = text_equal(rules[i].rule, step->rule) ? _(rules[i].text) : NULL;
                const char *hole = text ? strstr(text, "%s") : NULL;

                if (text && hole)
                        text_appendf(teller->text, "%.*s%s%s", (int)(hole - text), text, clock,
                                     hole + 2);
                else if (text)
                        text_append(teller->text, text);
        }
        end(teller, step);
}

/* The competence that a rung asks stands in the assignment behind it. */
static const char *role_asked(const struct teller *teller) {
        const struct history *history = teller->story->history;
        const struct transition *next =
                teller->at + 1 < history->count ? &history->steps[teller->at + 1] : NULL;

        return next && next->has_assignment && next->assignment.role[0]
                       ? phrase_role(next->assignment.role)
                       : _("another competence");
}

static void tell_rung(struct teller *teller, int rung) {
        if (rung == RUNG_NEXT)
                text_append(teller->text, _("the next one is asked"));
        else if (rung == RUNG_ROLE)
                text_appendf(teller->text, _("%s is asked"), role_asked(teller));
        else if (rung == RUNG_ALL)
                text_append(teller->text, _("everybody on duty is told"));
        else
                text_append(teller->text, _("help from outside the house is asked for"));
}

static bool is_taken(const struct transition *step) {
        return step->from == TASK_STATE_ACCEPTED || step->from == TASK_STATE_IN_PROGRESS;
}

static void tell_escalate(struct teller *teller, const struct transition *step) {
        char clock[TIME_TEXT_SIZE];

        due_clock(teller, step, clock);
        if (!step->due_us)
                text_append(teller->text, _("Passed on: "));
        else if (is_taken(step))
                text_appendf(teller->text, _("The task was not finished by %s: "), clock);
        else
                text_appendf(teller->text, _("Nobody had taken the task by %s: "), clock);
        tell_rung(teller, rung_from_word(step->detail));
        end(teller, step);
}

static void tell_overdue(struct teller *teller, const struct transition *step) {
        char clock[TIME_TEXT_SIZE];

        text_appendf(teller->text, _("THE DEADLINE at %s has passed, and it was not finished"),
                     due_clock(teller, step, clock));
        end(teller, step);
}

static void tell_close(struct teller *teller, const struct transition *step) {
        const struct event *event = story_event(teller->story, step->event);
        char what[PHRASE_SIZE];

        if (event)
                text_appendf(teller->text, _("Rule: %s, and that closes the task"),
                             story_what(event, what));
        else
                text_append(teller->text, _("A rule closed the task"));
        end(teller, step);
        if (event)
                story_tell_event(teller, event);
}

static void tell_fail(struct teller *teller, const struct transition *step) {
        char clock[TIME_TEXT_SIZE];

        text_appendf(teller->text, _("The time for it was over at %s, and NOBODY had done it"),
                     due_clock(teller, step, clock));
        end(teller, step);
}

static void tell_decline(struct teller *teller, const struct transition *step) {
        char name[PHRASE_SIZE];

        text_appendf(teller->text, is_taken(step) ? _("%s gave the task back") : _("%s said no"),
                     who(teller, step, name));
        if (step->detail[0])
                text_appendf(teller->text, ": %s", step->detail);
        end(teller, step);
}

static void tell_cancel(struct teller *teller, const struct transition *step) {
        char name[PHRASE_SIZE];

        if (step->who[0])
                text_appendf(teller->text, _("%s cancelled the task: it was not needed"),
                             who(teller, step, name));
        else
                text_append(teller->text, _("A rule cancelled the task"));
        end(teller, step);
}

static void tell_reopen(struct teller *teller, const struct transition *step) {
        char name[PHRASE_SIZE];

        text_appendf(teller->text, _("%s opened the task again"), who(teller, step, name));
        end(teller, step);
}

static void tell_evidence(struct teller *teller, const struct transition *step) {
        const struct event *event = story_event(teller->story, step->event);
        static const char severity[] = "severity ";
        char what[PHRASE_SIZE];

        if (event)
                text_appendf(teller->text, _("The same incident told once more: %s"),
                             story_what(event, what));
        else
                text_append(teller->text, _("The same incident was told once more"));
        if (text_starts_with(step->detail, severity))
                text_appendf(teller->text, _("; the severity rose to %s"),
                             step->detail + strlen(severity));
        end(teller, step);
        if (event)
                story_tell_event(teller, event);
}

/* What a raised task became stands in the next raise, or it is what the task is called now. */
static void tell_raise(struct teller *teller, const struct transition *step) {
        const struct history *history = teller->story->history;
        char code[NAME_SIZE];

        snprintf(code, sizeof(code), "%s", history->task.code);
        for (size_t i = teller->at + 1; i < history->count; i++)
                if (history->steps[i].order == TASK_ORDER_RAISE &&
                    sscanf(history->steps[i].detail, "from %47s", code) == 1)
                        break;
        text_appendf(teller->text, _("Rule: it is graver than was thought; the task is now \"%s\""),
                     phrase_code(&teller->story->configuration->catalogue, code));
        end(teller, step);
        story_tell_requirement(teller, code);
}

static void tell_correct(struct teller *teller, const struct transition *step) {
        text_appendf(teller->text, _("The clock was put right; the task's times were moved by %s"),
                     step->detail);
        end(teller, step);
}

static void tell_reject(struct teller *teller, const struct transition *step) {
        text_append(teller->text, _("All who may do it have said no, and NOBODY is left to ask"));
        end(teller, step);
}

static const tell_fn tells[TASK_ORDER_COUNT] = {
        [TASK_ORDER_RECEIVE] = tell_receive,
        [TASK_ORDER_ACCEPT] = tell_accept,
        [TASK_ORDER_START] = tell_start,
        [TASK_ORDER_COMPLETE] = tell_complete,
        [TASK_ORDER_DECLINE] = tell_decline,
        [TASK_ORDER_CANCEL] = tell_cancel,
        [TASK_ORDER_REOPEN] = tell_reopen,
        [TASK_ORDER_OPEN] = tell_open,
        [TASK_ORDER_ASK] = story_tell_assignment,
        [TASK_ORDER_EVIDENCE] = tell_evidence,
        [TASK_ORDER_RAISE] = tell_raise,
        [TASK_ORDER_LOOKED] = tell_looked,
        [TASK_ORDER_HOLD] = tell_hold,
        [TASK_ORDER_RELEASE] = tell_release,
        [TASK_ORDER_VISIT] = tell_visit,
        [TASK_ORDER_ESCALATE] = tell_escalate,
        [TASK_ORDER_OVERDUE] = tell_overdue,
        [TASK_ORDER_CLOSE] = tell_close,
        [TASK_ORDER_FAIL] = tell_fail,
        [TASK_ORDER_CORRECT] = tell_correct,
        [TASK_ORDER_REJECT] = tell_reject,
};

void story_tell_step(struct teller *teller, const struct transition *step) {
        story_line(teller, step->at_us);
        tells[step->order](teller, step);
}
