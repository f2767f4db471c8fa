/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One row per thing that can be expected. All but the journal's own figures (outbox, refused, report) is
 * asked of what was published.
 */
#include "expect.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "expect_report.h"
#include "match.h"
#include "nattvakt/cleanup.h"
#include "wires.h"

#define COUNT_ANY (-1) /* at least one */

/* clang-format off */
static const struct match_field task_fields[] = {
        { "state",       "state",         MATCH_TEXT,   true },
        { "code",        "code",          MATCH_TEXT,   true },
        { "department",  "department",    MATCH_TEXT,   true },
        { "place",       "place",         MATCH_TEXT,   true },
        { "resident",    "resident",      MATCH_TEXT,   true },
        { "mode",        "mode",          MATCH_TEXT,   true },
        { "priority",    "priority",      MATCH_TEXT,   true },
        { "cause",       "cause",         MATCH_TEXT,   false },
        { "device",      "device",        MATCH_TEXT,   false },
        { "dose",        "dose",          MATCH_TEXT,   false },
        { "for",         "asked.worker",  MATCH_TEXT,   false },
        { "role",        "asked.role",    MATCH_TEXT,   false },
        { "because",     "asked.because", MATCH_TEXT,   false },
        { "queued",      "asked.queued",  MATCH_TRUTH,  false },
        { "by",          "by",            MATCH_TEXT,   false },
        { "outcome",     "outcome",       MATCH_TEXT,   false },
        { "severity",    "severity",      MATCH_NUMBER, false },
        { "step",        "step",          MATCH_NUMBER, false },
        { "look",        "looks",         MATCH_NUMBER, false },
        { "repeats",     "repeats",       MATCH_NUMBER, false },
        { "tonight",     "night_count",   MATCH_NUMBER, false },
        { "sequence",    "sequence",      MATCH_NUMBER, false },
        { "evidence",    "evidence",      MATCH_LENGTH, false },
        { "opened",      "opened_at",     MATCH_TIME,   false },
        { "accept_by",   "accept_by",     MATCH_TIME,   false },
        { "complete_by", "complete_by",   MATCH_TIME,   false },
        { "look_by",     "look_by",       MATCH_TIME,   false },
        { "hold_until",  "hold_until",    MATCH_TIME,   false },
        { "window_end",  "window_end",    MATCH_TIME,   false },
        { "ended",       "ended_at",      MATCH_TIME,   false },
        { "planned",     "planned",       MATCH_TRUTH,  false },
        { "overdue",     "overdue",       MATCH_TRUTH,  false },
        { "test",        "test",          MATCH_TRUTH,  false },
        { "durable",     "durable",       MATCH_TRUTH,  false },
};

static const struct match_field event_fields[] = {
        { "phase",        "phase",         MATCH_TEXT,   true },
        { "device",       "source.device", MATCH_TEXT,   false },
        { "department",   "department",    MATCH_TEXT,   true },
        { "place",        "place",         MATCH_TEXT,   true },
        { "resident",     "resident",      MATCH_TEXT,   true },
        { "outcome",      "outcome",       MATCH_TEXT,   true },
        { "by",           "by",            MATCH_TEXT,   false },
        { "detail",       "detail",        MATCH_TEXT,   false },
        { "dose",         "dose",          MATCH_TEXT,   false },
        { "quality",      "time_quality",  MATCH_TEXT,   false },
        { "severity",     "severity",      MATCH_NUMBER, false },
        { "value",        "value",         MATCH_NUMBER, false },
        { "occurred",     "occurred_at",   MATCH_TIME,   false },
        { "received",     "received_at",   MATCH_TIME,   false },
        { "baseline",     "baseline",      MATCH_TRUTH,  false },
        { "replay",       "replay",        MATCH_TRUTH,  false },
        { "test",         "test",          MATCH_TRUTH,  false },
        { "maybe_repeat", "maybe_repeat",  MATCH_TRUTH,  false },
};

static const struct match_field step_fields[] = {
        { "order",   "order",              MATCH_TEXT, true },
        { "from",    "from",               MATCH_TEXT, false },
        { "to",      "to",                 MATCH_TEXT, false },
        { "mode",    "mode",               MATCH_TEXT, true },
        { "who",     "who",                MATCH_TEXT, false },
        { "role",    "role",               MATCH_TEXT, false },
        { "outcome", "outcome",            MATCH_TEXT, false },
        { "rule",    "rule",               MATCH_TEXT, false },
        { "detail",  "detail",             MATCH_TEXT, false },
        { "for",     "explanation.worker", MATCH_TEXT, false },
        { "at",      "at",                 MATCH_TIME, false },
        { "due",     "due_at",             MATCH_TIME, false },
};
/* clang-format on */

/* The first word of @text that is not true of @object, or true. */
static bool holds(const struct house *house, struct json_object *object,
                  const struct match_field *fields, size_t count, const char *text,
                  struct text_buffer *says) {
        char word[WORD_SIZE];

        while (script_word(&text, word))
                if (!match(object, fields, count, word, &house->configuration->site.zone, says))
                        return false;
        return true;
}

const char *expect_task_id(const struct said *said, const char *word) {
        char *end;
        unsigned long number = strtoul(word, &end, 10);

        if (text_equal(word, "last"))
                number = said->task_count;
        else if (*end)
                return NULL;
        return number > 0 && number <= said->task_count ? said->tasks[number - 1] : NULL;
}

/* task N|last WORD… */
static bool expect_task(struct house *house, const char *text, struct text_buffer *says) {
        _cleanup_(json_freep) struct json_object *object = NULL;
        char word[WORD_SIZE] = "";
        const char *id;

        script_word(&text, word);
        id = expect_task_id(&house->said, word);
        object = id ? said_task(&house->said, id) : NULL;
        if (!object) {
                text_appendf(says, "%zu tasks were opened, and on the topic of '%s' is nothing",
                             house->said.task_count, word);
                return false;
        }
        if (holds(house, object, task_fields, ELEMENTS(task_fields), text, says))
                return true;
        text_appendf(says, "\n        published: %s",
                     json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
        return false;
}

static bool count_tasks(struct house *house, size_t wanted, const char *text,
                        struct text_buffer *says) {
        struct text_buffer there = { 0 };
        size_t count = 0;

        for (size_t i = 0; i < house->said.task_count; i++) {
                _cleanup_(json_freep) struct json_object *object =
                        said_task(&house->said, house->said.tasks[i]);
                struct text_buffer unused = { 0 };

                if (!object)
                        continue;
                count += holds(house, object, task_fields, ELEMENTS(task_fields), text, &unused);
                text_appendf(&there, "\n        task %zu: %s", i + 1,
                             json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
                text_buffer_done(&unused);
        }
        if (count != wanted)
                text_appendf(says, "%zu of them: %s", count, there.data ? there.data : "none");
        text_buffer_done(&there);
        return count == wanted;
}

/* tasks N WORD… */
static bool expect_tasks(struct house *house, const char *text, struct text_buffer *says) {
        char word[WORD_SIZE] = "";

        script_word(&text, word);
        return count_tasks(house, strtoul(word, NULL, 10), text, says);
}

/* Takes "once", "never" and "count=N" out of @text; the rest goes to @words. */
static long take_count(const char *text, struct text_buffer *words) {
        char word[WORD_SIZE];
        long count = COUNT_ANY;

        while (script_word(&text, word)) {
                if (text_equal(word, "once"))
                        count = 1;
                else if (text_equal(word, "never"))
                        count = 0;
                else if (text_starts_with(word, "count="))
                        count = strtol(word + strlen("count="), NULL, 10);
                else
                        text_appendf(words, "\"%s\" ", word);
        }
        return count;
}

/* CloudEvents on a topic that ends with @end, of @task unless NULL, of whose data all @text is true. */
static bool count_events(struct house *house, const char *end, const char *task,
                         const struct match_field *fields, size_t field_count, const char *text,
                         struct text_buffer *says) {
        struct text_buffer there = { 0 };
        struct text_buffer words = { 0 };
        long wanted = take_count(text, &words), count = 0;
        bool good;

        for (size_t i = 0; i < house->said.count; i++) {
                const struct said_message *message = &house->said.at[i];
                _cleanup_(json_freep) struct json_object *object = NULL;
                struct text_buffer unused = { 0 };
                struct json_object *data;

                if (message->is_again || message->retained || !text_ends_with(message->topic, end))
                        continue;
                object = json_parse_object(message->payload, strlen(message->payload));
                if (!object || !json_object_object_get_ex(object, "data", &data) ||
                    (task && !text_equal(json_text(data, "task"), task)))
                        continue;
                count += holds(house, data, fields, field_count, words.data ? words.data : "",
                               &unused);
                text_appendf(&there, "\n        %s", message->payload);
                text_buffer_done(&unused);
        }
        good = wanted == COUNT_ANY ? count > 0 : count == wanted;
        if (!good)
                text_appendf(says, "%ld of them: %s", count, there.data ? there.data : "none");
        text_buffer_done(&words);
        text_buffer_done(&there);
        return good;
}

/* event KIND WORD… [once|never|count=N] */
static bool expect_event(struct house *house, const char *text, struct text_buffer *says) {
        char kind[WORD_SIZE] = "", end[WORD_SIZE + 8];

        script_word(&text, kind);
        if (event_kind_from_word(kind) < 0) {
                text_appendf(says, "there is no kind of event '%s'", kind);
                return false;
        }
        snprintf(end, sizeof(end), "/event/%s", kind);
        return count_events(house, end, NULL, event_fields, ELEMENTS(event_fields), text, says);
}

/* history N|last ORDER WORD… [once|never|count=N] */
static bool expect_history(struct house *house, const char *text, struct text_buffer *says) {
        char word[WORD_SIZE] = "";
        const char *id;

        script_word(&text, word);
        id = expect_task_id(&house->said, word);
        if (!id) {
                text_appendf(says, "%zu tasks were opened", house->said.task_count);
                return false;
        }
        return count_events(house, "/task-event", id, step_fields, ELEMENTS(step_fields), text,
                            says);
}

/* no task|event|… WORD… */
static bool expect_no(struct house *house, const char *text, struct text_buffer *says) {
        char event[WORD_SIZE + 8];

        if (script_takes(&text, "task"))
                return count_tasks(house, 0, text, says);
        if (script_takes(&text, "event")) {
                snprintf(event, sizeof(event), "%s never", text);
                return expect_event(house, event, says);
        }
        text_append(says, "no what? `no task` or `no event`");
        return false;
}

/* reply WORD: the first answer to the last command (a broker may bring it, and we answer, twice) */
static bool expect_reply(struct house *house, const char *text, struct text_buffer *says) {
        char correlation[16];

        snprintf(correlation, sizeof(correlation), "%d", house->commands);
        for (size_t i = 0; i < house->said.count; i++) {
                const struct said_message *message = &house->said.at[i];
                _cleanup_(json_freep) struct json_object *object = NULL;

                if (!text_ends_with(message->topic, "/reply"))
                        continue;
                object = json_parse_object(message->payload, strlen(message->payload));
                if (!object || !text_equal(json_text(object, "correlation"), correlation))
                        continue;
                if (text_equal(json_text(object, "reply"), text))
                        return true;
                text_append(says, message->payload);
                return false;
        }
        text_append(says, "nobody answered");
        return false;
}

/* topic END contains TEXT | topic END empty */
static bool expect_topic(struct house *house, const char *text, struct text_buffer *says) {
        char end[WORD_SIZE] = "", word[WORD_SIZE] = "";
        const char *payload;
        bool good;

        script_word(&text, end);
        payload = said_retained(&house->said, end);
        if (script_takes(&text, "contains") && script_word(&text, word))
                good = payload && strstr(payload, word);
        else
                good = script_takes(&text, "empty") && payload && *payload == '\0';
        if (!good)
                text_appendf(says, "there is: %s", payload ? payload : "nothing was published");
        return good;
}

/* outbox N: once the broker's acknowledgements are written, which is with the next turn */
static bool expect_outbox(struct house *house, const char *text, struct text_buffer *says) {
        int r = stage_commit(&house->stage);
        int64_t depth = r < 0 ? r : journal_outbox_depth(house->stage.journal);

        if (depth == strtoll(text, NULL, 10))
                return true;
        text_appendf(says, "%" PRId64 " messages wait", depth);
        return false;
}

struct refusals {
        const char *adapter, *reason;
        int64_t count;
};

static int count_refusals(void *userdata, enum adapter adapter, enum refusal reason,
                          int64_t count) {
        struct refusals *refusals = userdata;

        if (text_equal(adapter_word(adapter), refusals->adapter) &&
            text_equal(refusal_word(reason), refusals->reason))
                refusals->count += count;
        return 0;
}

/* refused ADAPTER REASON N: a message that the broker had to send twice is refused twice */
static bool expect_refused(struct house *house, const char *text, struct text_buffer *says) {
        char adapter[WORD_SIZE] = "", reason[WORD_SIZE] = "";
        struct refusals refusals = { adapter, reason, 0 };
        int64_t wanted;

        script_word(&text, adapter);
        script_word(&text, reason);
        journal_each_counter(house->stage.journal, count_refusals, &refusals);
        wanted = strtoll(text, NULL, 10);
        if (refusals.count == wanted || (house->resent && refusals.count == wanted + 1))
                return true;
        text_appendf(says, "%" PRId64 " were refused so", refusals.count);
        return false;
}

/* lamp lamp-1 steady */
static bool expect_lamp(struct house *house, const char *text, struct text_buffer *says) {
        char name[WORD_SIZE] = "";
        enum lamp_pattern pattern;

        script_word(&text, name);
        if (wires_lamp(house, name, &pattern) < 0) {
                text_appendf(says, "there is no lamp '%s'", name);
                return false;
        }
        if (text_equal(text, lamp_pattern_word(pattern)))
                return true;
        text_appendf(says, "it is %s", lamp_pattern_word(pattern));
        return false;
}

static const struct {
        const char *what;
        bool (*holds)(struct house *house, const char *text, struct text_buffer *says);
} expectations[] = {
        { "task", expect_task },     { "tasks", expect_tasks },     { "no", expect_no },
        { "event", expect_event },   { "history", expect_history }, { "reply", expect_reply },
        { "topic", expect_topic },   { "outbox", expect_outbox },   { "refused", expect_refused },
        { "report", expect_report }, { "lamp", expect_lamp },
};

bool expect(struct house *house, const char *text, struct text_buffer *says) {
        for (size_t i = 0; i < ELEMENTS(expectations); i++)
                if (script_takes(&text, expectations[i].what))
                        return expectations[i].holds(house, text, says);
        text_append(says, "nobody knows how to expect this");
        return false;
}
