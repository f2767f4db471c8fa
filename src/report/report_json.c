/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reports as one flat JSON object: a figure's word is its key. Numbers are decimal to 1/1000, made from
 * integers, so no binary fraction shows in them.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "figure.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "number.h"

#ifndef NATTVAKT_VERSION
#define NATTVAKT_VERSION "unknown"
#endif

static struct json_object *decimal(int64_t numerator, int64_t denominator) {
        int64_t value = number_round(numerator, denominator);
        int64_t size = value < 0 ? -value : value;
        char text[NUMBER_TEXT_SIZE];

        snprintf(text, sizeof(text), "%s%" PRId64 ".%03" PRId64, value < 0 ? "-" : "",
                 size / THOUSAND, size % THOUSAND);
        for (size_t end = strlen(text); end > 0 && (text[end - 1] == '0' || text[end - 1] == '.');
             end--) {
                bool is_point = text[end - 1] == '.';

                text[end - 1] = '\0';
                if (is_point)
                        break;
        }
        return json_object_new_double_s((double)value / THOUSAND, text);
}

static void add_decimal(struct json_object *object, const char *key, int64_t numerator,
                        int64_t denominator) {
        json_object_object_add(object, key,
                               denominator > 0 ? decimal(numerator, denominator) : NULL);
}

static void add_day(struct json_object *object, const char *key, int64_t day) {
        char text[DATE_TEXT_SIZE];

        json_add_text(object, key, date_text(day, text));
}

static void add_head(struct json_object *object, const struct report *report) {
        const struct report_input *input = report->input;

        json_add_text(object, "site", input->configuration->site.name);
        json_add_text(object, "department", input->department);
        json_add_text(object, "version", NATTVAKT_VERSION);
        json_add_text(object, "configuration", input->configuration->fingerprint);
        json_add_truth(object, "simulated", input->simulated);
        json_add_truth(object, "clock_trusted", input->clock_trusted);
}

static void add_spread(struct json_object *object, const char *key, const struct spread *spread) {
        struct json_object *member = json_object_new_object();

        json_add_text(member, "unit", "seconds");
        json_add_integer(member, "count", (int64_t)spread->count);
        json_add_integer(member, "of", (int64_t)spread->of);
        if (spread->count > 0) {
                add_decimal(member, "median", spread->median_us, US_PER_MS);
                add_decimal(member, "p90", spread->p90_us, US_PER_MS);
                add_decimal(member, "worst", spread->worst_us, US_PER_MS);
        }
        json_object_object_add(object, key, member);
}

static void add_roles(struct json_object *object, const struct report *report) {
        struct json_object *roles = json_object_new_object();

        for (size_t i = 0; i < report->role_count; i++) {
                struct json_object *role = json_object_new_object();
                const char *name = report->roles[i].role;

                add_decimal(role, "asked", report->roles[i].asked, 1);
                add_decimal(role, "used", report->roles[i].used, 1);
                json_object_object_add(roles, name[0] != '\0' ? name : "unknown", role);
        }
        json_object_object_add(object, "minutes_by_competence", roles);
        add_decimal(object, "moved_minutes", report->moved, 1);
        add_decimal(object, "measured_minutes", report->measured, 1);
}

/* Hour by hour; of several nights all together, the most at once excepted. */
static void add_hours(struct json_object *object, const struct report *report) {
        struct json_object *hours = json_object_new_array();

        for (size_t i = 0; i < report->hour_count; i++) {
                const struct report_hour *hour = &report->hours[i];
                struct json_object *member = json_object_new_object();

                json_add_integer(member, "hour", hour->hour);
                json_add_truth(member, "again", hour->again);
                json_add_integer(member, "nights", (int64_t)hour->nights);
                add_decimal(member, "minutes", hour->length_us * THOUSAND, US_PER_MIN);
                json_add_integer(member, "planned_tasks", (int64_t)hour->planned);
                json_add_integer(member, "other_tasks", (int64_t)hour->unplanned);
                json_add_integer(member, "simultaneous_tasks", (int64_t)hour->simultaneous_max);
                add_decimal(member, "nobody_free_minutes", hour->nobody_free_us * THOUSAND,
                            US_PER_MIN);
                add_spread(member, "time_to_accept", &hour->accept);
                json_object_array_add(hours, member);
        }
        json_object_object_add(object, "hours", hours);
}

/* What is no sum over entries, of one stretch. */
static void add_coverage(struct json_object *object, const struct report *report) {
        json_add_integer(object, "nights", (int64_t)report->nights);
        json_add_integer(object, "nights_without_record", (int64_t)report->silent_nights);
        add_decimal(object, "night_minutes", report->length_us * THOUSAND, US_PER_MIN);
        add_decimal(object, "worker_minutes", report->available, 1);
        add_decimal(object, "blind_minutes", report->blind_us * THOUSAND, US_PER_MIN);
        json_add_integer(object, "planned_checks", (int64_t)report->planned_checks);
        json_add_integer(object, "recorded_checks", (int64_t)report->recorded_checks);
        add_decimal(object, "evidence_coverage_pct",
                    (int64_t)report->recorded_checks * 100 * THOUSAND,
                    (int64_t)report->planned_checks);
        add_decimal(object, "nuisance_share_pct",
                    report->totals[FIGURE_NUISANCE_ALARMS] * 100 * THOUSAND,
                    report->totals[FIGURE_ALARMS]);
        add_decimal(object, "alarms_per_worker_hour", report->totals[FIGURE_ALARMS] * 60 * THOUSAND,
                    report->available);
        json_add_integer(object, "simultaneous_tasks", (int64_t)report->simultaneous_max);
        add_decimal(object, "nobody_free_minutes", report->nobody_free_us * THOUSAND, US_PER_MIN);
        json_add_integer(object, "devices_silent", (int64_t)report->devices_silent);
        json_add_integer(object, "devices_back", (int64_t)report->devices_back);
        add_spread(object, "time_to_accept", &report->accept);
        add_spread(object, "time_to_presence", &report->presence);
        json_add_integer(object, "presence_at_visit_end", (int64_t)report->presence_at_end);
        json_add_integer(object, "cleared_by_look", (int64_t)report->cleared_by_look);
        add_roles(object, report);
        add_hours(object, report);
}

static const char *unit_word(enum figure figure) {
        return figure_unit(figure) == FIGURE_UNIT_COUNT ? "count" : "minutes";
}

static void add_amount(struct json_object *object, const struct report *report,
                       enum figure figure) {
        add_decimal(object, "total", report->totals[figure], 1);
        add_decimal(object, "mean", report->totals[figure], (int64_t)report->nights);
}

static void finish(struct json_object *object, struct text_buffer *text) {
        text_append(text, json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
}

void night_json(const struct report *report, struct text_buffer *text) {
        _cleanup_(json_freep) struct json_object *object = json_object_new_object();

        add_head(object, report);
        add_day(object, "night", report->input->from_day);
        if (report->input->to_day != report->input->from_day)
                add_day(object, "to", report->input->to_day);
        for (int i = 0; i < FIGURE_COUNT; i++) {
                struct json_object *member = json_object_new_object();

                json_add_text(member, "unit", unit_word((enum figure)i));
                add_amount(member, report, (enum figure)i);
                json_object_object_add(object, figure_word((enum figure)i), member);
        }
        add_coverage(object, report);
        finish(object, text);
}

static struct json_object *side(const struct report *report) {
        struct json_object *object = json_object_new_object();

        add_head(object, report);
        add_day(object, "from", report->input->from_day);
        add_day(object, "to", report->input->to_day);
        add_coverage(object, report);
        return object;
}

static void add_difference(struct json_object *object, const struct difference *difference,
                           int sign, bool enough) {
        double mean, half;

        add_decimal(object, "difference", sign * difference->numerator, difference->denominator);
        if (!enough || !difference->has_interval)
                return;

        struct json_object *interval = json_object_new_array();
        mean = sign * (double)difference->numerator / (double)difference->denominator;
        half = difference->half_width * THOUSAND;
        json_object_array_add(interval, decimal(llround(mean - half), 1));
        json_object_array_add(interval, decimal(llround(mean + half), 1));
        json_object_object_add(object, "interval_95", interval);
}

static void add_figure(struct json_object *object, const struct period *period,
                       enum figure figure) {
        struct json_object *member = json_object_new_object();
        struct json_object *before = json_object_new_object(), *after = json_object_new_object();

        json_add_text(member, "unit", unit_word(figure));
        add_amount(before, &period->before, figure);
        add_amount(after, &period->after, figure);
        json_object_object_add(member, "before", before);
        json_object_object_add(member, "after", after);
        add_difference(member, &period->differences[figure], 1, period->enough);
        if (period->enough && period->before.totals[figure] != 0)
                add_decimal(member, "change_pct",
                            period->differences[figure].numerator * 100 * THOUSAND,
                            period->before.totals[figure] * (int64_t)period->after.nights);
        json_object_object_add(object, figure_word(figure), member);
}

#define CHANGE_ROW(change, word, figure, sign, text) { word, FIGURE_##figure, sign },
static const struct {
        const char *word;
        enum figure figure;
        int sign; /* of before */
} change_rows[] = { CHANGES(CHANGE_ROW) };

void period_json(const struct period *period, struct text_buffer *text) {
        _cleanup_(json_freep) struct json_object *object = json_object_new_object();

        json_add_text(object, "period", period->name);
        add_head(object, &period->after);
        json_add_text(object, "baseline_method", period->method);
        json_add_text(object, "interval_method", "welch_t_95_independent_nights");
        json_add_truth(object, "enough_nights", period->enough);
        json_object_object_add(object, "before", side(&period->before));
        json_object_object_add(object, "after", side(&period->after));
        for (int i = 0; i < FIGURE_COUNT; i++)
                add_figure(object, period, (enum figure)i);
        for (size_t i = 0; i < ELEMENTS(change_rows); i++) {
                struct json_object *member = json_object_new_object();

                json_add_text(member, "unit", "minutes");
                add_difference(member, &period->differences[change_rows[i].figure],
                               -change_rows[i].sign, period->enough);
                json_object_object_add(object, change_rows[i].word, member);
        }
        finish(object, text);
}
