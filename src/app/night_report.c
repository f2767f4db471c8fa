/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The morning's reports: some minutes after a night has ended its figures go out per department and for
 * the site, and with the last night of a period the period's. (Before that `nattvakt report` computes it.)
 */
#include <stdio.h>
#include <string.h>

#include "flow_private.h"
#include "gather.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"

/*
 * When a night's report goes out after its end: for the one who goes home, and again when the windows of
 * its last checks are closed.
 */
static const int64_t lags_us[] = { 5 * US_PER_MIN, 65 * US_PER_MIN };

int64_t night_report_due(const struct site *site, int64_t us, int64_t *ret_day) {
        int64_t day = zone_day(&site->zone, us) - 1, from_us, to_us;

        for (;; day++) {
                site_night_bounds(site, day, &from_us, &to_us);
                for (size_t i = 0; i < ELEMENTS(lags_us); i++)
                        if (to_us + lags_us[i] > us) {
                                *ret_day = day;
                                return to_us + lags_us[i];
                        }
        }
}

static void say(struct flow *flow, const char *what, const char *department,
                const struct text_buffer *json) {
        const struct site *site = &flow->configuration->site;
        struct message message = { .class = MESSAGE_CLASS_REPORT, .retained = true, .qos = 1 };

        snprintf(message.topic, sizeof(message.topic), "nattvakt/%s/report/%s/%s", site->name, what,
                 department[0] ? department : "site");
        text_set(message.content_type, "application/json");
        message.payload = alloc_text(json->data ? json->data : "");
        message.size = strlen(message.payload);
        flow->news = true;
        keep_message(flow, &message);
}

static void say_night(struct flow *flow, int64_t day, const struct report_input *input) {
        struct report report;
        struct text_buffer json = { 0 };
        char what[64], date[DATE_TEXT_SIZE];

        report_build(input, &report);
        night_json(&report, &json);
        snprintf(what, sizeof(what), "night/%s", date_text(day, date));
        if (!report.silent_nights) /* a night without any record is no calm night */
                say(flow, what, input->department, &json);
        report_done(&report);
        text_buffer_done(&json);
}

/* Of each department, and "" of the site as a whole. */
static const char *department_of(const struct flow *flow, size_t i) {
        const struct site *site = &flow->configuration->site;

        return i < site->department_count ? site->departments[i].name : "";
}

static size_t department_count(const struct flow *flow) {
        return flow->configuration->site.department_count + 1;
}

static void publish_night(struct flow *flow, int64_t day) {
        struct gathered gathered;
        int r = gather(flow->journal, flow->configuration, day, day, "", &gathered);

        keep_check(flow, r);
        for (size_t i = 0; r >= 0 && i < department_count(flow); i++) {
                gathered.input.department = department_of(flow, i);
                say_night(flow, day, &gathered.input);
        }
        gather_done(&gathered);
}

static void say_period(struct flow *flow, const struct period_settings *settings,
                       const struct gathered_period *gathered) {
        struct period period;
        struct text_buffer json = { 0 };
        char what[NAME_SIZE + 16];

        period_build(settings->name, settings->method, &gathered->before.input,
                     &gathered->after.input, &period);
        period_json(&period, &json);
        snprintf(what, sizeof(what), "period/%s", settings->name);
        say(flow, what, gathered->after.input.department, &json);
        period_done(&period);
        text_buffer_done(&json);
}

static void publish_period(struct flow *flow, const struct period_settings *settings) {
        struct gathered_period gathered;
        struct text_buffer says = { 0 };
        /* a failure is said by `nattvakt report`; the night's own report is out */
        int r = gather_both(flow->journal, flow->configuration, settings, "", &gathered, &says);

        for (size_t i = 0; r >= 0 && i < department_count(flow); i++) {
                gathered.before.input.department = department_of(flow, i);
                gathered.after.input.department = department_of(flow, i);
                say_period(flow, settings, &gathered);
        }
        text_buffer_done(&says);
        gather_both_done(&gathered);
}

void night_report_publish(struct flow *flow) {
        int64_t day = flow->report_day;
        const struct configuration *configuration = flow->configuration;
        const struct site *site = &configuration->site;
        int64_t first_us = flow->now.wall_us - FLOW_REPORTS_US;

        publish_night(flow, day);
        for (size_t p = 0; p < configuration->settings.period_count; p++) {
                const struct period_settings *period = &configuration->settings.periods[p];

                if (day == period->to_day)
                        publish_period(flow, period);
        }
        keep_check(flow, journal_fact_set(flow->journal, FLOW_REPORTED, flow->report_us));
        flow->news = true;
        if (flow->report_us < first_us) /* time was set far ahead: those nights had no gateway */
                flow->report_us = first_us;
        flow->report_us = night_report_due(site, flow->report_us, &flow->report_day);
}
