/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The page: what it was and how it ended, why the task came, then everything in the order in which it
 * happened. What makes the story doubtful (a test, a simulation, an adopted task) stands at the top. Nothing is
 * told that the rows do not say; texts and labels are those of today's configuration.
 */
#include "story.h"

#include <stdio.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "story_private.h"

#define PLAN_ORIGIN "plan:"
#define INDENT      "            " /* as wide as two spaces, the time and two spaces */
#define LATE_US     US_PER_S       /* less is how long a turn may take, and no news to anybody */

const struct event *story_event(const struct story *story, const char *id) {
        for (size_t i = 0; id[0] && i < story->event_count; i++)
                if (text_equal(story->events[i].id, id))
                        return &story->events[i];
        return NULL;
}

void story_line(struct teller *teller, int64_t us) {
        const struct zone *zone = &teller->story->configuration->site.zone;
        char clock[TIME_TEXT_SIZE], date[PHRASE_SIZE];
        int offset_s = zone_local(zone, us).offset_s;
        int64_t day = zone_day(zone, us);

        if (teller->has_begun && offset_s != teller->offset_s)
                text_appendf(teller->text,
                             offset_s < teller->offset_s
                                     ? _("  --- the clock was set back to winter time ---\n")
                                     : _("  --- the clock was set forward to summer time ---\n"));
        if (day != teller->day)
                text_appendf(teller->text, "  --- %s ---\n", phrase_date(zone, us, date));
        teller->day = day;
        teller->offset_s = offset_s;
        teller->has_begun = true;
        text_appendf(teller->text, "  %s  ", clock_text(zone, us, true, clock));
}

void story_more(struct teller *teller) {
        text_append(teller->text, INDENT);
}

const char *story_name(struct teller *teller, const char *slot, const char *role, char *text) {
        bool is_named = text_equal(teller->named, slot);

        teller->named = slot;
        return phrase_worker(slot, is_named ? "" : role, text);
}

const char *story_span(int64_t from_us, int64_t to_us, char *text) {
        return phrase_span((to_us / US_PER_S - from_us / US_PER_S) * US_PER_S, text);
}

static const struct transition *step_of(const struct story *story, enum task_order order) {
        for (size_t i = 0; i < story->history->count; i++)
                if (story->history->steps[i].order == order)
                        return &story->history->steps[i];
        return NULL;
}

/* From our own retained topic, when the journal had to be set aside. */
static bool is_adopted(const struct transition *open) {
        return !open || text_equal(open->rule, STORY_ADOPTED);
}

static void tell_title(struct teller *teller) {
        const struct configuration *configuration = teller->story->configuration;
        const struct site *site = &configuration->site;
        const struct task *task = teller->task;
        const struct device *device = site_device(site, task->device);
        const char *dot = "";

        text_appendf(teller->text, "%s\n", phrase_code(&configuration->catalogue, task->code));
        if (task->place[0]) {
                text_appendf(teller->text, "%s", phrase_place(site, task->place));
                dot = ", ";
        }
        if (task->department[0])
                text_appendf(teller->text, "%s%s", dot, phrase_department(site, task->department));
        if (task->resident[0])
                text_appendf(teller->text, _(", resident %s"), task->resident);
        if (device)
                text_appendf(teller->text, _(", device %s"), device->name);
        else if (task->device[0])
                text_appendf(teller->text, _(", device %s"), task->device);
        text_append(teller->text, "\n");
}

static void tell_times(struct teller *teller) {
        const struct zone *zone = &teller->story->configuration->site.zone;
        const struct task *task = teller->task;
        char date[PHRASE_SIZE], from[TIME_TEXT_SIZE], to[TIME_TEXT_SIZE], span[PHRASE_SIZE];

        phrase_date(zone, task->opened_us, date);
        clock_text(zone, task->opened_us, true, from);
        if (task->ended_us)
                /* TRANSLATORS: date, from, to, how long, how urgent */
                text_appendf(teller->text, _("%s, %s–%s (%s), %s\n"), date, from,
                             clock_text(zone, task->ended_us, true, to),
                             story_span(task->opened_us, task->ended_us, span),
                             phrase_urgency(task->priority));
        else
                text_appendf(teller->text, _("%s, %s, still open, %s\n"), date, from,
                             phrase_urgency(task->priority));
}

static const char *end_word(enum task_state state) {
        switch (state) {
        case TASK_STATE_COMPLETED:
                return _("Finished");
        case TASK_STATE_FAILED:
                return _("Not done in time");
        case TASK_STATE_CANCELLED:
                return _("Cancelled");
        case TASK_STATE_REJECTED:
                return _("Declined by all who may do it");
        case TASK_STATE_REQUESTED:
        case TASK_STATE_RECEIVED:
                return _("Nobody has taken it yet");
        case TASK_STATE_ACCEPTED:
                return _("Taken");
        case TASK_STATE_IN_PROGRESS:
                return _("Begun");
        case TASK_STATE_ON_HOLD:
                return _("Waits for the second look");
        case TASK_STATE_COUNT:
                break;
        }
        return "";
}

static bool is_settled_by_itself(const struct task *task) {
        return task->state == TASK_STATE_COMPLETED && !task->by[0] &&
               task->outcome == OUTCOME_NOT_NEEDED;
}

static void tell_result(struct teller *teller) {
        const struct task *task = teller->task;
        const char *outcome = task->outcome == OUTCOME_DONE || task->state == TASK_STATE_FAILED ||
                                              is_settled_by_itself(task)
                                      ? ""
                                      : phrase_outcome(task->outcome);

        text_append(teller->text,
                    is_settled_by_itself(task) ? _("Settled by itself") : end_word(task->state));
        if (task->by[0])
                text_appendf(teller->text, _(" by %s"), task->by);
        if (outcome[0])
                text_appendf(teller->text, ": %s", outcome);
        text_append(teller->text, ".\n");
        text_appendf(teller->text, _("Task %s\n"), task->id);
}

static void tell_marks(struct teller *teller) {
        const struct task *task = teller->task;

        if (task->test)
                text_append(teller->text, _("TEST: an alarm for trying the way; nothing real, and "
                                            "in no figure.\n"));
        if (task->simulated)
                text_append(teller->text,
                            _("SIMULATED: made by a program or a replay, not lived.\n"));
        if (!task->durable)
                text_append(teller->text,
                            _("NOT STORED at first: the disk failed when this came.\n"));
        if (is_adopted(step_of(teller->story, TASK_ORDER_OPEN)))
                text_append(teller->text, _("ADOPTED: the journal was lost; what happened before "
                                            "is not known here.\n"));
}

/* A wired call that stays pulled: the time is in what sense says of it (src/sense/stuck.c). */
static const char stuck[] = "line stands active since ";

static bool is_stuck(const struct event *event) {
        return event->kind == EVENT_KIND_DEVICE_FAULT && text_starts_with(event->detail, stuck);
}

const char *story_what(const struct event *event, char *text) {
        if (is_stuck(event))
                snprintf(text, PHRASE_SIZE,
                         event->phase == EVENT_PHASE_END
                                 ? _("%s (over: the line had stood active since %s)")
                                 : _("%s (the line has stood active since %s)"),
                         phrase_kind(event->kind), event->detail + strlen(stuck));
        else if (event->detail[0])
                snprintf(text, PHRASE_SIZE, "%s (%s)", phrase_kind(event->kind),
                         phrase_detail(event->detail));
        else
                snprintf(text, PHRASE_SIZE, "%s", phrase_kind(event->kind));
        return text;
}

/* Sense's own: what did not come, rather than what came. */
static bool is_concluded(const struct event *event) {
        return event->adapter == ADAPTER_GATEWAY || !event->device[0] || is_stuck(event) ||
               (event->kind == EVENT_KIND_DEVICE_OFFLINE && event->detail[0] &&
                !text_equal(event->detail, "unavailable") && !text_equal(event->detail, "bridge"));
}

/* How sure the time is, and what else an auditor asks of an event. */
void story_tell_event(struct teller *teller, const struct event *event) {
        static const char *const qualities[TIME_QUALITY_COUNT] = {
                [TIME_QUALITY_DEVICE] = N_("the time is the device's own"),
                [TIME_QUALITY_SOURCE] = N_("the time is that of the system that told it"),
                [TIME_QUALITY_GATEWAY] = N_("the time is when it was heard here"),
                [TIME_QUALITY_SUSPECT] = N_("THE TIME IS UNCERTAIN"),
        };
        const struct site *site = &teller->story->configuration->site;
        int64_t late_us = event->received_us - event->occurred_us;
        char device[PHRASE_SIZE], span[PHRASE_SIZE];

        story_more(teller);
        if (is_concluded(event))
                text_append(teller->text, _("Concluded by nattvakt"));
        else
                text_appendf(teller->text, _("Told by %s; %s"),
                             phrase_device(site, event->device, event->adapter, device),
                             _(qualities[event->quality]));
        if (is_concluded(event) && event->device[0])
                text_appendf(teller->text, _(", about %s"),
                             phrase_device(site, event->device, event->adapter, device));
        if (is_concluded(event) && event->quality == TIME_QUALITY_SUSPECT)
                text_appendf(teller->text, "; %s", _(qualities[event->quality]));
        if (late_us >= LATE_US)
                text_appendf(teller->text, _(", heard here %s later"), phrase_span(late_us, span));
        text_append(teller->text, ".\n");
        if (event->baseline) {
                story_more(teller);
                text_append(teller->text,
                            event->kind == EVENT_KIND_DEVICE_OFFLINE
                                    ? _("It was so already when nattvakt began to listen.\n")
                                    : _("It was so already when the device was first heard.\n"));
        }
        if (event->maybe_repeat) {
                story_more(teller);
                text_append(teller->text, _("It may be a message that came once before.\n"));
        }
        if (event->replay) {
                story_more(teller);
                text_append(teller->text, _("It was kept by the device and came late.\n"));
        }
}

/* "plan:round/R01@2026-11-05T22:00:00.000Z": the item's name. */
static void tell_plan(struct teller *teller, const struct transition *open) {
        const struct zone *zone = &teller->story->configuration->site.zone;
        const char *item = teller->task->origin + strlen(PLAN_ORIGIN);
        int64_t late_us = open->at_us - open->due_us;
        char clock[TIME_TEXT_SIZE], span[PHRASE_SIZE];

        story_line(teller, open->at_us);
        text_appendf(teller->text, _("Planned: \"%.*s\" at %s"), (int)strcspn(item, "/"), item,
                     clock_text(zone, open->due_us, false, clock));
        if (teller->task->window_end_us)
                text_appendf(teller->text, _(", to be done by %s"),
                             clock_text(zone, teller->task->window_end_us, false, clock));
        if (open->due_us && late_us >= LATE_US)
                text_appendf(teller->text, _("; opened %s late"), phrase_span(late_us, span));
        text_append(teller->text, ".\n");
        story_more(teller);
        text_append(teller->text, open->mode == TASK_MODE_DIGITAL
                                          ? _("Rule: the resident's decision grants a look by "
                                              "camera in place of a visit.\n")
                                          : _("Rule: site.yaml plans it as a visit.\n"));
}

/* What the task was called before an event raised it; what it is called now, if none did. */
static void first_code(const struct story *story, char *code) {
        const struct transition *raised = step_of(story, TASK_ORDER_RAISE);

        if (!raised || sscanf(raised->detail, "from %47s", code) != 1)
                snprintf(code, NAME_SIZE, "%s", story->history->task.code);
}

/* Of a bridge's or a chip's silence: what did not work with it, as the site is configured today. */
static void tell_behind(struct teller *teller, const struct event *event) {
        _cleanup_(text_buffer_done) struct text_buffer behind = { 0 };

        if (event->kind != EVENT_KIND_DEVICE_OFFLINE ||
            phrase_behind(&teller->story->configuration->site, event->device, &behind) == 0)
                return;
        story_more(teller);
        text_appendf(teller->text, _("Does not work meanwhile: %s"), behind.data);
        text_append(teller->text, ".\n");
}

static void tell_event(struct teller *teller, const struct transition *open) {
        const struct event *event = story_event(teller->story, open->event);
        char code[NAME_SIZE], what[PHRASE_SIZE];

        if (!event) {
                story_line(teller, open->at_us);
                text_append(teller->text, _("The event behind it is not in this journal.\n"));
                return;
        }
        story_line(teller, event->occurred_us);
        text_appendf(teller->text, _("Event: %s.\n"), story_what(event, what));
        story_tell_event(teller, event);
        tell_behind(teller, event);
        first_code(teller->story, code);
        story_more(teller);
        text_appendf(teller->text, _("Rule: \"%s\" opens the task \"%s\" (tasks.yaml).\n"),
                     event_kind_word(event->kind),
                     phrase_code(&teller->story->configuration->catalogue, code));
        if (open->mode == TASK_MODE_DIGITAL) {
                story_more(teller);
                text_append(teller->text, _("Rule: the resident's decision allows a look by camera "
                                            "before somebody walks.\n"));
        }
        if (teller->task->night_count > 1) {
                story_more(teller);
                text_appendf(teller->text, _("It was number %d of its kind this night.\n"),
                             teller->task->night_count);
        }
}

static bool append_roles(struct text_buffer *text, const char *label, const struct role_set *roles,
                         bool is_first) {
        if (roles->count == 0)
                return is_first;
        text_append(text, is_first ? "" : "; ");
        text_append(text, label);
        for (size_t i = 0; i < roles->count; i++)
                text_appendf(text, "%s%s", i ? ", " : "", phrase_role(roles->role[i]));
        return false;
}

void story_tell_requirement(struct teller *teller, const char *name) {
        const struct task_code *code =
                catalogue_code(&teller->story->configuration->catalogue, name);
        bool is_first = true;

        if (!code || code->must.count + code->should.count + code->can.count == 0)
                return;
        story_more(teller);
        text_append(teller->text, _("Who may do it: "));
        is_first = append_roles(teller->text, _("only "), &code->must, is_first);
        is_first = append_roles(teller->text, _("first "), &code->should, is_first);
        append_roles(teller->text, is_first ? "" : _("then "), &code->can, is_first);
        text_append(teller->text, ".\n");
}

static void tell_why(struct teller *teller) {
        const struct transition *open = step_of(teller->story, TASK_ORDER_OPEN);
        char code[NAME_SIZE];

        text_appendf(teller->text, "\n%s\n", _("Why the task came"));
        if (is_adopted(open)) {
                story_more(teller);
                text_append(teller->text, _("What opened it is not in this journal.\n"));
        } else if (text_starts_with(teller->task->origin, PLAN_ORIGIN)) {
                tell_plan(teller, open);
        } else {
                tell_event(teller, open);
        }
        first_code(teller->story, code);
        story_tell_requirement(teller, code);
}

void story_text(const struct story *story, struct text_buffer *text) {
        const struct task *task = &story->history->task;
        struct teller teller = { .story = story,
                                 .task = task,
                                 .text = text,
                                 .day = zone_day(&story->configuration->site.zone,
                                                 task->opened_us) };

        tell_title(&teller);
        tell_times(&teller);
        tell_result(&teller);
        tell_marks(&teller);
        tell_why(&teller);
        text_appendf(text, "\n%s\n", _("What happened"));
        for (size_t i = 0; i < story->history->count; i++) {
                teller.at = i;
                story_tell_step(&teller, &story->history->steps[i]);
        }
        text_append(text, "\n");
        text_append(text, _("Texts, places and competence are as configured today; the rest is as "
                            "it was written down.\n"));
}
