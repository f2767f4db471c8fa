/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two ways of putting things right. A journal that had to be set aside leaves our own retained topics as
 * the only memory of open tasks: they are adopted, and what cannot be read is emptied (ARCHITECTURE,
 * invariant 4); but where a text is longer than ours may be, a later version may have said it, and its
 * topic is let alone. And when a board without a clock learns what time it is, times told before are corrected
 * by appending, never by changing (invariant 5).
 */
#include <errno.h>
#include <string.h>

#include "flow_private.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "nattvakt/text.h"
#include "outlet.h"
#include "timekeeper.h"

enum field_type { FIELD_TEXT, FIELD_TIME, FIELD_WORD };

/* How the members of task/<id> (src/outlet) come back into a task. */
#define FIELD(member, type) \
        { #member, type, offsetof(struct task, member), sizeof(((struct task *)0)->member) }
#define TIME(key, member) \
        { key, FIELD_TIME, offsetof(struct task, member), sizeof(int64_t) }
/* clang-format off */
static const struct {
        const char *key;
        enum field_type type;
        size_t offset, size;
} fields[] = {
        FIELD(id, FIELD_TEXT),
        FIELD(code, FIELD_TEXT),
        FIELD(origin, FIELD_TEXT),
        FIELD(department, FIELD_TEXT),
        FIELD(place, FIELD_TEXT),
        FIELD(resident, FIELD_TEXT),
        FIELD(device, FIELD_TEXT),
        FIELD(dose, FIELD_TEXT),
        FIELD(by, FIELD_TEXT),
        TIME("opened_at", opened_us),
        TIME("accept_by", accept_by_us),
        TIME("complete_by", complete_by_us),
        TIME("look_by", look_by_us),
        TIME("hold_until", hold_until_us),
        TIME("window_end", window_end_us),
};
/* clang-format on */

static int read_fields(struct json_object *object, struct task *task) {
        for (size_t i = 0; i < ELEMENTS(fields); i++) {
                const char *text = json_text(object, fields[i].key);
                char *at = (char *)task + fields[i].offset;
                int r = 0;

                if (!text)
                        continue;
                if (fields[i].type == FIELD_TEXT)
                        r = text_copy(at, fields[i].size, text);
                else
                        r = time_parse(text, (int64_t *)(void *)at);
                if (r < 0)
                        return r == -ENAMETOOLONG ? r : -EBADMSG;
        }
        return task->id[0] && task->code[0] && task->opened_us ? 0 : -EBADMSG;
}

static int read_words(struct json_object *object, struct task *task) {
        const char *state = json_text(object, "state"), *mode = json_text(object, "mode");
        const char *cause = json_text(object, "cause"), *priority = json_text(object, "priority");
        int s = state ? task_state_from_word(state) : -EINVAL;
        int m = mode ? task_mode_from_word(mode) : -EINVAL;
        int c = cause ? task_cause_from_word(cause) : -EINVAL;
        int p = priority ? task_priority_from_word(priority) : -EINVAL;

        if (s < 0 || m < 0 || c < 0 || p < 0)
                return -EBADMSG;
        task->state = (enum task_state)s;
        task->mode = (enum task_mode)m;
        task->cause = (enum task_cause)c;
        task->priority = (enum task_priority)p;
        return 0;
}

#define SEVERITY_MAX 40 /* VKP: event_kind_severity */
#define LOOKS_MAX    100
#define NIGHT_MAX    1000
#define SEQUENCE_MAX INT32_MAX

/* Numbers that a task of ours can have; @otherwise where it is not said. */
struct number {
        const char *key;
        int64_t most, otherwise;
};
/* clang-format off */
enum { SEVERITY, STEP, LOOKS, NIGHT_COUNT, SEQUENCE, NUMBER_COUNT };
static const struct number numbers[NUMBER_COUNT] = {
        [SEVERITY] =    { "severity",    SEVERITY_MAX, 0 },
        [STEP] =        { "step",        LADDER_MAX,   0 },
        [LOOKS] =       { "looks",       LOOKS_MAX,    0 },
        [NIGHT_COUNT] = { "night_count", NIGHT_MAX,    1 },
        [SEQUENCE] =    { "sequence",    SEQUENCE_MAX, 0 },
};
/* clang-format on */

static int read_numbers(struct json_object *object, struct task *task) {
        int64_t said[NUMBER_COUNT];

        for (size_t i = 0; i < NUMBER_COUNT; i++) {
                said[i] = numbers[i].otherwise;
                if (json_integer(object, numbers[i].key, &said[i]) < 0 || said[i] < 0 ||
                    said[i] > numbers[i].most)
                        return -EBADMSG;
        }
        if (json_truth(object, "planned", &task->planned) < 0 ||
            json_truth(object, "overdue", &task->overdue) < 0 ||
            json_truth(object, "test", &task->test) < 0 ||
            json_truth(object, "simulated", &task->simulated) < 0)
                return -EBADMSG;
        task->severity = (int)said[SEVERITY];
        task->step = (int)said[STEP];
        task->look_count = (int)said[LOOKS];
        task->night_count = (int)said[NIGHT_COUNT];
        task->sequence = said[SEQUENCE];
        return 0;
}

static int read_asked(struct json_object *object, struct task *task) {
        struct json_object *asked;
        const char *role, *worker;

        if (!json_object_object_get_ex(object, "asked", &asked) ||
            !json_object_is_type(asked, json_type_object))
                return 0;
        role = json_text(asked, "role");
        worker = json_text(asked, "worker");
        if ((role && text_set(task->asked_role, role) < 0) ||
            (worker && text_set(task->asked, worker) < 0))
                return -ENAMETOOLONG;
        return 0;
}

static int read_task(const char *topic, const char *payload, size_t size, struct task *task) {
        _cleanup_(json_freep) struct json_object *object = NULL;
        int r;

        object = payload ? json_parse_object(payload, size) : NULL;
        if (!object)
                return -EBADMSG;
        r = read_fields(object, task);
        if (r == 0)
                r = read_words(object, task);
        if (r == 0)
                r = read_numbers(object, task);
        if (r == 0)
                r = read_asked(object, task);
        return r == 0 && !text_ends_with(topic, task->id) ? -EBADMSG : r;
}

static void empty_orphan(struct flow *flow, const char *topic) {
        const char *id = strrchr(topic, '/') + 1;

        if (strlen(id) < ID_SIZE)
                keep_task_gone(flow, id);
}

static int refuse_task(struct flow *flow, const char *topic, const char *payload, size_t size,
                       int error) {
        struct flow_arrival arrival = { .topic = topic, .payload = payload, .size = size };
        bool is_long = error == -ENAMETOOLONG;

        input_refuse(flow, ADAPTER_GATEWAY, is_long ? REFUSAL_TOO_LONG : REFUSAL_UNREADABLE,
                     &arrival);
        if (!is_long)
                empty_orphan(flow, topic);
        return -EBADMSG;
}

/* Who is no worker of ours any more has nothing in hand. */
static void forget_strangers(const struct flow *flow, struct task *task) {
        const struct staff *staff = &flow->configuration->staff;

        if (!staff_worker(staff, task->by))
                task->by[0] = '\0';
        if (!staff_worker(staff, task->asked))
                task->asked[0] = '\0';
}

int flow_adopt(struct flow *flow, const char *topic, const char *payload, size_t size,
               const struct moment *now) {
        const struct catalogue *catalogue = &flow->configuration->catalogue;
        struct change change = { .ask = false };
        struct task *task = &change.task;
        const struct task_code *code;
        int r;

        flow_begin(flow, now);
        if (size == 0)
                return 0;
        r = read_task(topic, payload, size, task);
        if (r < 0)
                return refuse_task(flow, topic, payload, size, r);
        if (book_task(flow->book, task->id))
                return 0;
        code = catalogue_code(catalogue, task->code);
        if (task_state_is_end(task->state) || !code) {
                empty_orphan(flow, topic);
                return 0;
        }

        forget_strangers(flow, task);
        text_set(task->incident, code->incident);
        task->ladder_us = task->evidence_us = task->opened_us;
        task->durable = true;
        task->sequence++;
        change.transition = (struct transition){ .sequence = task->sequence,
                                                 .at_us = now->wall_us,
                                                 .order = TASK_ORDER_OPEN,
                                                 .from = task->state,
                                                 .to = task->state,
                                                 .mode = task->mode };
        text_set(change.transition.task, task->id);
        text_set(change.transition.rule, "adopted");
        book_load(flow->book, task);
        keep_change(flow, &change, true);
        return 1;
}

#define CLOCK_GOOD_US US_PER_S /* a substitute time that was so near needs no putting right */

struct correction {
        struct flow *flow;
        int64_t delta_us;
};

static int correct_event(void *userdata, const struct event *event) {
        const struct correction *correction = userdata;
        struct flow *flow = correction->flow;

        keep_check(flow, journal_correction(flow->journal, event->id, event->received_us,
                                            event->received_us + correction->delta_us,
                                            flow->now.wall_us));
        return 0;
}

static void settle(void *userdata, const struct change_list *changes) {
        flow_settle(userdata, changes);
}

void flow_clock_came(struct flow *flow, int64_t since_us, int64_t delta_us,
                     const struct moment *now) {
        struct correction correction = { .flow = flow, .delta_us = delta_us };
        struct blind_row untrusted = { .cause = BLIND_CAUSE_CLOCK };
        int64_t first_us = 0; /* of the start before a crash */
        int r;

        flow_begin(flow, now);
        r = journal_fact(flow->journal, TIMEKEEPER_FACT, &first_us);
        keep_check(flow, r);
        if (first_us) {
                since_us = first_us < since_us ? first_us : since_us;
                keep_check(flow, journal_fact_set(flow->journal, TIMEKEEPER_FACT, 0));
        }
        if (delta_us > -CLOCK_GOOD_US && delta_us < CLOCK_GOOD_US)
                return;

        untrusted.from_us = since_us + delta_us;
        untrusted.to_us = now->wall_us;
        keep_check(flow, journal_blind(flow->journal, &untrusted));
        r = journal_each_event(flow->journal, since_us, now->wall_us - delta_us + 1, correct_event,
                               &correction);
        keep_check(flow, r);
        if (delta_us > FLOW_BLIND_US) {
                flow_blind(flow, BLIND_CAUSE_DOWN, since_us, since_us + delta_us);
                sense_blind(flow->sense, now->wall_us - delta_us, now->wall_us);
        }
        book_correct(flow->book, since_us, delta_us, now, settle, flow);
        flow->news = true;
}
