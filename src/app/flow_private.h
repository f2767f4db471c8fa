/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the files of the flow share: flow.c turns, input.c reads, keep.c writes, load.c takes up. */

#include "book.h"
#include "flow.h"
#include "nattvakt/event.h"
#include "nattvakt/message.h"
#include "repeat.h"
#include "sense.h"

#define FLOW_ALIVE_US    US_PER_MIN       /* how often "alive" is written at most */
#define FLOW_BLIND_US    (2 * US_PER_MIN) /* a longer gap between two starts was blind */
#define FLOW_HANDOVER_US US_PER_MIN       /* handover pages follow changes at most so often */
#define FLOW_REPORTS_US  (7 * US_PER_DAY) /* a report that old is computed on request only */
#define FLOW_REPORTED    "reported_us"    /* fact: when the last report was due that went out */
#define FLOW_STEPS_MAX   512 /* things that fall due in one turn; the rest in the next */
#define FLOW_QUARANTINE  16  /* quarantine rows a turn; the rest is only counted */
#define FLOW_REPLIES     32  /* answers a turn to commands that changed nothing */

struct flow {
        const struct configuration *configuration;
        struct journal *journal;
        struct sense *sense;
        struct book *book;
        struct repeats repeats;
        struct flow_counts counts;
        int64_t unsaved[ADAPTER_COUNT][REFUSAL_COUNT]; /* refusals not yet in the journal */
        bool has_unsaved;

        /* this turn */
        struct moment now;
        bool start_kept; /* … and that is committed */
        bool started;    /* the first turn has looked at the gap before it */
        bool stale;      /* the journal could not be read again: state is not what it says */
        bool is_open, urgent, news;
        size_t inputs, quarantined, replies;
        int error;               /* the first that the journal answered in this turn; 0 */
        struct flow_urgent said; /* messages of stat and asap tasks of this turn */

        int64_t alive_us;    /* as last written */
        int64_t planned_us;  /* as last written */
        int64_t handover_us; /* when the handover pages are due; TIME_NEVER */
        int64_t report_us;   /* when the next night is reported; TIME_NEVER */
        int64_t report_day;  /* that night */
};

/* keep.c: everything that a turn writes. Errors go to flow->error. */

/** Notes @error of a journal call; good ones are ignored. */
void keep_check(struct flow *flow, int error);
/** Writes @event and its message. False: it was there already. */
bool keep_event(struct flow *flow, const struct event *event);
/** Writes the task and its transition, and their messages; @last: no later change of this task follows. */
void keep_change(struct flow *flow, const struct change *change, bool last);
void keep_message(struct flow *flow, struct message *message);
/** State rows, facts and counters, before COMMIT. */
void keep_state(struct flow *flow);
void keep_handover(struct flow *flow);
/** Empties the retained topic of a task that ended 24 h ago. */
void keep_task_gone(struct flow *flow, const char *task_id);
void keep_urgent_done(struct flow_urgent *urgent);

/* input.c: bytes to readings and commands. */

/** Counts a refusal and leaves a bounded quarantine row. */
void input_refuse(struct flow *flow, enum adapter adapter, enum refusal reason,
                  const struct flow_arrival *arrival);
/** Blanks who did it unless the configuration knows that slot: it may be a person's name. Whether it did. */
bool input_forget_stranger(const struct flow *flow, struct reading *reading);
/** Counts what sense answered (@r) to a reading; a @stranger is counted where the reading was good. */
void input_heard(struct flow *flow, enum adapter adapter, bool stranger, int r,
                 const struct flow_arrival *arrival);
/** Whether the arrival is one that made news before its connection broke (repeat.h). */
bool input_is_repeat(struct flow *flow, const struct flow_arrival *arrival);
/** Remembers an arrival that made news, in the journal too. */
void input_remember(struct flow *flow, const struct flow_arrival *arrival);
/** Whether the arrival is a command; then it has been carried out or refused. */
bool input_command(struct flow *flow, const struct flow_arrival *arrival);
/** What the message says. Returns how many readings, 0 also when it was refused. */
size_t input_readings(struct flow *flow, const struct flow_arrival *arrival,
                      struct reading_list *ret_readings, enum adapter *ret_adapter);

/* load.c */

/** At each turn's begin. At the first: the gap since the journal's newest word, and where planning begins. */
void load_start(struct flow *flow, const struct moment *now);
/** Makes sense, book and repeats anew from the journal. 0 or what the journal answers. */
int load_state(struct flow *flow);
/** The same after a turn that could not be written; when that fails, each turn tries once more. */
void load_again(struct flow *flow);
void load_free(struct flow *flow);

/* flow.c */

/** Settles what the book said: writes each change, finds whom it asks. */
void flow_settle(struct flow *flow, const struct change_list *changes);

/* night_report.c */

/** Puts the report that is due, and of the periods that end with its night, into the outbox; sets the next. */
void night_report_publish(struct flow *flow);
/** When after @us a night's report goes out, and which night's. */
int64_t night_report_due(const struct site *site, int64_t us, int64_t *ret_day);
