/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Outlets: what happened becomes messages as CONTRACT says them. Pure: they make struct message values,
 * the caller owns the payloads (message_done) and puts them into the outbox.
 */

#include "nattvakt/event.h"
#include "nattvakt/message.h"
#include "nattvakt/moment.h"
#include "nattvakt/site.h"
#include "nattvakt/task.h"

/** nattvakt/<site>/event/<kind>, CloudEvents 1.0 structured JSON. */
void outlet_event(const struct site *site, const struct event *event, struct message *ret_message);

/** nattvakt/<site>/task/<id>, retained: the task as it stands; @code may be NULL. */
void outlet_task(const struct site *site, const struct task_code *code, const struct task *task,
                 struct message *ret_message);

/** The same topic emptied, 24 h after the task's end. */
void outlet_task_gone(const struct site *site, const char *task_id, struct message *ret_message);

/** nattvakt/<site>/task-event: one transition with explanation and evidence, CloudEvents. */
void outlet_task_event(const struct site *site, const struct task *task,
                       const struct transition *transition, struct message *ret_message);

/** Reply to a command on @topic ("": task/<id>/reply). */
void outlet_reply(const struct site *site, const struct command *command, const char *topic,
                  enum reply reply, const struct task *task, struct message *ret_message);

/** An assignment as JSON, as journal rows and task-event hold it; the caller owns it. */
struct json_object *outlet_assignment(const struct assignment *assignment);

/* Birth and life of the gateway: status, retained. */
struct outlet_status {
        bool online;
        int64_t birth;    /* number of the start */
        int64_t since_us; /* of this start */
        const char *version;
        bool clock_trusted, simulated;
        const char *said; /* a sentence an operator must see ("journal set aside …"), or "" */
};

/** nattvakt/<site>/status, retained. */
void outlet_status(const struct site *site, const struct outlet_status *status,
                   struct message *ret_message);

/* What stands on a department's handover page. */
struct outlet_handover {
        const struct department *department;
        const struct task *const *open; /* tasks of the department */
        size_t open_count;
        const struct device *const *silent;
        size_t silent_count;
        int64_t at_us;
};

/** nattvakt/<site>/handover/<department>, retained: what the next shift takes over. */
void outlet_handover(const struct site *site, const struct outlet_handover *handover,
                     struct message *ret_message);

/* metric/<group>: flat numbers; QoS 0, not through the outbox. */
struct outlet_metric {
        const char *name;
        double value;
};

/** nattvakt/<site>/metric/<group> with @count metrics. */
void outlet_metrics(const struct site *site, const char *group, const struct outlet_metric *metrics,
                    size_t count, int64_t at_us, struct message *ret_message);
