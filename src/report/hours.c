/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hours of nights. Clocks change on quarters of an hour of local time everywhere (IANA time zone
 * database), so a night is cut in quarters and those of one hour are put together again.
 */
#include "hours.h"

#include <assert.h>

#include "number.h"

#define QUARTER_MIN 15

bool hours_again(const struct zone *zone, int64_t us) {
        struct civil local = zone_local(zone, us);

        return zone_utc(zone, &local) != us; /* which gives the first of two */
}

static struct night_hour hour_at(const struct site *site, int64_t day, int64_t us) {
        struct civil local = zone_local(&site->zone, us);
        int date = (int)(days_from_civil(local.year, local.month, local.day) - day);
        bool again = hours_again(&site->zone, us);

        return (struct night_hour){ .from_us = us,
                                    .to_us = us + (QUARTER_MIN - local.minute % QUARTER_MIN) *
                                                          US_PER_MIN,
                                    .order = 2 * (24 * date + local.hour) + again,
                                    .hour = local.hour,
                                    .again = again };
}

size_t hours_of_night(const struct site *site, int64_t day, struct night_hour *hours) {
        int64_t from_us, to_us;
        size_t count = 0;

        site_night_bounds(site, day, &from_us, &to_us);
        for (int64_t us = from_us; us < to_us;) {
                struct night_hour next = hour_at(site, day, us);

                us = next.to_us = next.to_us < to_us ? next.to_us : to_us;
                if (count > 0 && hours[count - 1].order == next.order) {
                        hours[count - 1].to_us = next.to_us;
                        continue;
                }
                assert(count < REPORT_HOURS_MAX);
                hours[count++] = next;
        }
        return count;
}

/* The hour of that order, which is made where it was not there. */
static struct report_hour *hour_of(struct report *report, const struct night_hour *wanted) {
        size_t at = report->hour_count;

        while (at > 0 && report->hours[at - 1].order >= wanted->order)
                at--;
        if (at < report->hour_count && report->hours[at].order == wanted->order)
                return &report->hours[at];
        assert(report->hour_count < REPORT_HOURS_MAX);
        for (size_t i = report->hour_count++; i > at; i--)
                report->hours[i] = report->hours[i - 1];
        report->hours[at] = (struct report_hour){ .order = wanted->order,
                                                  .hour = wanted->hour,
                                                  .again = wanted->again };
        return &report->hours[at];
}

void hours_begin(struct report *report) {
        const struct site *site = &report->input->configuration->site;
        struct night_hour hours[REPORT_HOURS_MAX];

        for (size_t n = 0; n < report->nights; n++) {
                size_t count = hours_of_night(site, report->days[n], hours);

                for (size_t i = 0; i < count; i++) {
                        struct report_hour *hour = hour_of(report, &hours[i]);

                        hour->nights++;
                        hour->length_us += hours[i].to_us - hours[i].from_us;
                }
        }
}

struct report_hour *hours_at(struct report *report, int64_t night, int64_t us) {
        struct night_hour wanted =
                hour_at(&report->input->configuration->site, night, us - us % US_PER_MIN);

        for (size_t i = 0; i < report->hour_count; i++)
                if (report->hours[i].order == wanted.order)
                        return &report->hours[i];
        return NULL;
}

int64_t hours_unplanned(const struct report_hour *hour) {
        return (int64_t)hour->unplanned * THOUSAND;
}

int64_t hours_nobody_free(const struct report_hour *hour) {
        return hour->nobody_free_us * THOUSAND / US_PER_MIN;
}

int64_t hours_accept(const struct report_hour *hour) {
        return hour->accept.count > 0 ? hour->accept.median_us : -1;
}
