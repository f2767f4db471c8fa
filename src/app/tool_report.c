/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nattvakt report: a night, or a period against its baseline, computed anew from the journal's event and
 * transition rows each time; and the evidence behind any figure.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "gather.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "tool.h"

static int fail(const char *what, int error) {
        fprintf(stderr, "nattvakt: %s: %s\n", what, strerror(-error));
        return TOOL_EXIT_JOURNAL;
}

struct listing {
        const struct zone *zone;
        struct json_object *rows; /* with --json, else NULL */
        int64_t sum;
        size_t count;
};

/* 1/1000 as a number with three decimals. */
static const char *weight_text(int64_t weight, char *text, size_t size) {
        int64_t whole = weight / 1000, part = weight % 1000;

        snprintf(text, size, "%s%lld.%03lld", weight < 0 && whole == 0 ? "-" : "", (long long)whole,
                 (long long)(part < 0 ? -part : part));
        return text;
}

static struct json_object *evidence_json(const struct evidence *item) {
        struct json_object *row = json_object_new_object();
        char date[DATE_TEXT_SIZE];

        json_add_text(row, "night", date_text(item->night, date));
        json_add_time(row, "at", item->at_us);
        json_add_number(row, "weight", (double)item->weight / 1000);
        json_add_text(row, "what", item->what);
        json_add_text(row, "code", item->code);
        json_add_text(row, "department", item->department);
        json_add_text(row, "place", item->place);
        json_add_text(row, "resident", item->resident);
        json_add_text(row, "task", item->task);
        json_add_text(row, "event", item->event);
        json_add_truth(row, "measured", item->measured);
        return row;
}

static int print_evidence(void *userdata, const struct evidence *item) {
        struct listing *listing = userdata;
        char date[DATE_TEXT_SIZE], clock[TIME_TEXT_SIZE], weight[32];

        listing->sum += item->weight;
        listing->count++;
        if (listing->rows) {
                json_object_array_add(listing->rows, evidence_json(item));
                return 0;
        }
        printf("%s  %s  %9s  %-26s %-14s %-10s %-10s task %.8s  event %.8s%s\n",
               date_text(item->night, date), clock_text(listing->zone, item->at_us, true, clock),
               weight_text(item->weight, weight, sizeof(weight)), item->what, item->code,
               item->place, item->resident, item->task, item->event[0] ? item->event : "-",
               item->measured ? "  measured" : "");
        return 0;
}

static void name_figures(const char *wanted) {
        fprintf(stderr,
                "nattvakt: '%s' is no sum over events, so there is nothing to list. There is "
                "evidence of:\n ",
                wanted);
        for (int i = 0; i < FIGURE_COUNT; i++)
                fprintf(stderr, " %s", figure_word((enum figure)i));
        fprintf(stderr, "\n  asked_minutes:ROLE used_minutes:ROLE moved_minutes measured_minutes "
                        "planned_checks\n"
                        "  recorded_checks blind_minutes time_to_accept time_to_presence "
                        "presence_at_visit_end\n"
                        "  cleared_by_look; and of a period:\n ");
        for (int i = 0; i < CHANGE_COUNT; i++)
                fprintf(stderr, " %s", change_figure_word((enum change_figure)i));
        fputc('\n', stderr);
}

static struct listing begin_listing(const struct zone *zone, bool json) {
        return (struct listing){ .zone = zone, .rows = json ? json_object_new_array() : NULL };
}

static int end_listing(struct listing *listing, const char *figure, int r) {
        _cleanup_(json_freep) struct json_object *object = json_object_new_object();
        char text[32];

        if (r == -ENOENT) {
                json_object_put(listing->rows);
                if (!tool_say_figure(figure))
                        name_figures(figure);
                return TOOL_EXIT_USAGE;
        }
        if (!listing->rows) {
                printf("%zu rows; together %s in all nights (the report's means are per night)\n",
                       listing->count, weight_text(listing->sum, text, sizeof(text)));
                return TOOL_EXIT_OK;
        }
        json_add_text(object, "figure", figure);
        json_add_number(object, "sum", (double)listing->sum / 1000);
        json_object_object_add(object, "evidence", listing->rows);
        puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY));
        return TOOL_EXIT_OK;
}

static void print_text(struct text_buffer *text) {
        fputs(text->data ? text->data : "", stdout);
        text_buffer_done(text);
}

static void print_night(const struct tool_options *options, const struct report *report) {
        struct text_buffer text = { 0 };

        if (options->json)
                night_json(report, &text);
        else if (options->html)
                night_html(report, &text);
        else
                night_text(report, &text);
        if (options->json)
                text_append(&text, "\n");
        print_text(&text);
}

static void print_period(const struct tool_options *options, const struct period *period) {
        struct text_buffer text = { 0 };

        if (options->json)
                period_json(period, &text);
        else if (options->html)
                period_html(period, &text);
        else
                period_text(period, &text);
        if (options->json)
                text_append(&text, "\n");
        print_text(&text);
}

static int report_night(const struct tool_options *options,
                        const struct configuration *configuration, struct journal *journal,
                        const char *department) {
        struct gathered gathered;
        struct report report;
        int64_t day;
        int r = tool_day("--night", options->night, &day);

        if (r)
                return r;
        r = gather(journal, configuration, day, day, department, &gathered);
        if (r < 0) {
                gather_done(&gathered);
                return fail("the journal", r);
        }

        if (options->evidence) {
                struct listing listing = begin_listing(&configuration->site.zone, options->json);

                r = end_listing(&listing, options->evidence,
                                report_evidence(&gathered.input, options->evidence, print_evidence,
                                                &listing));
                gather_done(&gathered);
                return r;
        }
        report_build(&gathered.input, &report);
        print_night(options, &report);
        report_done(&report);
        gather_done(&gathered);
        return TOOL_EXIT_OK;
}

static int period_listing(const struct gathered_period *gathered, const char *figure,
                          const struct zone *zone, bool json) {
        struct listing listing = begin_listing(zone, json);
        int r = period_evidence(&gathered->before.input, &gathered->after.input, figure,
                                print_evidence, &listing);

        if (r == -ENOENT) /* no difference: a sum of the period itself */
                r = report_evidence(&gathered->after.input, figure, print_evidence, &listing);
        return end_listing(&listing, figure, r);
}

static int report_period(const struct tool_options *options,
                         const struct configuration *configuration, struct journal *journal,
                         const char *department) {
        const struct period_settings *settings =
                gather_period(&configuration->settings, options->period);
        struct text_buffer says = { 0 };
        struct gathered_period gathered;
        struct period period;
        int status = TOOL_EXIT_OK;

        if (!settings) {
                tool_say_period(&configuration->settings, options->period);
                return TOOL_EXIT_USAGE;
        }
        if (gather_both(journal, configuration, settings, department, &gathered, &says) < 0) {
                fprintf(stderr, "nattvakt: %s\n", says.data ? says.data : "the journal");
                status = TOOL_EXIT_JOURNAL;
        } else if (options->evidence) {
                status = period_listing(&gathered, options->evidence, &configuration->site.zone,
                                        options->json);
        } else {
                period_build(settings->name, settings->method, &gathered.before.input,
                             &gathered.after.input, &period);
                print_period(options, &period);
                period_done(&period);
        }
        text_buffer_done(&says);
        gather_both_done(&gathered);
        return status;
}

static int run(const struct tool_options *options) {
        _cleanup_(config_freep) struct configuration *configuration = NULL;
        _cleanup_(journal_closep) struct journal *journal = NULL;
        const char *department = options->department ? options->department : "";
        int r = tool_configuration(options, &configuration);

        if (r)
                return r;
        if (department[0] && !site_department(&configuration->site, department)) {
                tool_say_department(&configuration->site, department);
                return TOOL_EXIT_USAGE;
        }
        tool_language(options, configuration);
        r = tool_journal(options, configuration, &journal);
        if (r)
                return r;
        return options->night ? report_night(options, configuration, journal, department)
                              : report_period(options, configuration, journal, department);
}

const struct tool tool_report = {
        .name = "report",
        .summary = "a night's report, or a period's against its baseline",
        .help = "\n\nWith --night DATE that night; else --period NAME, or the first period of "
                "nattvakt.yaml.\n"
                "--html writes a page for the browser and for paper: nattvakt report --html > "
                "night.html\n"
                "All figures are computed anew from the journal's event and transition rows. "
                "--evidence\n"
                "lists what a figure is made of: the weights in the third column add up to it. The "
                "keys of\n"
                "--json are the figures' names.",
        .options = "cjlJHnpde",
        .run = run,
};
