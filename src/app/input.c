/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Input: bytes become readings or a command, or cost one counter (ARCHITECTURE, invariant 6). A quarantine
 * row keeps reason, size and hashes, never the bytes: they may name a person.
 */
#include <errno.h>
#include <string.h>

#include "flow_private.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "nattvakt/text.h"
#include "outlet.h"
#include "source.h"

void input_refuse(struct flow *flow, enum adapter adapter, enum refusal reason,
                  const struct flow_arrival *arrival) {
        struct quarantine_row row = { .at_us = flow->now.wall_us,
                                      .adapter = adapter,
                                      .reason = reason,
                                      .size = arrival->size };

        flow->counts.refused[adapter][reason]++;
        flow->unsaved[adapter][reason]++;
        flow->has_unsaved = true;
        if (flow->quarantined >= FLOW_QUARANTINE)
                return;

        flow->quarantined++;
        row.topic_hash = hash_bytes(arrival->topic, strlen(arrival->topic));
        row.payload_hash = arrival->payload ? hash_bytes(arrival->payload, arrival->size) : 0;
        keep_check(flow, journal_quarantine(flow->journal, &row));
}

size_t input_readings(struct flow *flow, const struct flow_arrival *arrival,
                      struct reading_list *ret_readings, enum adapter *ret_adapter) {
        const struct configuration *configuration = flow->configuration;
        struct source_message message = { .topic = arrival->topic,
                                          .payload = arrival->payload,
                                          .payload_size = arrival->size,
                                          .retained = arrival->retained,
                                          .received_us = flow->now.wall_us };
        const struct source_adapter *adapter =
                source_for_topic(&configuration->settings, configuration->site.name, arrival->topic,
                                 &message.base_size);
        int r;

        *ret_adapter = adapter ? adapter->adapter : ADAPTER_GATEWAY;
        if (!adapter) {
                input_refuse(flow, ADAPTER_GATEWAY, REFUSAL_NO_ADAPTER, arrival);
                return 0;
        }
        if (!arrival->payload) {
                input_refuse(flow, adapter->adapter, REFUSAL_TOO_LARGE, arrival);
                return 0;
        }

        r = adapter->decode(&message, ret_readings);
        if (r < 0) {
                input_refuse(flow, adapter->adapter, source_refusal(r), arrival);
                return 0;
        }
        flow->counts.readings += (int64_t)ret_readings->count;
        return ret_readings->count;
}

bool input_forget_stranger(const struct flow *flow, struct reading *reading) {
        if (!reading->by[0] || staff_worker(&flow->configuration->staff, reading->by))
                return false;
        reading->by[0] = '\0';
        return true;
}

void input_heard(struct flow *flow, enum adapter adapter, bool stranger, int r,
                 const struct flow_arrival *arrival) {
        if (r < 0)
                input_refuse(flow, adapter,
                             r == -ENODEV ? REFUSAL_UNKNOWN_DEVICE : REFUSAL_UNKNOWN_RESIDENT,
                             arrival);
        else if (stranger)
                input_refuse(flow, adapter, REFUSAL_UNKNOWN_WORKER, arrival);
}

static struct repeat_row fingerprint(const struct flow_arrival *arrival) {
        return (struct repeat_row){
                .mid = arrival->mid,
                .topic_hash = hash_bytes(arrival->topic, strlen(arrival->topic)),
                .payload_hash = arrival->payload ? hash_bytes(arrival->payload, arrival->size) : 0
        };
}

bool input_is_repeat(struct flow *flow, const struct flow_arrival *arrival) {
        struct repeat_row row;

        if (flow->repeats.left == 0) /* nearly always: then nothing is hashed */
                return false;
        row = fingerprint(arrival);
        return repeats_is_one(&flow->repeats, &row);
}

void input_remember(struct flow *flow, const struct flow_arrival *arrival) {
        struct repeat_row row = fingerprint(arrival);

        repeats_add(&flow->repeats, &row);
        keep_check(flow, journal_repeat(flow->journal, &row));
}

/* nattvakt/<site>/task/<id>/command: the id, or false when the topic is another. */
static bool command_task(const struct flow *flow, const char *topic, char ret_id[ID_SIZE]) {
        const char *id = text_behind(topic, "nattvakt/"), *end;

        id = id ? text_behind(id, flow->configuration->site.name) : NULL;
        id = id ? text_behind(id, "/task/") : NULL;
        end = id ? strchr(id, '/') : NULL;
        if (!end || !text_equal(end, "/command") || (size_t)(end - id) >= ID_SIZE)
                return false;
        memcpy(ret_id, id, (size_t)(end - id));
        ret_id[end - id] = '\0';
        return true;
}

/* nattvakt/<site>/command */
static bool is_command(const struct flow *flow, const char *topic) {
        const char *rest = text_behind(topic, "nattvakt/");

        rest = rest ? text_behind(rest, flow->configuration->site.name) : NULL;
        return text_equal(rest, "/command");
}

/* Optional text @key into @field; false when it is too long for it. */
static bool take_text(struct json_object *object, const char *key, char *field, size_t size) {
        const char *text = json_text(object, key);

        return !text || text_copy(field, size, text) == 0;
}

/* {"command":"accept","who":"hcw-1","outcome":"helped","reason":"asleep","correlation":"…"}; REPLY_OK when readable. */
static enum reply read_command(const struct flow_arrival *arrival, struct command *command) {
        _cleanup_(json_freep) struct json_object *object = NULL;
        const char *order, *outcome;
        int r;

        object = arrival->payload ? json_parse_object(arrival->payload, arrival->size) : NULL;
        if (!object || !take_text(object, "who", command->who, sizeof(command->who)) ||
            !take_text(object, "reason", command->reason, sizeof(command->reason)) ||
            !take_text(object, "correlation", command->correlation, sizeof(command->correlation)))
                return REPLY_UNREADABLE;
        if ((command->who[0] && !text_is_name(command->who)) ||
            (command->reason[0] && command_reason_from_word(command->reason) < 0))
                return REPLY_UNREADABLE; /* free words may name a person */

        order = json_text(object, "command");
        r = order ? task_order_from_word(order) : -EINVAL;
        if (r < 0 || r > TASK_ORDER_REOPEN)
                return REPLY_UNREADABLE;
        command->order = (enum task_order)r;

        outcome = json_text(object, "outcome");
        r = outcome ? outcome_from_word(outcome) : OUTCOME_NONE;
        if (r < 0)
                return REPLY_UNREADABLE;
        command->outcome = (enum outcome)r;
        return REPLY_OK;
}

/*
 * Kept is only what we know: who is one of our workers, a task that we have. Anything else, and what the
 * sender made up to know his answer by, may be a person's name.
 */
static void keep_command(struct flow *flow, const struct command *command, enum reply reply) {
        struct command kept = *command;

        if (!staff_worker(&flow->configuration->staff, kept.who))
                kept.who[0] = '\0';
        if (!book_task(flow->book, kept.task))
                kept.task[0] = '\0';
        kept.correlation[0] = '\0';
        keep_check(flow, journal_command(flow->journal, &kept, reply, flow->now.wall_us));
}

/*
 * Where the sender wants the answer, or "": on the task's own topic. Only below a last level "reply": else
 * whoever may command could make us speak on other programs' topics.
 */
static const char *reply_topic(const struct flow_arrival *arrival) {
        const char *topic = arrival->response_topic;

        return topic && text_ends_with(topic, "/reply") && strlen(topic) < TOPIC_SIZE ? topic : "";
}

static bool is_id(const char *text) {
        return strlen(text) == ID_SIZE - 1 && strspn(text, "0123456789abcdef") == ID_SIZE - 1;
}

static void reply_to(struct flow *flow, const struct flow_arrival *arrival, struct command *command,
                     enum reply reply) {
        const struct task *task = book_task(flow->book, command->task);
        struct message message;

        if (!task && !is_id(command->task)) /* nor is it said again */
                command->task[0] = '\0';
        outlet_reply(&flow->configuration->site, command, reply_topic(arrival), reply, task,
                     &message);
        keep_message(flow, &message);
        flow->news = true;
}

/* What no command is costs a counter; an answer only where its sender waits for one, and nobody hurries. */
static void refuse_command(struct flow *flow, const struct flow_arrival *arrival,
                           struct command *command, enum reply reply) {
        input_refuse(flow, ADAPTER_COMMAND, REFUSAL_BAD_COMMAND, arrival);
        if (reply_topic(arrival)[0] && flow->replies++ < FLOW_REPLIES)
                reply_to(flow, arrival, command, reply);
}

/* Who changed something hears of it whatever else is said in this turn; the rest is bounded. */
static void answer_command(struct flow *flow, const struct flow_arrival *arrival,
                           struct command *command, enum reply reply, bool changed) {
        if (!changed && flow->replies++ >= FLOW_REPLIES) {
                input_refuse(flow, ADAPTER_COMMAND, REFUSAL_TOO_MANY, arrival);
                return;
        }
        keep_command(flow, command, reply);
        reply_to(flow, arrival, command, reply);
        flow->urgent = true;
}

bool input_command(struct flow *flow, const struct flow_arrival *arrival) {
        struct command command = { .order = TASK_ORDER_RECEIVE };
        struct change_list changes;
        enum reply reply;

        if (!command_task(flow, arrival->topic, command.task) && !is_command(flow, arrival->topic))
                return false;
        if (arrival->retained) { /* an old command that somebody kept by mistake */
                input_refuse(flow, ADAPTER_COMMAND, REFUSAL_BAD_COMMAND, arrival);
                return true;
        }

        if (arrival->size == 0) /* somebody clears a retained one */
                return true;

        if (arrival->correlation)
                text_set(command.correlation, arrival->correlation);
        reply = command.task[0] ? read_command(arrival, &command) : REPLY_UNSUPPORTED;
        if (reply != REPLY_OK) {
                refuse_command(flow, arrival, &command, reply);
                return true;
        }

        changes.count = 0;
        reply = book_command(flow->book, &command, &flow->now, &changes);
        flow_settle(flow, &changes);
        answer_command(flow, arrival, &command, reply, changes.count > 0);
        return true;
}
