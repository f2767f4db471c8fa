/* SPDX-License-Identifier: Apache-2.0 */
/* nattvakt check: every fault of the configuration at once, each with file, line and column. */
#include <stdio.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "tool.h"

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

static void print_json(const struct configuration *configuration,
                       const struct config_faults *faults) {
        _cleanup_(json_freep) struct json_object *object = json_object_new_object();

        json_add_truth(object, "good", configuration != NULL);
        if (configuration)
                json_add_text(object, "fingerprint", configuration->fingerprint);
        json_object_object_add(object, "faults", faults_json(faults));
        puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY));
}

static int run(const struct tool_options *options) {
        _cleanup_(config_freep) struct configuration *configuration = NULL;
        struct config_faults faults = { 0 };
        struct text_buffer text = { 0 };
        int r = config_load(options->config, &configuration, &faults);
        size_t count = faults.count + faults.more;

        if (options->json) {
                print_json(configuration, &faults);
        } else if (r < 0) {
                config_faults_text(&faults, &text);
                fputs(text.data ? text.data : "", stderr);
                fprintf(stderr,
                        "%zu fault%s. nattvaktd would not start with this; a running one keeps "
                        "what it "
                        "has.\n",
                        count, count == 1 ? "" : "s");
        } else {
                print_good(options, configuration);
        }
        config_faults_done(&faults);
        text_buffer_done(&text);
        return r < 0 ? TOOL_EXIT_CONFIG : TOOL_EXIT_OK;
}

const struct tool tool_check = {
        .name = "check",
        .summary = "look a configuration over and name every fault",
        .help = "\n\nReads nattvakt.yaml, site.yaml, tasks.yaml and staff.yaml and prints every "
                "fault as\n"
                "file:line:column: what is wrong, and what to do. Exit status 2 when there are "
                "any.",
        .options = "cJ",
        .run = run,
};
