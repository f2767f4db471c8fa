/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The flow: one turn from what was heard to what is said (ARCHITECTURE, "The way of one message").
 * The daemon, `nattvakt replay`, the simulator and the night files all run this same code; they
 * differ only in where messages come from and go to.
 *
 * A turn begins with the first input and ends with flow_commit, which writes everything in one
 * transaction. Nothing may leave before: neither acknowledgements nor messages.
 */

#include "journal.h"
#include "nattvakt/moment.h"
#include "nattvakt/reading.h"
#include "nattvakt/settings.h"
#include "nattvakt/task.h"

struct flow;

/* A message as a link heard it. All borrowed for the call. */
struct flow_arrival {
        const char *topic;
        const char *payload; /* not NUL-terminated; NULL when the link dropped a too large one */
        size_t size;         /* bytes; the real size also when dropped */
        bool retained;
        int mid;                    /* the broker's packet id, 0 with QoS 0 or no broker */
        const char *response_topic; /* of a command, or NULL */
        const char *correlation;    /* NUL-terminated, or NULL */
};

/* What a link made a reading of by itself: a line's level, or that a line or its chip is gone or back. */
struct flow_edge {
        struct reading
                reading; /* of ADAPTER_GPIO; with its time, so that heard again it is the same event */
        bool baseline; /* a level that was found, not seen to change */
};

/* Messages of stat and asap tasks of a turn whose commit failed: they go out marked not durable. */
#define FLOW_URGENT_MAX 16
struct flow_urgent {
        struct message at[FLOW_URGENT_MAX];
        bool waits[FLOW_URGENT_MAX]; /* for somebody to take it on */
        size_t count;
};

/** What was heard and refused since the start, for metrics. */
struct flow_counts {
        int64_t messages, readings, events, repeats, turns, commits, failed_commits, handled_us;
        int64_t refused[ADAPTER_COUNT][REFUSAL_COUNT];
};

/**
 * Takes up the state that @journal holds, under @configuration (both borrowed), about @now; when the first
 * turn comes, the time since the journal's newest word was blind. Returns 0 or what the journal answers.
 */
int flow_open(const struct configuration *configuration, struct journal *journal,
              const struct moment *now, struct flow **ret_flow);
void flow_close(struct flow *flow);
void flow_closep(struct flow **flow);

/** Begins a turn, or goes on with the open one. The functions below do it themselves unless they say otherwise. */
void flow_begin(struct flow *flow, const struct moment *now);

/** One message. Whatever it holds, the answer is an event, a command's reply, nothing, or one counter. */
void flow_message(struct flow *flow, const struct flow_arrival *message, const struct moment *now);

/** One reading of a wired line; from here on it goes the way of a message. */
void flow_reading(struct flow *flow, const struct flow_edge *edge, const struct moment *now);

/** Everything that is due at @now: silence, doses, plans, deadlines, reports, forgotten tasks. */
void flow_tick(struct flow *flow, const struct moment *now);

/** When flow_tick has something to do next, wall µs; TIME_NEVER if nothing. */
int64_t flow_next_us(const struct flow *flow);

/** Whether this turn holds an alarm: it is committed at once. */
bool flow_is_urgent(const struct flow *flow);

/** The journal could not be read again: no task and no state is known until it can. */
bool flow_is_stale(const struct flow *flow);

/** Inputs in this turn so far; 0: no turn is open. */
size_t flow_inputs(const struct flow *flow);

/**
 * Ends the turn. Returns 1 when something was written, 0 when there was no news, -errno when it could
 * not be written: then the state is that of the journal again, as after a crash, and *@ret_urgent (may
 * be NULL) holds what must be said all the same; the caller owns its payloads.
 */
int flow_commit(struct flow *flow, const struct moment *now, struct flow_urgent *ret_urgent);

/**
 * The broker resumed our session: of the next @window arrivals those that equal what made news before are repeats, once
 * (invariant 2). State that they tell is no news; presses and calls are told once more, as maybe_repeat.
 */
void flow_resumed(struct flow *flow, size_t window);

/** The clock became trusted: open tasks and events of the time before are put right by appending. */
void flow_clock_came(struct flow *flow, int64_t since_us, int64_t delta_us,
                     const struct moment *now);

/** A trusted clock was set by @delta_us: what is left of each deadline stays as it was. */
void flow_clock_jumped(struct flow *flow, int64_t delta_us, const struct moment *now);

/** Puts @message (taken over) into the outbox with this turn. */
void flow_say(struct flow *flow, struct message *message, const struct moment *now);

/** In an open turn. The broker was away from @from_us to @to_us (0: is away since): blind minutes. */
void flow_blind(struct flow *flow, enum blind_cause cause, int64_t from_us, int64_t to_us);

/** Whether every open task's place and code is in @configuration; if not, the first missing name. */
bool flow_fits(const struct flow *flow, const struct configuration *configuration,
               char ret_name[NAME_SIZE]);

/** Takes a task back that only our retained topic remembers, after the journal had to be set aside. 0 or -EBADMSG. */
int flow_adopt(struct flow *flow, const char *topic, const char *payload, size_t size,
               const struct moment *now);

const struct flow_counts *flow_counts(const struct flow *flow);
struct journal *flow_journal(struct flow *flow);
size_t flow_open_tasks(const struct flow *flow);

/** Open tasks in the order they were opened: index 0.. ; NULL beyond the last. Borrowed until the flow's next call. */
const struct task *flow_open_task(const struct flow *flow, size_t index);
