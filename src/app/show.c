/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is retained on task/<id> (CONTRACT, "MQTT: what nattvakt says") as one line that a night worker
 * reads from left to right: when, how urgent, what, where, who, and how it stands. Urgency is a word; colour only
 * repeats it, on a terminal, and not where NO_COLOR is set (https://no-color.org).
 */
#include "show.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "phrase.h"
#include "say.h"

#define URGENCY_WIDTH 9
#define WHAT_WIDTH    38
#define WHERE_WIDTH   16

#define RED    "\033[1;31m"
#define YELLOW "\033[33m"
#define DIM    "\033[2m"
#define PLAIN  "\033[0m"

static const char *or_none(const char *text) {
        return text ? text : "";
}

static bool is_coloured(void) {
        const char *no_color = getenv("NO_COLOR");

        return !(no_color && *no_color) && isatty(STDOUT_FILENO);
}

static enum task_priority priority_of(struct json_object *task) {
        int r = task_priority_from_word(or_none(json_text(task, "priority")));

        return r < 0 ? TASK_PRIORITY_ROUTINE : (enum task_priority)r;
}

bool show_is_open(struct json_object *task) {
        int r = task_state_from_word(or_none(json_text(task, "state")));

        return r >= 0 && !task_state_is_end((enum task_state)r);
}

static bool is_true(struct json_object *task, const char *key) {
        bool value = false;

        json_truth(task, key, &value);
        return value;
}

const char *show_what(const struct configuration *configuration, struct json_object *task,
                      char *text) {
        const char *code = or_none(json_text(task, "code"));

        snprintf(text, PHRASE_SIZE, "%s%s%s", is_true(task, "test") ? _("TEST: ") : "",
                 phrase_code(&configuration->catalogue, code),
                 text_equal(json_text(task, "mode"), "digital") ? _(" (camera)") : "");
        return text;
}

const char *show_where(const struct configuration *configuration, struct json_object *task) {
        const char *place = json_text(task, "place"), *device = json_text(task, "device");
        const struct device *known = device ? site_device(&configuration->site, device) : NULL;

        if (device)
                return known ? known->name : device;
        return place ? phrase_place(&configuration->site, place)
                     : phrase_department(&configuration->site,
                                         or_none(json_text(task, "department")));
}

static bool is_about_silence(const struct configuration *configuration, struct json_object *task) {
        const struct task_code *code =
                catalogue_code(&configuration->catalogue, or_none(json_text(task, "code")));

        for (size_t i = 0; code && i < code->opens_count; i++)
                if (code->opens[i] == EVENT_KIND_DEVICE_OFFLINE)
                        return true;
        return false;
}

void show_behind(const struct configuration *configuration, struct json_object *task,
                 struct text_buffer *text) {
        _cleanup_(text_buffer_done) struct text_buffer behind = { 0 };

        if (is_about_silence(configuration, task) &&
            phrase_behind(&configuration->site, or_none(json_text(task, "device")), &behind) > 0)
                text_appendf(text, _("Does not work meanwhile: %s"), behind.data);
}

static void say_asked(struct json_object *task, struct text_buffer *text) {
        struct json_object *asked = NULL;
        const char *worker;

        json_object_object_get_ex(task, "asked", &asked);
        worker = json_text(asked, "worker");
        if (!worker)
                text_append(text, _("NOBODY on shift can be asked"));
        else if (is_true(asked, "queued"))
                text_appendf(text, _("in %s's queue"), worker);
        else
                text_appendf(text, _("%s was asked"), worker);
}

static void say_on_hold(const struct configuration *configuration, struct json_object *task,
                        struct text_buffer *text) {
        const char *until = json_text(task, "hold_until");
        char clock[TIME_TEXT_SIZE];
        int64_t us;

        if (until && time_parse(until, &us) == 0)
                text_appendf(text, _("not seen; look again at %s"),
                             clock_text(&configuration->site.zone, us, false, clock));
        else
                text_append(text, _("waits"));
}

static void say_end(struct json_object *task, const char *done, struct text_buffer *text) {
        const char *by = json_text(task, "by");
        int outcome = outcome_from_word(or_none(json_text(task, "outcome")));

        if (!by && outcome == OUTCOME_NOT_NEEDED) {
                text_append(text, _("settled by itself"));
                return;
        }
        text_append(text, done);
        if (by)
                text_appendf(text, _(" by %s"), by);
        if (outcome > OUTCOME_NONE && outcome != OUTCOME_DONE)
                text_appendf(text, ": %s", phrase_outcome((enum outcome)outcome));
}

static const char *holder(struct json_object *task) {
        const char *by = json_text(task, "by");

        return by ? by : _("somebody");
}

static void say_received(struct json_object *task, struct text_buffer *text) {
        struct json_object *asked = NULL;
        const char *worker;

        json_object_object_get_ex(task, "asked", &asked);
        worker = json_text(asked, "worker");
        text_appendf(text, _("%s has seen it"), worker ? worker : _("somebody"));
}

static void say_state(const struct configuration *configuration, struct json_object *task,
                      struct text_buffer *text) {
        int state = task_state_from_word(or_none(json_text(task, "state")));

        if (state < 0) {
                text_append(text, or_none(json_text(task, "state")));
                return;
        }
        switch ((enum task_state)state) {
        case TASK_STATE_REQUESTED:
                say_asked(task, text);
                return;
        case TASK_STATE_RECEIVED:
                say_received(task, text);
                return;
        case TASK_STATE_ACCEPTED:
                text_appendf(text, _("%s has it"), holder(task));
                return;
        case TASK_STATE_IN_PROGRESS:
                text_appendf(text, _("%s is at it"), holder(task));
                return;
        case TASK_STATE_ON_HOLD:
                say_on_hold(configuration, task, text);
                return;
        case TASK_STATE_COMPLETED:
                say_end(task, _("finished"), text);
                return;
        case TASK_STATE_FAILED:
                text_append(text, _("NOT DONE in time"));
                return;
        case TASK_STATE_CANCELLED:
                text_append(text, _("cancelled"));
                if (json_text(task, "by"))
                        text_appendf(text, _(" by %s"), json_text(task, "by"));
                return;
        case TASK_STATE_REJECTED:
                text_append(text, _("declined, and NOBODY is left to ask"));
                return;
        case TASK_STATE_COUNT:
                return;
        }
}

void show_state(const struct configuration *configuration, struct json_object *task,
                struct text_buffer *text) {
        int64_t step = 0;

        say_state(configuration, task, text);
        if (show_is_open(task)) {
                json_integer(task, "step", &step);
                if (step > 0)
                        text_append(text, _(", passed on"));
                if (is_true(task, "overdue"))
                        text_append(text, _(", OVERDUE"));
        }
        if (json_object_object_get_ex(task, "durable", NULL) && !is_true(task, "durable"))
                text_append(text, _(", NOT STORED"));
}

static const char *colour(struct json_object *task) {
        if (!show_is_open(task))
                return DIM;
        switch (priority_of(task)) {
        case TASK_PRIORITY_STAT:
                return RED;
        case TASK_PRIORITY_ASAP:
                return YELLOW;
        case TASK_PRIORITY_URGENT:
        case TASK_PRIORITY_ROUTINE:
        case TASK_PRIORITY_COUNT:
                break;
        }
        return "";
}

const char *show_urgency_word(struct json_object *task) {
        return phrase_urgency(priority_of(task));
}

void show_urgency(struct json_object *task, size_t width, struct text_buffer *text) {
        bool coloured = is_coloured();

        if (coloured)
                text_append(text, colour(task));
        phrase_column(text, show_urgency_word(task), width);
        if (coloured)
                text_append(text, PLAIN);
}

void show_task_line(const struct configuration *configuration, const char *payload, size_t size,
                    int64_t at_us, struct text_buffer *ret_line) {
        _cleanup_(json_freep) struct json_object *task = json_parse_object(payload, size);
        const char *resident = json_text(task, "resident");
        char clock[TIME_TEXT_SIZE], what[PHRASE_SIZE], where[PHRASE_SIZE];

        if (!task || !json_text(task, "id"))
                return;
        text_appendf(ret_line, "%s  ", clock_text(&configuration->site.zone, at_us, true, clock));
        show_urgency(task, URGENCY_WIDTH, ret_line);
        phrase_column(ret_line, show_what(configuration, task, what), WHAT_WIDTH);
        text_append(ret_line, " ");
        snprintf(where, sizeof(where), "%s%s%s", show_where(configuration, task),
                 resident ? " " : "", or_none(resident));
        phrase_column(ret_line, where, WHERE_WIDTH);
        text_append(ret_line, " ");
        show_state(configuration, task, ret_line);
}
