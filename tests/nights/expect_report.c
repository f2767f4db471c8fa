/* SPDX-License-Identifier: Apache-2.0 */
#include "expect_report.h"

#include <math.h>
#include <string.h>

#include "gather.h"
#include "nattvakt/cleanup.h"

#define UNIT      1000.0 /* figures are integers of 1/1000 */
#define TOLERANCE 0.0005

/* A figure, or one of the numbers beside them. False: there is no such thing. */
static bool figure(const struct report *report, const char *name, double *ret_value) {
        const struct {
                const char *name;
                double value;
        } others[] = {
                { "night_minutes", (double)report->length_us / (double)US_PER_MIN },
                { "available_minutes", (double)report->available / UNIT },
                { "blind_minutes", (double)report->blind_us / (double)US_PER_MIN },
                { "planned_checks", (double)report->planned_checks },
                { "recorded_checks", (double)report->recorded_checks },
                { "devices_silent", (double)report->devices_silent },
                { "simultaneous", (double)report->simultaneous_max },
        };
        int known = figure_from_word(name);

        if (known >= 0)
                *ret_value = (double)report->totals[known] / UNIT;
        for (size_t i = 0; i < ELEMENTS(others); i++)
                if (text_equal(others[i].name, name)) {
                        *ret_value = others[i].value;
                        return true;
                }
        return known >= 0;
}

static bool compare(const struct report *report, char *word, struct text_buffer *says) {
        char *equals = strchr(word, '=');
        double value;

        if (!equals) {
                text_appendf(says, "'%s': FIGURE=VALUE is wanted; ", word);
                return false;
        }
        *equals = '\0';
        if (!figure(report, word, &value)) {
                text_appendf(says, "there is no figure '%s'; ", word);
                return false;
        }
        if (fabs(value - strtod(equals + 1, NULL)) < TOLERANCE)
                return true;
        text_appendf(says, "%s=%s is %g; ", word, equals + 1, value);
        return false;
}

bool expect_report(struct house *house, const char *text, struct text_buffer *says) {
        char word[WORD_SIZE], department[WORD_SIZE] = "";
        const char *after = text;
        struct gathered gathered;
        struct report report;
        int64_t day;
        bool good = true;
        int r;

        if (!script_word(&after, word) || date_parse(word, &day) < 0) {
                text_append(says, "of which night? DATE is wanted");
                return false;
        }
        text = after;
        if (script_word(&after, word) && !strchr(word, '=')) {
                text_set(department, word);
                text = after;
        }

        r = gather(house->stage.journal, house->configuration, day, day, department, &gathered);
        if (r < 0) {
                text_appendf(says, "the journal cannot be read: %s", strerror(-r));
                gather_done(&gathered);
                return false;
        }
        report_build(&gathered.input, &report);
        while (script_word(&text, word))
                good = compare(&report, word, says) && good;
        report_done(&report);
        gather_done(&gathered);
        return good;
}
