/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way of one message. Read this first; ARCHITECTURE calls it the page.
 *
 *     a message is heard          flow_message     of a wired line: flow_reading, which is one already
 *       what was said               input_readings   source/: bytes to readings
 *       what is news                sense_reading    sense/: readings to care events
 *         the event is written      keep_event       journal/, outlet/
 *         what must be done         book_event       task/: events to changes of tasks
 *           transitions are written keep_change      journal/, outlet/
 *           by whom, and why        ask_somebody     share/: whom to ask, by share_choose
 *     time passes                 flow_tick          sense_tick, book_tick: silence, plans, deadlines
 *     the turn ends               flow_commit        one transaction; only then may a byte leave
 *
 * Time is an argument too. A commit that fails undoes the turn: state is the journal's again (load.c).
 */
#include "flow.h"

#include <assert.h>
#include <string.h>

#include "ask.h"
#include "flow_private.h"
#include "nattvakt/cleanup.h"

void flow_begin(struct flow *flow, const struct moment *now) {
        flow->now = *now;
        if (flow->is_open)
                return;

        flow->is_open = true;
        flow->error = 0;
        flow->counts.turns++;
        keep_check(flow, journal_begin(flow->journal));
        load_start(flow, now);
}

void flow_settle(struct flow *flow, const struct change_list *changes) {
        for (size_t i = 0; i < changes->count; i++) {
                const struct change *change = &changes->at[i];
                bool last = true;

                for (size_t later = i + 1; later < changes->count; later++)
                        last = last && strcmp(changes->at[later].task.id, change->task.id) != 0;
                keep_change(flow, change, last && !change->ask);
        }

        for (size_t i = 0; i < changes->count; i++) {
                const struct change *change = &changes->at[i];
                struct change_list answer;
                struct assignment assignment;

                if (!change->ask)
                        continue;
                answer.count = 0;
                ask_somebody(flow->configuration, flow->book, change, &flow->now, &assignment);
                book_assign(flow->book, change->task.id, &assignment, &flow->now, &answer);
                assert(answer.count > 0); /* the task is written with the answer */
                flow_settle(flow, &answer);
        }
}

static void happen(struct flow *flow, const struct event *event) {
        struct change_list changes;
        int more;

        if (!keep_event(flow, event))
                return; /* the same event twice is one event */

        flow->urgent = flow->urgent || !event_kind_is_note(event->kind);
        do {
                changes.count = 0;
                more = book_event(flow->book, event, &flow->now, &changes);
                flow_settle(flow, &changes);
        } while (more > 0);
}

static bool hear(struct flow *flow, struct reading *reading, const struct arrival *arrival,
                 const struct flow_arrival *message) {
        bool stranger = input_forget_stranger(flow, reading);
        struct event_list events;
        int r;

        events.count = 0;
        r = sense_reading(flow->sense, reading, arrival, &flow->now, &events);
        input_heard(flow, arrival->adapter, stranger, r, message);
        for (size_t i = 0; i < events.count; i++)
                happen(flow, &events.at[i]);
        return r >= 0;
}

void flow_message(struct flow *flow, const struct flow_arrival *message, const struct moment *now) {
        struct reading_list readings;
        struct arrival arrival = { .retained = message->retained };
        int64_t events = flow->counts.events;

        flow_begin(flow, now);
        flow->inputs++;
        flow->counts.messages++;
        arrival.payload = message->payload;
        arrival.payload_size = message->size;
        arrival.maybe_repeat = input_is_repeat(flow, message);
        flow->counts.repeats += arrival.maybe_repeat;
        if (input_command(flow, message))
                return;

        readings.count = 0;
        input_readings(flow, message, &readings, &arrival.adapter);
        for (size_t i = 0; i < readings.count; i++)
                if (!hear(flow, &readings.at[i], &arrival, message))
                        break; /* refused: a message costs one counter */

        if (flow->counts.events > events && message->mid)
                input_remember(flow, message);
}

void flow_reading(struct flow *flow, const struct flow_edge *edge, const struct moment *now) {
        const struct flow_arrival none = { .topic = edge->reading.device };
        const struct arrival arrival = { .adapter = ADAPTER_GPIO, .retained = edge->baseline };
        struct reading reading = edge->reading;

        flow_begin(flow, now);
        flow->inputs++;
        flow->counts.readings++;
        hear(flow, &reading, &arrival, &none);
}

static bool tick_sense(struct flow *flow) {
        struct event_list events;
        int r;

        events.count = 0;
        r = sense_tick(flow->sense, &flow->now, &events);
        for (size_t i = 0; i < events.count; i++)
                happen(flow, &events.at[i]);
        return r > 0;
}

static bool tick_book(struct flow *flow) {
        struct change_list changes;
        char gone[ID_SIZE];
        int r;

        changes.count = 0;
        r = book_tick(flow->book, &flow->now, &changes);
        for (size_t i = 0; i < changes.count; i++)
                flow->urgent = flow->urgent || !changes.at[i].task.planned;
        flow_settle(flow, &changes);
        if (r > 0)
                return true;

        if (!book_forget(flow->book, &flow->now, gone))
                return false;
        keep_task_gone(flow, gone);
        return true;
}

void flow_tick(struct flow *flow, const struct moment *now) {
        flow_begin(flow, now);
        for (int i = 0; i < FLOW_STEPS_MAX && (tick_sense(flow) || tick_book(flow)); i++)
                ;
        if (flow->handover_us <= now->wall_us)
                keep_handover(flow);
        if (flow->report_us <= now->wall_us)
                night_report_publish(flow);
}

int flow_commit(struct flow *flow, const struct moment *now, struct flow_urgent *ret_urgent) {
        int r;

        if (!flow->is_open)
                return 0;
        flow->now = *now;
        keep_state(flow);
        r = flow->error < 0 ? flow->error : journal_commit(flow->journal);
        if (r < 0) {
                struct flow_urgent said = flow->said;

                flow->said.count = 0;
                flow->counts.failed_commits++;
                journal_rollback(flow->journal);
                load_again(flow);
                if (ret_urgent)
                        *ret_urgent = said;
                else
                        keep_urgent_done(&said);
        }

        keep_urgent_done(&flow->said);
        flow->counts.commits += r > 0;
        flow->start_kept = flow->start_kept || (r >= 0 && flow->started);
        flow->is_open = flow->urgent = flow->news = false;
        flow->inputs = flow->quarantined = flow->replies = 0;
        return r;
}
