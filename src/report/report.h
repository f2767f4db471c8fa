/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Reports: entries become one struct of figures per night or per period, and writers say that struct
 * as text or JSON. Each figure is a sum over entries by a const table, so that its evidence can be
 * listed and adds up to it. All sums are integers of 1/1000 (of a visit, of a minute): a mean is a
 * ratio of integers and is rounded once, where it is printed, half away from zero.
 *
 * Never in here: "night workers saved", and any figure about one worker (PRODUCT, "What it may never do").
 */

#include "nattvakt/entry.h"
#include "nattvakt/settings.h"
#include "nattvakt/state.h"
#include "nattvakt/text.h"

#define REPORT_NIGHTS_MIN \
        14 /* of a baseline; fewer: "not enough nights" (PRODUCT, "The night report") */

/* Everything a report is computed from, for one stretch of nights. Borrowed. */
struct report_input {
        const struct configuration *configuration; /* that held in these nights */
        const struct entry *entries;
        size_t entry_count;
        const struct history *histories; /* for response times, simultaneous tasks and coverage */
        size_t history_count;
        const struct event *events; /* staff.present for first presence, device events, repeats */
        size_t event_count;
        const struct blind_row *blind;
        size_t blind_count;
        int64_t from_day, to_day; /* nights, both inclusive */
        const char *department;   /* "" for the site */
        bool clock_trusted, simulated;
};

enum figure_unit { FIGURE_UNIT_COUNT, FIGURE_UNIT_MINUTES };

/* Sums over entries: identifier, word (JSON key and name of its evidence), unit, text. What they sum: figure.c.
 * N_ (say.h) marks the texts for translation. */
/* clang-format off */
#define FIGURES(X) \
        X(PHYSICAL_CHECKS,     "physical_checks",           COUNT,   N_("pure physical checks")) \
        X(DIGITAL_CHECKS,      "digital_checks",            COUNT,   N_("digital checks")) \
        X(SECOND_LOOKS,        "second_looks",              COUNT,   N_("second looks")) \
        X(LOOKS_NOT_SEEN,      "looks_not_seen",            COUNT,   N_("first looks that did not see")) \
        X(CARE_VISITS,         "care_visits",               COUNT,   N_("care checks")) \
        X(CALL_VISITS,         "call_visits",               COUNT,   N_("visits for calls")) \
        X(ALARMS,              "alarms",                    COUNT,   N_("alarms")) \
        X(ALARM_LOOKS,         "alarm_looks",               COUNT,   N_("looks for alarms")) \
        X(ALARM_VISITS,        "alarm_visits",              COUNT,   N_("walks for alarms")) \
        X(NUISANCE_ALARMS,     "nuisance_alarms",           COUNT,   N_("nuisance alarms")) \
        X(DOSE_VISITS,         "dose_visits",               COUNT,   N_("visits for doses")) \
        X(PHYSICAL_VISITS,     "physical_visits",           COUNT,   N_("all physical visits")) \
        X(DEVICE_CARE,         "device_care",               COUNT,   N_("times of device care")) \
        X(AVOIDED_VISITS,      "avoided_visits",            COUNT,   N_("avoided visits")) \
        X(AVOIDED_CAUSED,      "avoided_with_caused_visit", COUNT,   N_("of these visited for another cause")) \
        X(DOOR_OPENINGS,       "door_openings_avoided",     COUNT,   N_("door openings avoided")) \
        X(LOOKED_BUT_VISITED,  "looked_but_visited",        COUNT,   N_("looked, yet visited: not avoided")) \
        X(CHECK_MINUTES,       "check_minutes",             MINUTES, N_("minutes of checks")) \
        X(CARE_MINUTES,        "care_minutes",              MINUTES, N_("minutes of care")) \
        X(CALL_MINUTES,        "call_minutes",              MINUTES, N_("minutes of calls")) \
        X(ALARM_MINUTES,       "alarm_minutes",             MINUTES, N_("minutes of alarm work")) \
        X(DOSE_MINUTES,        "dose_minutes",              MINUTES, N_("minutes for doses")) \
        X(DEVICE_MINUTES,      "device_minutes",            MINUTES, N_("minutes of device care")) \
        X(DIRECT_MINUTES,      "direct_minutes",            MINUTES, N_("direct minutes")) \
        X(GROSS_MINUTES,       "gross_minutes",             MINUTES, N_("gross minutes: visits avoided less looks")) \
        X(TECHNOLOGY_MINUTES,  "technology_minutes",        MINUTES, N_("minutes added by the technology")) \
        X(NOT_DONE,            "not_done",                  COUNT,   N_("not done")) \
        X(BREACHES,            "breached_deadlines",        COUNT,   N_("breached deadlines")) \
        X(REPEATS,             "repeated_calls",            COUNT,   N_("repeated calls and alarms"))
#define FIGURE_VALUE(figure, word, unit, text) FIGURE_##figure,
enum figure { FIGURES(FIGURE_VALUE) FIGURE_COUNT };
WORDS_DECLARE(figure)

/* What a period saved or added, per night: identifier, word, figure it is the difference of, sign of before, text. */
#define CHANGES(X) \
        X(GROSS,  "gross_minutes_saved",  CHECK_MINUTES,   1, N_("gross minutes saved on checks")) \
        X(ALARM,  "alarm_minutes_added",  ALARM_MINUTES,  -1, N_("minutes of alarm work added")) \
        X(DOSE,   "dose_minutes_added",   DOSE_MINUTES,   -1, N_("minutes for doses added")) \
        X(DEVICE, "device_minutes_added", DEVICE_MINUTES, -1, N_("minutes of device care added")) \
        X(CARE,   "care_minutes_added",   CARE_MINUTES,   -1, N_("minutes of care added")) \
        X(CALL,   "call_minutes_added",   CALL_MINUTES,   -1, N_("minutes of calls added")) \
        X(NET,    "net_minutes_saved",    DIRECT_MINUTES,  1, N_("net minutes saved"))
/* clang-format on */
#define CHANGE_VALUE(change, word, figure, sign, text) CHANGE_##change,
enum change_figure { CHANGES(CHANGE_VALUE) CHANGE_COUNT };
WORDS_DECLARE(change_figure)

/* How long something took over many tasks. Percentiles by nearest rank. */
struct spread {
        size_t count, of; /* so many of so many tasks have it */
        int64_t median_us, p90_us, worst_us;
};

#define REPORT_ROLES_MAX 12

/* Direct minutes by competence, 1/1000 min. role "": nobody is known. */
struct role_minutes {
        char role[NAME_SIZE];
        int64_t asked, used;
};

/* A night has 24 hours at most, cut ones at both ends and one that comes twice among them. */
#define REPORT_HOURS_MAX 28

/* One local hour of the nights, in all of them together. */
struct report_hour {
        int order;                 /* rising; hours of the evening come first */
        int hour;                  /* 0..23, local */
        bool again;                /* the second time that it comes when the clock goes back */
        size_t nights;             /* have this hour */
        int64_t length_us;         /* true time */
        size_t planned, unplanned; /* tasks opened in it */
        size_t simultaneous_max;   /* tasks above routine open at once */
        int64_t nobody_free_us;
        struct spread accept; /* of calls, alarms and doses opened in it */
};

/* One stretch of nights: a night is a stretch of one. */
struct report {
        const struct report_input *input; /* borrowed */
        size_t nights;                    /* that count: something was recorded in them */
        size_t silent_nights;             /* without any record: they are no calm nights */
        int64_t *days;                    /* the nights that count, rising; owned */
        int64_t (*figures)[FIGURE_COUNT]; /* 1/1000, per night that counts; owned */
        int64_t totals[FIGURE_COUNT];     /* 1/1000 */
        int64_t length_us;                /* of the nights that count, true time */
        int64_t available;                /* worker minutes less pauses, 1/1000 */
        int64_t blind_us; /* in which the gateway was blind, over all nights of the stretch */
        size_t planned_checks, recorded_checks;
        struct spread accept, presence; /* calls, alarms and dose deviations */
        size_t presence_at_end;  /* of presence: a visit's end, for its beginning was not told */
        size_t cleared_by_look;  /* of those without presence: a look showed that nobody need go */
        size_t simultaneous_max; /* open tasks above routine at the same time */
        int64_t nobody_free_us;
        size_t devices_silent; /* some time in these nights */
        size_t devices_back;   /* of these, heard again before the last of them ended */
        struct role_minutes roles[REPORT_ROLES_MAX];
        size_t role_count;
        int64_t moved;    /* minutes done by another competence than was asked, 1/1000 */
        int64_t measured; /* direct minutes from start to complete; the others are standard, 1/1000 */
        struct report_hour hours[REPORT_HOURS_MAX]; /* rising */
        size_t hour_count;
};

/** The figures of the stretch in @input, which must outlive the report. Release with report_done. */
void report_build(const struct report_input *input, struct report *ret_report);
void report_done(struct report *report);

/* A difference of two means per night. */
struct difference {
        int64_t numerator,
                denominator; /* mean after less mean before, exactly, in 1/1000 of the unit */
        bool has_interval;   /* false where nothing varies or too few nights are there */
        double half_width;   /* of the 95 % interval, in the unit */
};

/* A period against its baseline. */
struct period {
        const char *name, *method; /* borrowed */
        struct report before, after;
        bool enough; /* REPORT_NIGHTS_MIN nights of baseline */
        struct difference differences[FIGURE_COUNT];
};

/** Compares @after with the baseline @before; all borrowed. Release with period_done. */
void period_build(const char *name, const char *method, const struct report_input *before,
                  const struct report_input *after, struct period *ret_period);
void period_done(struct period *period);

/** A night's report as text for people, in the language of report_language. */
void night_text(const struct report *report, struct text_buffer *text);

/** The same as a page: one HTML file without script and without anything from elsewhere, with its charts. */
void night_html(const struct report *report, struct text_buffer *text);

/** The same as one JSON object: figure words as keys, each with unit and total. */
void night_json(const struct report *report, struct text_buffer *text);

/** A period's report as text for people, in the language of report_language. */
void period_text(const struct period *period, struct text_buffer *text);

/** The same as a page. */
void period_html(const struct period *period, struct text_buffer *text);

/** The same as one JSON object: figure words as keys, each with unit, both sides' total and mean, difference and interval. */
void period_json(const struct period *period, struct text_buffer *text);

/* One line of evidence. Texts are borrowed and live as long as the input. */
struct evidence {
        const char *what; /* the entry's word */
        const char *task, *event, *code, *department, *place, *resident;
        int64_t night, at_us;
        int64_t weight; /* 1/1000 of the figure's unit; the weights add up to the figure */
        bool measured;  /* minutes were measured, not standard */
};

typedef int (*evidence_fn)(void *userdata, const struct evidence *item);

/**
 * Calls @each for everything that the figure @word is made of: a figure word, "asked_minutes:<role>",
 * "used_minutes:<role>", "moved_minutes", "measured_minutes", "planned_checks", "recorded_checks", "blind_minutes",
 * "presence_at_visit_end", "cleared_by_look", or (in seconds, of which the report says median, 90 % and worst)
 * "time_to_accept", "time_to_presence". @each returns 0 to go on; anything else ends the walk and is returned.
 * Returns 0, or -ENOENT: no such figure.
 */
int report_evidence(const struct report_input *input, const char *word, evidence_fn each,
                    void *userdata);

/** The same for what a period saved or added (a word of CHANGES): the weights add up to the totals' difference. */
int period_evidence(const struct report_input *before, const struct report_input *after,
                    const char *word, evidence_fn each, void *userdata);

/** report_evidence as lines of text with their sum.  Returns 0 or -ENOENT. */
int evidence_text(const struct report_input *input, const char *word, struct text_buffer *text);

/**
 * Texts are said in @language ("nb", "en") from now on, with messages below @locale_dir. Sets LANGUAGE and
 * the locale C.UTF-8 of the process.  Returns 0, or -ENOENT when the system has no C.UTF-8.
 */
int report_language(const char *language, const char *locale_dir);

/** What people call a role, in the language of report_language; "" is "nobody is known". */
const char *report_role(const char *role);

/** What an event says: "the resident called". */
const char *report_kind(enum event_kind kind);

/** How a task ended; "" for NONE. */
const char *report_outcome(enum outcome outcome);
