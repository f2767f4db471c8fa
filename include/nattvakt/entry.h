/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Ledger entries: what a night's transitions amount to in counts and minutes. They are computed from
 * the journal's event and transition rows each time they are needed and stored nowhere, so there is
 * nothing that could disagree with the rows.
 */

#include "nattvakt/task.h"

/* clang-format off */
#define ENTRY_WHATS(X) \
        X(PHYSICAL_CHECK, "physical_check")    /* planned check done as a visit, also after looks failed */ \
        X(DIGITAL_CHECK, "digital_check")      /* planned look, the first of its check */ \
        X(SECOND_LOOK, "second_look")          /* planned look again */ \
        X(CARE, "care")                        /* planned care */ \
        X(CALL, "call")                        /* visit because the resident called */ \
        X(ALARM, "alarm")                      /* one incident's handling, walked or not */ \
        X(ALARM_LOOK, "alarm_look")            /* look before the walk: minutes are in the handling */ \
        X(ALARM_VISIT, "alarm_visit")          /* walk for an alarm */ \
        X(DOSE_VISIT, "dose_visit") \
        X(DEVICE_CARE, "device_care")          /* battery, silent device and so on */ \
        X(AVOIDED, "avoided")                  /* planned visit that a look made needless: count 1, minutes of the visit not made */ \
        X(AVOIDED_CAUSED, "avoided_with_caused_visit") /* as AVOIDED; a visit with a cause of its own fell into the window */ \
        X(NOT_AVOIDED, "looked_but_visited")   /* seen OK, yet a visit without a cause followed in the window */ \
        X(NOT_SEEN, "look_not_seen")           /* a planned first look that did not see; 0 minutes */ \
        X(NUISANCE, "nuisance")                /* an alarm that was none; 0 minutes */ \
        X(NOT_DONE, "not_done")                /* planned and never done */ \
        X(BREACH, "breach")                    /* a deadline passed */ \
        X(REPEAT, "repeat")                    /* a further call or alarm of one resident and incident in one night */
/* clang-format on */
#define ENTRY_WHAT_VALUE(what, word) ENTRY_##what,
enum entry_what { ENTRY_WHATS(ENTRY_WHAT_VALUE) ENTRY_WHAT_COUNT };
WORDS_DECLARE(entry_what)

struct entry {
        enum entry_what what;
        int64_t night; /* day number of the night's date */
        int64_t at_us;
        double minutes;
        bool measured; /* from start to complete; else the catalogue's standard minutes */
        enum task_mode mode;
        char task[ID_SIZE];
        int64_t sequence;    /* of the transition that gives it */
        char event[ID_SIZE]; /* of the event behind it, or "" */
        char code[NAME_SIZE], department[NAME_SIZE], place[NAME_SIZE], resident[NAME_SIZE];
        char asked_role[NAME_SIZE], used_role[NAME_SIZE];
};

/* A task with all its transitions, and the outcome of each as told by event or command. */
struct history {
        struct task task;
        struct transition *steps; /* in order of sequence; owned by whoever made it */
        size_t count;
};
