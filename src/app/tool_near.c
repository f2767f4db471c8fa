/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the report is asked for and does not know: the name that was probably meant. Labels are what people see, so a label
 * is taken for a slip, too.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "nattvakt/cleanup.h"
#include "near.h"
#include "report.h"
#include "tool.h"

/* Beside the figures' own words, for a slip of the hand. */
static const char *const more_figures[] = { "asked_minutes:", "used_minutes:", "moved_minutes",
                                            "measured_minutes" };

void tool_say_department(const struct site *site, const char *wanted) {
        const struct near_names names = { site->departments, site->department_count,
                                          sizeof(*site->departments),
                                          offsetof(struct department, name) };
        char hint[NEAR_SIZE];

        near_name(wanted, &names, hint);
        for (size_t i = 0; i < site->department_count; i++)
                if (strcasecmp(site->departments[i].label, wanted) == 0)
                        snprintf(hint, sizeof(hint), " (did you mean '%s', whose label that is?)",
                                 site->departments[i].name);
        fprintf(stderr, "nattvakt: site.yaml has no department '%s'%s\n", wanted, hint);
}

void tool_say_period(const struct settings *settings, const char *wanted) {
        const struct near_names names = { settings->periods, settings->period_count,
                                          sizeof(*settings->periods),
                                          offsetof(struct period_settings, name) };
        char hint[NEAR_SIZE];

        if (settings->period_count == 0)
                fprintf(stderr, "nattvakt: nattvakt.yaml has no period; a report of a night is "
                                "asked for with --night DATE\n");
        else
                fprintf(stderr, "nattvakt: nattvakt.yaml names no period '%s'%s\n",
                        wanted ? wanted : "", near_name(wanted ? wanted : "", &names, hint));
}

bool tool_say_figure(const char *wanted) {
        const char *words[FIGURE_COUNT + CHANGE_COUNT + ELEMENTS(more_figures)];
        char hint[NEAR_SIZE];
        size_t count = 0;

        if (change_figure_from_word(wanted) >= 0) {
                fprintf(stderr,
                        "nattvakt: '%s' is a difference between a period and its baseline: there "
                        "is evidence of it with --period, not with --night\n",
                        wanted);
                return true;
        }
        for (int i = 0; i < FIGURE_COUNT; i++)
                words[count++] = figure_word((enum figure)i);
        for (int i = 0; i < CHANGE_COUNT; i++)
                words[count++] = change_figure_word((enum change_figure)i);
        for (size_t i = 0; i < ELEMENTS(more_figures); i++)
                words[count++] = more_figures[i];
        if (!*near_word(wanted, words, count, hint))
                return false;
        fprintf(stderr, "nattvakt: there is no figure '%s'%s\n", wanted, hint);
        return true;
}
