/* SPDX-License-Identifier: Apache-2.0 */
/* nattvakt check: every fault of the configuration at once, each with file, line and column. */
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "nattvakt/text.h"
#include "tool.h"

#define NOTE_NIGHTS 7 /* a week: rotas repeat weekly */
#define NOTE_STEP   (5 * US_PER_MIN)

static bool is_anyone_on(const struct configuration *configuration, const char *department,
                         int64_t us) {
        const struct staff *staff = &configuration->staff;

        for (size_t i = 0; i < staff->worker_count; i++)
                for (size_t d = 0; d < staff->workers[i].department_count; d++)
                        if (text_equal(staff->workers[i].departments[d], department) &&
                            staff_duty(staff, &configuration->site.zone, staff->workers[i].slot,
                                       us) == DUTY_ON)
                                return true;
        return false;
}

static void note_hole(const struct configuration *configuration, const char *department,
                      int64_t from_us, int64_t to_us, struct text_buffer *notes) {
        const struct zone *zone = &configuration->site.zone;
        char date[DATE_TEXT_SIZE], from[TIME_TEXT_SIZE], to[TIME_TEXT_SIZE];

        text_appendf(
                notes,
                "note: staff.yaml: nobody of %s is on shift on %s from %s to %s, in the night: an "
                "alarm then "
                "asks another department, or nobody\n",
                department, date_text(zone_day(zone, from_us), date),
                clock_text(zone, from_us, false, from), clock_text(zone, to_us, false, to));
}

/* Stretches of one night in which nobody of @department is there. Returns how many. */
static int note_night(const struct configuration *configuration, const char *department,
                      int64_t day, struct text_buffer *notes) {
        int64_t from_us, to_us, hole_us = 0;
        int holes = 0;

        site_night_bounds(&configuration->site, day, &from_us, &to_us);
        for (int64_t us = from_us; us <= to_us; us += NOTE_STEP) {
                bool on = us < to_us && is_anyone_on(configuration, department, us);

                if (!on && us < to_us && !hole_us)
                        hole_us = us;
                if ((on || us + NOTE_STEP > to_us) && hole_us) {
                        note_hole(configuration, department, hole_us, us < to_us ? us : to_us,
                                  notes);
                        hole_us = 0;
                        holes++;
                }
        }
        return holes;
}

/* What is no fault, but what an installer would want to know: holes of the rota in the coming week. */
static void note_holes(const struct configuration *configuration, struct text_buffer *notes) {
        const struct site *site = &configuration->site;
        int64_t today = zone_day(&site->zone, clock_now(CLOCK_MODE_TRUSTED).wall_us);

        for (size_t i = 0; i < site->department_count; i++)
                for (int64_t day = today; day < today + NOTE_NIGHTS; day++)
                        if (note_night(configuration, site->departments[i].name, day, notes) > 3)
                                break;
}

static void print_good(const struct tool_options *options,
                       const struct configuration *configuration) {
        const struct site *site = &configuration->site;

        printf("%s: good. %s\ndepartments %zu, places %zu, residents %zu, devices %zu, planned "
               "items %zu,\n"
               "task codes %zu, workers %zu, shifts %zu; fingerprint %s\n",
               options->config, site->label[0] ? site->label : site->name, site->department_count,
               site->place_count, site->resident_count, site->device_count, site->plan_count,
               configuration->catalogue.count, configuration->staff.worker_count,
               configuration->staff.shift_count, configuration->fingerprint);
}

static struct json_object *faults_json(const struct config_faults *faults) {
        struct json_object *array = json_object_new_array();

        for (size_t i = 0; i < faults->count; i++) {
                struct json_object *fault = json_object_new_object();

                json_add_text(fault, "file", faults->at[i].file);
                json_add_integer(fault, "line", faults->at[i].line);
                json_add_integer(fault, "column", faults->at[i].column);
                json_add_text(fault, "says", faults->at[i].says);
                json_object_array_add(array, fault);
        }
        return array;
}

/* Each line without its "note: ". */
static struct json_object *notes_json(const struct text_buffer *notes) {
        static const char start[] = "note: ";
        struct json_object *array = json_object_new_array();
        const char *end;

        for (const char *at = notes->data; at && (end = strchr(at, '\n')); at = end + 1) {
                if (text_starts_with(at, start))
                        at += strlen(start);
                json_object_array_add(array, json_object_new_string_len(at, (int)(end - at)));
        }
        return array;
}

static void print_json(const struct configuration *configuration,
                       const struct config_faults *faults, const struct text_buffer *notes) {
        _cleanup_(json_freep) struct json_object *object = json_object_new_object();

        json_add_truth(object, "good", configuration != NULL);
        if (configuration)
                json_add_text(object, "fingerprint", configuration->fingerprint);
        json_object_object_add(object, "faults", faults_json(faults));
        json_object_object_add(object, "notes", notes_json(notes));
        puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY));
}

static void print_faults(const struct config_faults *faults, bool is_started_with) {
        _cleanup_(text_buffer_done) struct text_buffer text = { 0 };
        size_t count = faults->count + faults->more;

        config_faults_text(faults, &text);
        fputs(text.data ? text.data : "", stderr);
        fprintf(stderr, "%zu fault%s. %s\n", count, count == 1 ? "" : "s",
                is_started_with
                        ? "nattvaktd would start, and ask somebody to see to each of these lines."
                        : "nattvaktd would not start with this; a running one keeps what it has.");
}

static int run(const struct tool_options *options) {
        _cleanup_(config_freep) struct configuration *configuration = NULL;
        _cleanup_(text_buffer_done) struct text_buffer notes = { 0 };
        struct config_faults faults = { 0 };
        bool is_readable = config_load(options->config, &configuration, &faults) >= 0;
        bool good = is_readable && tool_check_lines(configuration, &faults, &notes) == 0;

        if (good)
                note_holes(configuration, &notes);
        if (options->json) {
                print_json(good ? configuration : NULL, &faults, &notes);
        } else if (!good) {
                print_faults(&faults, is_readable);
        } else {
                print_good(options, configuration);
                fputs(notes.data ? notes.data : "", stdout);
        }
        config_faults_done(&faults);
        return good ? TOOL_EXIT_OK : TOOL_EXIT_CONFIG;
}

const struct tool tool_check = {
        .name = "check",
        .summary = "look a configuration over and name every fault",
        .help = "\n\nReads nattvakt.yaml, site.yaml, tasks.yaml and staff.yaml and prints every "
                "fault as\n"
                "file:line:column: what is wrong, and what to do. Exit status 2 when there are "
                "any.\n"
                "GPIO chips that are on this machine are asked whether they have the lines; none "
                "is touched.",
        .options = "cJ",
        .run = run,
};
