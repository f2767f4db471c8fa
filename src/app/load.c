/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Taking up: state is what the journal says (ARCHITECTURE, invariant 4). The same function serves the
 * start after a clean stop, after a crash, after a commit that failed, and a reload.
 */
#include <assert.h>
#include <string.h>

#include "flow_private.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "timekeeper.h"

static int load_device_state(void *userdata, const struct device_state *row) {
        struct flow *flow = userdata;

        sense_load(flow->sense, row);
        return 0;
}

static int load_task(void *userdata, const struct task *task) {
        struct flow *flow = userdata;

        book_load(flow->book, task);
        return 0;
}

static int load_repeat(void *userdata, const struct repeat_row *row) {
        struct flow *flow = userdata;

        repeats_add(&flow->repeats, row);
        return 0;
}

static int load_planned(struct flow *flow) {
        int64_t until = flow->now.wall_us;
        int r = journal_fact(flow->journal, "planned_until_us", &until);

        if (r >= 0)
                book_set_planned_until(flow->book, until);
        flow->planned_us = r > 0 ? until : 0;
        return r;
}

void load_free(struct flow *flow) {
        sense_free(flow->sense);
        book_free(flow->book);
        flow->sense = NULL;
        flow->book = NULL;
}

int load_state(struct flow *flow) {
        const struct configuration *configuration = flow->configuration;
        int64_t ended_us = flow->now.wall_us;
        int r = journal_fact(flow->journal, "alive_us", &ended_us);

        flow->sense = sense_new(&configuration->site);
        flow->book =
                book_new(&configuration->site, &configuration->catalogue, &configuration->staff);
        memset(&flow->repeats, 0, sizeof(flow->repeats));

        /* What was to be forgotten while we were down still is: its retained topic must be emptied. */
        ended_us -= BOOK_KEEPS_US + 2 * FLOW_ALIVE_US;
        if (r >= 0)
                r = journal_each_device_state(flow->journal, load_device_state, flow);
        if (r >= 0)
                r = journal_each_task(flow->journal, ended_us, load_task, flow);
        if (r >= 0)
                r = journal_each_repeat(flow->journal, load_repeat, flow);
        if (r >= 0)
                r = load_planned(flow);
        return r < 0 ? r : 0;
}

/* A stretch that was still blind when we went down ends there; what comes after is being down. */
struct open_blind {
        struct blind_row rows[BLIND_CAUSE_COUNT * 4];
        size_t count;
};

static int add_open_blind(void *userdata, const struct blind_row *row) {
        struct open_blind *open = userdata;

        if (row->to_us == 0 && open->count < ELEMENTS(open->rows))
                open->rows[open->count++] = *row;
        return 0;
}

static int close_blind(struct flow *flow, int64_t alive_us) {
        struct open_blind open = { .count = 0 };
        int r = journal_each_blind(flow->journal, 0, INT64_MAX, add_open_blind, &open);

        for (size_t i = 0; r >= 0 && i < open.count; i++) {
                open.rows[i].to_us = alive_us;
                r = journal_blind(flow->journal, &open.rows[i]);
        }
        return r;
}

/* The time since the journal's newest word: nobody looked, and silence in it is nobody's fault. */
static int load_gap(struct flow *flow, const struct moment *now) {
        int64_t alive;
        int r = journal_fact(flow->journal, "alive_us", &alive);

        if (r <= 0)
                return r;

        flow->alive_us = alive;
        sense_unseen(flow->sense, now->wall_trusted ? alive : 0, now->wall_us);
        r = close_blind(flow, alive);
        if (now->wall_us - alive > FLOW_BLIND_US)
                flow_blind(flow, BLIND_CAUSE_DOWN, alive, now->wall_us);
        return r;
}

/* Which report is next: after the last one that went out, so none is forgotten while we are down. */
static int load_report(struct flow *flow, const struct moment *now) {
        int64_t reported_us = now->wall_us, first_us = now->wall_us - FLOW_REPORTS_US;
        int r = journal_fact(flow->journal, FLOW_REPORTED, &reported_us);

        flow->report_us = night_report_due(&flow->configuration->site,
                                           reported_us > first_us ? reported_us : first_us,
                                           &flow->report_day);
        return r;
}

/* From when on times are not to be trusted: a crash must not forget what is to be put right. */
static int load_clock(struct flow *flow, const struct moment *now) {
        int64_t since = 0;
        int r = journal_fact(flow->journal, TIMEKEEPER_FACT, &since);

        if (r < 0 || now->wall_trusted == (since == 0))
                return r;
        since = flow->alive_us ? flow->alive_us + 1 : now->wall_us;
        return journal_fact_set(flow->journal, TIMEKEEPER_FACT, now->wall_trusted ? 0 : since);
}

void load_again(struct flow *flow) {
        int r;

        load_free(flow);
        r = load_state(flow);
        flow->stale = r < 0;
        flow->started = flow->start_kept;
        flow->alive_us = 0;
        flow->handover_us = flow->now.wall_us;
        if (r >= 0 && flow->started)
                r = load_report(flow, &flow->now);
        keep_check(flow, r); /* nothing is written on top of what is not known */
}

void load_start(struct flow *flow, const struct moment *now) {
        int r;

        if (flow->stale)
                load_again(flow);
        if (flow->started)
                return;

        flow->started = true;
        keep_check(flow, load_gap(flow, now));
        keep_check(flow, load_clock(flow, now));
        if (flow->planned_us == 0)
                book_set_planned_until(flow->book, now->wall_us); /* a new journal */
        r = load_report(flow, now);
        keep_check(flow, r == 0 ? journal_fact_set(flow->journal, FLOW_REPORTED, now->wall_us) : r);
        flow->alive_us =
                0; /* written with the first turn: the next start knows how short it was down */
        flow->handover_us = now->wall_us;
}

int flow_open(const struct configuration *configuration, struct journal *journal,
              const struct moment *now, struct flow **ret_flow) {
        _cleanup_(flow_closep) struct flow *flow = alloc_zero(1, sizeof(*flow));
        int r;

        flow->configuration = configuration;
        flow->journal = journal;
        flow->now = *now;
        flow->handover_us = flow->report_us = TIME_NEVER;
        r = load_state(flow);
        if (r < 0)
                return r;

        *ret_flow = take(flow);
        return 0;
}

void flow_close(struct flow *flow) {
        if (!flow)
                return;

        journal_rollback(flow->journal);
        keep_urgent_done(&flow->said);
        load_free(flow);
        free(flow);
}

void flow_closep(struct flow **flow) {
        flow_close(*flow);
}

void flow_say(struct flow *flow, struct message *message, const struct moment *now) {
        flow_begin(flow, now);
        flow->news = true;
        keep_message(flow, message);
}

void flow_blind(struct flow *flow, enum blind_cause cause, int64_t from_us, int64_t to_us) {
        struct blind_row row = { .cause = cause, .from_us = from_us, .to_us = to_us };

        assert(flow->is_open);
        keep_check(flow, journal_blind(flow->journal, &row));
        flow->news = true;
        if (to_us)
                sense_blind(flow->sense, from_us, to_us);
}

bool flow_is_stale(const struct flow *flow) {
        return flow->stale;
}

void flow_resumed(struct flow *flow, size_t window) {
        repeats_resume(&flow->repeats, window);
}
