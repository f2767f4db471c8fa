/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Tasks, in FHIR R4 Task's words: what has to be done for whom, who was asked and why, and each
 * transition on the way. One incident is one task: a look that did not see the resident turns the
 * same task into a visit (its mode changes), so one id tells the whole story.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nattvakt/catalogue.h"
#include "nattvakt/event.h"

/* FHIR R4 task-status, those that we use. */
/* clang-format off */
#define TASK_STATES(X) \
        X(REQUESTED, "requested") \
        X(RECEIVED, "received") \
        X(ACCEPTED, "accepted") \
        X(IN_PROGRESS, "in-progress") \
        X(ON_HOLD, "on-hold") \
        X(REJECTED, "rejected") /* declined and nobody else is left to ask */ \
        X(COMPLETED, "completed") \
        X(FAILED, "failed") /* its window or last deadline passed and nobody did it */ \
        X(CANCELLED, "cancelled")
#define TASK_STATE_VALUE(state, word) TASK_STATE_##state,
enum task_state { TASK_STATES(TASK_STATE_VALUE) TASK_STATE_COUNT };
WORDS_DECLARE(task_state)

/* What can be done to a task: the first seven by people's commands, the rest by rules. */
#define TASK_ORDERS(X) \
        X(RECEIVE, "receive") \
        X(ACCEPT, "accept") \
        X(START, "start") \
        X(COMPLETE, "complete") \
        X(DECLINE, "decline") \
        X(CANCEL, "cancel") \
        X(REOPEN, "reopen") \
        X(OPEN, "open") \
        X(ASK, "ask") /* somebody is asked: the assignment is in the transition */ \
        X(EVIDENCE, "evidence") /* another event of the same incident */ \
        X(RAISE, "raise") /* severity, priority or code rises */ \
        X(LOOKED, "looked") /* a look that did not settle it: outcome says how it ended */ \
        X(HOLD, "hold") /* waits for the second look */ \
        X(RELEASE, "release") /* the wait is over */ \
        X(VISIT, "visit") /* the look becomes a visit */ \
        X(ESCALATE, "escalate") /* a rung of the ladder */ \
        X(OVERDUE, "overdue") /* complete-by has passed; said once, the state stays */ \
        X(CLOSE, "close") /* a written rule completes it */ \
        X(FAIL, "fail") \
        X(CORRECT, "correct") /* appended when the clock came: detail says from what to what */ \
        X(REJECT, "reject") /* declined, nobody else may do it, and no rung is left */
#define TASK_ORDER_VALUE(order, word) TASK_ORDER_##order,
enum task_order { TASK_ORDERS(TASK_ORDER_VALUE) TASK_ORDER_COUNT };
WORDS_DECLARE(task_order)
/* clang-format on */

/* Why a candidate was or was not asked. */
/* clang-format off */
#define VERDICTS(X) \
        X(CHOSEN, "chosen") \
        X(LATER, "later")                       /* could do it, stands behind in the order */ \
        X(OFF_SHIFT, "off_shift") \
        X(PAUSE, "pause") \
        X(NOT_COMPETENT, "not_competent") \
        X(LAPSED, "lapsed_delegation") \
        X(DECLINED, "declined") \
        X(OTHER_DEPARTMENT, "other_department")
/* clang-format on */
#define VERDICT_VALUE(verdict, word) VERDICT_##verdict,
enum verdict { VERDICTS(VERDICT_VALUE) VERDICT_COUNT };
WORDS_DECLARE(verdict)

/* By which right a candidate suffices. */
/* clang-format off */
#define RIGHTS(X) \
        X(NONE, "none") \
        X(MUST, "must") \
        X(SHOULD, "should") \
        X(CAN, "can") \
        X(DELEGATION, "delegation")
/* clang-format on */
#define RIGHT_VALUE(right, word) RIGHT_##right,
enum right { RIGHTS(RIGHT_VALUE) RIGHT_COUNT };
WORDS_DECLARE(right)

/* What set the chosen one before the next in the order of PRODUCT.md. */
/* clang-format off */
#define TIEBREAKS(X) \
        X(NONE, "none") \
        X(ONLY, "only_candidate") \
        X(FREE, "free_before_busy") \
        X(SHOULD, "should_before_can") \
        X(RANK, "lowest_sufficient_competence") \
        X(ZONE, "nearest_zone") \
        X(MINUTES, "fewest_minutes_tonight") \
        X(SLOT, "slot_order")
/* clang-format on */
#define TIEBREAK_VALUE(tiebreak, word) TIEBREAK_##tiebreak,
enum tiebreak { TIEBREAKS(TIEBREAK_VALUE) TIEBREAK_COUNT };
WORDS_DECLARE(tiebreak)

#define TASK_EVIDENCE_MAX 8 /* ids on the task itself; all of them stand in the transitions */

struct task {
        char id[ID_SIZE]; /* hash(site, code, origin) */
        char code[NAME_SIZE];
        char origin[TOPIC_SIZE]; /* "event:<event id>" or "plan:<item>/<resident>@<UTC text>" */
        char department[NAME_SIZE], place[NAME_SIZE], resident[NAME_SIZE];
        char device[DEVICE_NAME_SIZE]; /* tasks about technology: its id; else "" */
        char incident[NAME_SIZE];
        char dose
                [DOSE_NAME_SIZE]; /* the one planned dose that it is about, as events name it; else "" */
        enum task_cause cause;
        enum task_state state;
        enum task_mode mode; /* as it stands now: DIGITAL turns PHYSICAL when the look failed */
        enum task_priority priority;
        int severity; /* VKP */
        bool planned, test, simulated, durable;
        int look_count;  /* looks done so far */
        int repeats;     /* further events of the same kind in this incident */
        int night_count; /* how many of this incident tonight, this one included: 4th call */

        char asked_role[NAME_SIZE], asked[NAME_SIZE]; /* role and worker slot; "" nobody yet */
        enum tiebreak because;                        /* why that one: from the last assignment */
        bool queued;                                  /* asked although busy: waits in the queue */
        int considered;                               /* candidates looked at then */
        char by[NAME_SIZE];          /* who accepted, began or completed; "" nobody */
        char declined[4][NAME_SIZE]; /* slots that said no, oldest first; "" beyond */
        int step;                    /* rungs of the ladder taken */
        int64_t sequence;            /* of the last transition, 1.. */

        /* The catalogue's when ladder_us was set: step counts these rungs, whatever it says by now. */
        struct ladder_step ladder[LADDER_MAX];
        size_t ladder_count;

        int64_t opened_us;
        int64_t ladder_us;      /* the ladder counts from here (opened, reopened or raised) */
        int64_t accept_by_us;   /* 0: none */
        int64_t complete_by_us; /* 0: none */
        int64_t look_by_us;     /* alarm look: not done by then is a visit; 0: none */
        int64_t hold_until_us;  /* ON_HOLD: the second look; 0: none */
        int64_t window_end_us;  /* planned: end of its window; 0: none */
        int64_t evidence_us;    /* of the last evidence: the incident window runs from here */
        int64_t ended_us;       /* 0: open */
        bool overdue;
        enum outcome outcome; /* how it ended; NONE while open */

        char evidence[TASK_EVIDENCE_MAX][ID_SIZE];
        size_t evidence_count; /* may exceed TASK_EVIDENCE_MAX: then the later ones are in transitions */
};

/** Completed, failed, cancelled or rejected: nothing more is expected of anyone. */
bool task_state_is_end(enum task_state state);

#define CANDIDATES_MAX 24

struct candidate {
        char slot[NAME_SIZE], role[NAME_SIZE];
        enum verdict verdict;
        enum right right;
        bool busy;
        int rank;       /* of the role in roles */
        int zone;       /* 0 own department, 1 neighbour, 2 shared from elsewhere, 3 other */
        double minutes; /* booked so far tonight */
};

/* Whose task, and why. Candidates in the order they would be asked, then those left out. */
struct assignment {
        char role[NAME_SIZE], slot[NAME_SIZE]; /* "" : nobody on shift may do it */
        enum tiebreak because;
        bool queued; /* the chosen one is busy: it waits in the queue with its deadline running */
        bool interrupts; /* stat: asks the first although busy */
        size_t count;    /* of candidates; those beyond CANDIDATES_MAX are counted in more */
        size_t more;
        struct candidate candidates[CANDIDATES_MAX];
};

/* One step of a task's life: an append-only row, never changed (corrections are appended). */
struct transition {
        char task[ID_SIZE];
        int64_t sequence; /* 1.. per task */
        int64_t at_us;
        enum task_order order;
        enum task_state from, to; /* OPEN: from equals to */
        enum task_mode mode;      /* of the task when it happened: a look or a visit */
        char who[NAME_SIZE];      /* worker slot that commanded or did it; "" a rule */
        char role[NAME_SIZE];     /* that worker's role then */
        enum outcome outcome;     /* told by command; NONE when the event tells it */
        char event[ID_SIZE];      /* the event that caused it; "" none */
        char rule[NAME_SIZE]; /* which rule: "opens", "closes", "window", "look_by", "ladder:2" … */
        char detail[LABEL_SIZE];
        int64_t due_us; /* escalations and deadlines: when it was due (lateness); 0 none */
        bool has_assignment;
        struct assignment assignment; /* ASK and ESCALATE */
};

/* What the task layer tells the flow: the task as it stands now and how it came there. */
struct change {
        struct task task;
        struct transition transition;
        bool ask;           /* the flow must find somebody: share_choose, then book_assign */
        enum rung ask_rung; /* NEXT unless the ladder says otherwise */
        char ask_role[NAME_SIZE];
};

#define CHANGE_LIST_MAX 16

struct change_list {
        size_t count;
        struct change at[CHANGE_LIST_MAX];
};

/* Why somebody declines, cancels or ends a task: these words alone, for free ones may name a person. */
/* clang-format off */
#define COMMAND_REASONS(X) \
        X(DUPLICATE, "duplicate")           /* another task tells of the same */ \
        X(MISTAKE, "mistake") \
        X(ASLEEP, "asleep") \
        X(REFUSED, "refused_by_resident") \
        X(WITH_RESIDENT, "with_resident")   /* the one asked is with another resident */ \
        X(STAFF_IN_ROOM, "staff_in_room") \
        X(HANDED_OVER, "handed_over") \
        X(ON_PAUSE, "on_pause") \
        X(TOO_FAR, "too_far") \
        X(DEVICE_FAULT, "device_fault") \
        X(OTHER, "other")
/* clang-format on */
#define COMMAND_REASON_VALUE(reason, word) COMMAND_REASON_##reason,
enum command_reason { COMMAND_REASONS(COMMAND_REASON_VALUE) COMMAND_REASON_COUNT };
WORDS_DECLARE(command_reason)

/* A person's command on a task, as read from task/<id>/command or the tool. */
struct command {
        char task[ID_SIZE];
        enum task_order order;   /* RECEIVE..REOPEN */
        char who[NAME_SIZE];     /* worker slot; required but for CANCEL by rule */
        enum outcome outcome;    /* COMPLETE; NONE when not said */
        char reason[LABEL_SIZE]; /* one of COMMAND_REASONS, or "" */
        char correlation[64];    /* given back with the reply */
};

/* What became of a command, as the reply says it. */
/* clang-format off */
#define REPLIES(X) \
        X(OK, "ok") \
        X(UNREADABLE, "unreadable") \
        X(UNKNOWN_TASK, "unknown_task") \
        X(UNKNOWN_WORKER, "unknown_worker") \
        X(OFF_SHIFT, "off_shift") \
        X(NOT_COMPETENT, "not_competent") \
        X(ENDED, "ended")                     /* the task is over */ \
        X(TAKEN_ALREADY, "taken_already")     /* accepted by somebody else */ \
        X(NOT_NOW, "not_now")                 /* the state does not allow it */ \
        X(OUTCOME_MISSING, "outcome_missing") \
        X(RETAINED, "retained")               /* a retained command is ignored */ \
        X(UNSUPPORTED, "unsupported")
/* clang-format on */
#define REPLY_VALUE(reply, word) REPLY_##reply,
enum reply { REPLIES(REPLY_VALUE) REPLY_COUNT };
WORDS_DECLARE(reply)
