/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * What happened in one night, place by place: the report's entries, tasks and events as marks in order
 * of place and time. Looks and visits come from the same entries as the figures, so the marks can be
 * counted against them. Private to the report.
 */

#include "report.h"

/* clang-format off */
enum timeline_what {
        TIMELINE_SPAN,     /* a task from opening to end; first, so that it lies below */
        TIMELINE_CALL, TIMELINE_ALARM, TIMELINE_DOSE, TIMELINE_DEVICE, /* a task was opened */
        TIMELINE_LOOK, TIMELINE_HELP, TIMELINE_UNSEEN, /* a look: seen, all well or nuisance; needs help; not seen */
        TIMELINE_VISIT, TIMELINE_UNDONE,
        TIMELINE_STAFF,    /* an event: staff came into the room */
        TIMELINE_TICK,     /* any other event */
        TIMELINE_WHAT_COUNT
};
/* clang-format on */

struct timeline_mark {
        enum timeline_what what;
        bool planned;         /* and went as planned */
        bool breached;        /* SPAN: a deadline of it passed */
        int64_t at_us, to_us; /* to: SPAN, and a VISIT of which the beginning was told (at) */
        const struct history *history; /* NULL: an event without a task */
        const struct event *event;     /* of STAFF and TICK */
        enum outcome outcome;
        const char *department, *place;       /* "": none */
        size_t department_order, place_order; /* rising as the site names them */
};

struct timeline_blind {
        enum blind_cause cause;
        int64_t from_us, to_us;
};

struct timeline {
        const struct report_input *input;
        int64_t from_us, to_us;
        struct timeline_mark *marks; /* by row, then by time */
        size_t count, capacity;
        struct timeline_blind *blind; /* rising, none twice */
        size_t blind_count, blind_capacity;
};

/** The night of @input, which has one. Release with timeline_done. */
void timeline_build(const struct report_input *input, struct timeline *ret_timeline);
void timeline_done(struct timeline *timeline);

/** The first mark after @at that is of another row; count when there is none. */
size_t timeline_next_row(const struct timeline *timeline, size_t at);

/** What people call the row of @mark, borrowed from the site. */
const char *timeline_row_label(const struct timeline *timeline, const struct timeline_mark *mark);
const char *timeline_department_label(const struct timeline *timeline,
                                      const struct timeline_mark *mark);

/** What a mark means, in words: "look, seen", "visit", an event's kind. */
const char *timeline_words(const struct timeline *timeline, const struct timeline_mark *mark);
