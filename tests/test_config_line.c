/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of nattvakt.yaml, gpio: what is told of wrong ones, and what good ones become in the settings and in the site.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "line_kind.h"
#include "nattvakt/cleanup.h"
#include "test_config_edit.h"

#define SOURCES "sources: [zigbee2mqtt, native]"

/* clang-format off */
#define CORD "{ chip: gpiochip0, line: 17, name: cord-104, kind: person.help_call, place: room-104, stuck_min: 0"
#define LAMP "{ chip: gpiochip0, line: 27, name: lamp, output: open-task"

/* The first line stands at nattvakt.yaml:7:5. */
static const struct {
        const char *lines, *told;
} cases[] = {
        { CORD ", active: low, bias: pull-up, debounce_ms: 30, pulse_ms: 200 }", "" },
        { LAMP ", active: low, department: north, place: room-105 }", "" },
        { LAMP " }", "" },
        { "{ chip: gpiochip0, line: 1023, name: led, output: status }", "" },
        { "{ chip: 'INT34C5:00', line: 0, name: seat, kind: chair.exit, department: north, debounce_ms: 0 }",
          "nattvakt.yaml:7:54: gpio 'seat': it can raise chair.exit, but no task in tasks.yaml opens on that: nobody would be asked; add it to the 'opens' of a task\n" },
        { "{ chip: gpiochip0, line: 17, name: c, kind: person.help_call, place: room-104 }",
          "nattvakt.yaml:7:49: gpio 'c': it can raise device.fault, but no task in tasks.yaml opens on that: nobody would be asked; add it to the 'opens' of a task\n" },
        { "{ chip: gpiochip0, line: 17, name: c, kind: staff.present, place: room-104 }", "" },
        { "{ chip: gpiochip0, line: 1024, name: led, output: status }",
          "nattvakt.yaml:7:30: gpio 'led': 'line' wants a whole number from 0 to 1023, not '1024'\n" },
        { "{ chip: gpiochip0, line: -1, name: led, output: status }",
          "nattvakt.yaml:7:30: gpio 'led': 'line' wants a whole number from 0 to 1023, not '-1'\n" },
        { "{ chip: gpiochip0, line: 1, name: led }",
          "nattvakt.yaml:7:5: gpio 'led': say 'kind', what an input tells, or 'output', what an output shows\n" },
        { "{ line: 1, name: led, output: status }",
          "nattvakt.yaml:7:5: gpio 'led': 'chip' is missing\n" },
        { "{ chip: gpiochip0, lines: 17, name: led, output: status }",
          "nattvakt.yaml:7:5: gpio 'led': 'line' is missing\n"
          "nattvakt.yaml:7:24: gpio 'led': there is no key 'lines' here (did you mean 'line'?)\n" },
        { "{ chip: gpiochip0, line: 17, output: status }",
          "nattvakt.yaml:7:5: gpio: 'name' is missing\n" },
        { CORD ", output: open-task }",
          "nattvakt.yaml:7:113: gpio 'cord-104': it has 'kind', so it is an input, and 'output': take one out\n" },
        { LAMP ", bias: pull-up, debounce_ms: 30, pulse_ms: 3, stuck_min: 1, resident: R1 }",
          "nattvakt.yaml:7:71: gpio 'lamp': 'bias' is for inputs, and this is an output: take it out\n"
          "nattvakt.yaml:7:93: gpio 'lamp': 'debounce_ms' is for inputs, and this is an output: take it out\n"
          "nattvakt.yaml:7:107: gpio 'lamp': 'pulse_ms' is for inputs, and this is an output: take it out\n"
          "nattvakt.yaml:7:121: gpio 'lamp': 'stuck_min' is for inputs, and this is an output: take it out\n"
          "nattvakt.yaml:7:134: gpio 'lamp': 'resident' is for inputs, and this is an output: take it out\n" },
        { LAMP ", place: room-140, department: nort }",
          "nattvakt.yaml:7:72: gpio 'lamp': place 'room-140' is not in this site (did you mean 'room-104'?)\n"
          "nattvakt.yaml:7:94: gpio 'lamp': department 'nort' is not in this site (did you mean 'north'?)\n" },
        { LAMP ", place: room-105, department: south }",
          "nattvakt.yaml:7:94: gpio 'lamp': department 'south' is not in this site\n" },
        { "{ chip: gpiochip0, line: 1, name: led, output: status, place: room-104, department: north }",
          "nattvakt.yaml:7:67: gpio 'led': 'output: status' tells of the gateway, which has no place: take it out\n"
          "nattvakt.yaml:7:89: gpio 'led': 'output: status' tells of the gateway, which has no department: take it out\n" },
        { "{ chip: gpiochip0, line: 1, name: led, output: lamp }",
          "nattvakt.yaml:7:52: gpio 'led': 'output' wants one of open-task, buzzer, status, not 'lamp'\n" },
        { CORD " }\n  - " CORD " }",
          "nattvakt.yaml:8:30: gpio 'cord-104': line 17 of gpiochip0 is 'cord-104' already, at nattvakt.yaml:7:30: a line has one name\n"
          "nattvakt.yaml:8:40: gpio 'cord-104': this name is used a second time (first in line 7)\n" },
        { CORD " }\n  - { chip: gpiochip0, line: 17, name: lamp, output: open-task }",
          "nattvakt.yaml:8:30: gpio 'lamp': line 17 of gpiochip0 is an output here, but an input as 'cord-104' at nattvakt.yaml:7:30: it can be one of them\n" },
        { CORD " }\n  - { chip: gpiochip1, line: 17, name: lamp, output: open-task }", "" },
        { LAMP " }\n  - { chip: gpiochip0, line: 27, name: c, kind: bed.exit, resident: R1 }",
          "nattvakt.yaml:8:30: gpio 'c': line 27 of gpiochip0 is an input here, but an output as 'lamp' at nattvakt.yaml:7:30: it can be one of them\n" },
        { LAMP " }\n  - { chip: gpiochip0, line: 27, name: led, output: status }",
          "nattvakt.yaml:8:30: gpio 'led': line 27 of gpiochip0 is 'lamp' already, at nattvakt.yaml:7:30: a line has one name\n" },
        { "{ chip: gpiochip0, line: 17, name: bed-104, kind: bed.exit, resident: R1 }",
          "nattvakt.yaml:7:40: gpio 'bed-104': this name is the id of a device (site.yaml, line 13): choose another\n" },
        { CORD ", debounce_ms: 200, pulse_ms: 200 }",
          "nattvakt.yaml:7:118: gpio 'cord-104': debounce_ms 200 ms is not below pulse_ms 200: such a pulse would never be seen; say 'debounce_ms' less than 200\n" },
        { CORD ", debounce_ms: 199, pulse_ms: 200 }", "" },
        { CORD ", pulse_ms: 20 }",
          "nattvakt.yaml:7:115: gpio 'cord-104': the usual debounce_ms 30 ms is not below pulse_ms 20: such a pulse would never be seen; say 'debounce_ms' less than 20\n" },
        { CORD ", debounce_ms: 1001 }",
          "nattvakt.yaml:7:118: gpio 'cord-104': 'debounce_ms' wants a whole number from 0 to 1000, not '1001'\n" },
        { "{ chip: /dev/gpiochip0, line: 17, name: c, kind: bed.exit, resident: R1 }",
          "nattvakt.yaml:7:13: gpio 'c': a chip is called by its name or label, without /dev/: 'gpiochip0'\n" },
        { "{ chip: gpiochip0, line: 17, name: c, kind: bed.exit, resident: R11 }",
          "nattvakt.yaml:7:69: gpio 'c': resident 'R11' is not in this site\n" },
        { "{ chip: gpiochip0, line: 17, name: c, kind: bed.exit, place: room-140 }",
          "nattvakt.yaml:7:66: gpio 'c': place 'room-140' is not in this site (did you mean 'room-104'?)\n" },
        { "{ chip: gpiochip0, line: 17, name: c, kind: bed.exit, department: nort }",
          "nattvakt.yaml:7:71: gpio 'c': department 'nort' is not in this site (did you mean 'north'?)\n" },
        { "{ chip: gpiochip0, line: 17, name: c, kind: bed.exit }",
          "nattvakt.yaml:7:5: gpio 'c': say its 'place', 'resident' or 'department': a task about it has to reach somebody\n" },
        { "{ chip: gpiochip0, line: 17, name: c, kind: bed.exit, resident: R1, stuck_min: 5 }",
          "nattvakt.yaml:7:84: gpio 'c': 'stuck_min' is for person.help_call: a call that stands hides the next\n" },
        { "{ chip: gpiochip0, line: 17, name: c, kind: person.inactivity, resident: R1 }",
          "nattvakt.yaml:7:49: gpio 'c': a line cannot tell person.inactivity; it can tell person.help_call, person.fall, bed.exit, chair.exit, room.exit, room.activity, door.opened, env.smoke, env.gas, env.water, med.device_open, staff.present, device.tamper, device.power_lost\n" },
        { "{ chip: gpiochip0, line: 17, name: c, kind: person.helpcall, resident: R1 }",
          "nattvakt.yaml:7:49: gpio 'c': 'kind' does not know 'person.helpcall' (did you mean 'person.help_call'?)\n" },
        { "{ chip: gpiochip0, line: 17, name: c, kind: cord, resident: R1 }",
          "nattvakt.yaml:7:49: gpio 'c': 'kind' wants a known word, not 'cord'; what its active level tells, as person.help_call or bed.exit\n" },
        { "{ chip: gpiochip0, line: 17, name: c, kind: room.exit, place: room-104 }",
          "nattvakt.yaml:7:49: gpio 'c': it can raise room.exit, but no task in tasks.yaml opens on that: nobody would be asked; add it to the 'opens' of a task\n"
          "nattvakt.yaml:7:49: gpio 'c': room.exit wants a 'resident': whose door is it? (else door.opened)\n" },
        { "{ chip: gpiochip0, line: 17, name: c, kind: bed.exit, resident: R1, bias: pullup, active: 1 }",
          "nattvakt.yaml:7:79: gpio 'c': 'bias' does not know 'pullup' (did you mean 'pull-up'?)\n"
          "nattvakt.yaml:7:95: gpio 'c': 'active' wants one of high, low, not '1'\n" },
        { "{ chip: gpiochip0, line: 17, name: a/b, kind: bed.exit, resident: R1 }",
          "nattvakt.yaml:7:40: gpio 'a/b': 'name' wants a name of at most 47 letters a-z, digits, '.', '_' and '-', not 'a/b'\n" },
        { "gpiochip0",
          "nattvakt.yaml:7:5: gpio: keys with values are wanted here\n" },
};
/* clang-format on */

static void load(const char *lines, struct configuration **ret_configuration,
                 struct text_buffer *told) {
        char to[8192];
        struct config_faults faults = { 0 };

        assert_in_range(snprintf(to, sizeof(to), SOURCES "\ngpio:\n  - %s", lines), 0,
                        sizeof(to) - 1);
        int r = edit_load(&(struct edit){ "nattvakt.yaml", SOURCES, to }, 1, ret_configuration,
                          &faults);
        text_append(told, "");
        config_faults_text(&faults, told);
        assert_int_equal(r, told->data[0] ? -EINVAL : 0);
        config_faults_done(&faults);
}

static void each_line_is_told_of(void **state) {
        int wrong = 0;

        (void)state;
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                struct configuration *configuration = NULL;
                struct text_buffer told = { 0 };

                load(cases[i].lines, &configuration, &told);
                assert_int_equal(told.data[0] == '\0', configuration != NULL);
                if (strcmp(told.data, cases[i].told) != 0) {
                        print_error("%s\n  told   %s  wanted %s\n", cases[i].lines, told.data,
                                    cases[i].told);
                        wrong++;
                }
                config_free(configuration);
                text_buffer_done(&told);
        }
        assert_int_equal(wrong, 0);
}

static void more_than_a_gateway_drives_is_told(void **state) {
        struct configuration *configuration = NULL;
        struct text_buffer lines = { 0 }, told = { 0 };

        (void)state;
        for (int i = 0; i <= LINES_MAX; i++)
                text_appendf(&lines, "%s{ chip: a, line: %d, name: l-%d, output: status }",
                             i > 0 ? "\n  - " : "", i, i);
        load(lines.data, &configuration, &told);
        assert_string_equal(told.data, "nattvakt.yaml:7:3: 'gpio' has 65 lines; at most 64 are "
                                       "driven by one gateway\n");
        text_buffer_done(&told);
        text_buffer_done(&lines);
}

static struct configuration *good(const char *lines) {
        struct configuration *configuration = NULL;
        struct text_buffer told = { 0 };

        load(lines, &configuration, &told);
        assert_string_equal(told.data, "");
        text_buffer_done(&told);
        return configuration;
}

static void an_input_is_a_line_and_a_device(void **state) {
        _cleanup_(config_freep) struct configuration *c =
                good("{ chip: gpiochip0, line: 17, name: cord, active: low, bias: pull-up, "
                     "kind: person.help_call, resident: R1, stuck_min: 0 }");
        const struct gpio_line *line = &c->settings.lines[0];
        const struct device *device = site_device_by_name(&c->site, ADAPTER_GPIO, "cord");

        (void)state;
        assert_int_equal(c->settings.line_count, 1);
        assert_true(c->settings.sources[ADAPTER_GPIO]);
        assert_string_equal(line->chip, "gpiochip0");
        assert_string_equal(line->name, "cord");
        assert_int_equal(line->offset, 17);
        assert_true(line->active_low && !line->is_output && !line->inverted);
        assert_int_equal(line->bias, LINE_BIAS_PULL_UP);
        assert_int_equal(line->debounce_ms, 30);
        assert_int_equal(line->measure, MEASURE_CALL);
        assert_int_equal(line->at_line, 7);
        assert_int_equal(line->at_column, 5);

        assert_ptr_equal(device, site_device(&c->site, "cord"));
        assert_int_equal(device->role, DEVICE_ROLE_CALL);
        assert_string_equal(device->bridge, "gpiochip0");
        assert_string_equal(device->resident, "R1");
        assert_string_equal(device->place, "room-104");
        assert_string_equal(device->department, "north");
        assert_int_equal(device->stuck_min, 0);
        assert_int_equal(device->heartbeat_s, 0);
        assert_false(device->inverted);
}

static void what_is_not_said_is_the_usual(void **state) {
        _cleanup_(config_freep) struct configuration *c =
                good("{ chip: a, line: 0, name: mat, kind: bed.exit, place: room-105 }");
        const struct gpio_line *line = &c->settings.lines[0];

        (void)state;
        assert_false(line->active_low);
        assert_int_equal(line->bias, LINE_BIAS_AS_IS);
        assert_true(line->inverted);
        assert_int_equal(line->measure, MEASURE_OCCUPANCY);
        assert_true(site_device(&c->site, "mat")->inverted);
        assert_int_equal(site_device(&c->site, "mat")->role, DEVICE_ROLE_BED);
        assert_int_equal(site_device(&c->site, "mat")->stuck_min, 0);
}

static void a_call_is_watched_unless_it_says_not(void **state) {
        static const char from[] = "device.tamper]", to[] = "device.tamper, device.fault]";
        const char *lines = SOURCES "\ngpio: [{ chip: a, line: 0, name: cord, place: room-105, "
                                    "kind: person.help_call }]";
        struct edit edits[] = { { "nattvakt.yaml", SOURCES, lines }, { "tasks.yaml", from, to } };
        struct config_faults faults = { 0 };
        _cleanup_(config_freep) struct configuration *c = NULL;

        (void)state;
        assert_int_equal(edit_load(edits, ELEMENTS(edits), &c, &faults), 0);
        config_faults_done(&faults);
        assert_int_equal(site_device(&c->site, "cord")->stuck_min, 120);
}

static void an_output_is_a_device_that_means_nothing(void **state) {
        _cleanup_(config_freep) struct configuration *c =
                good("{ chip: b, line: 3, name: lamp, output: buzzer, place: room-105 }\n"
                     "  - { chip: b, line: 4, name: led, output: status }\n"
                     "  - { chip: b, line: 5, name: hall, output: open-task, department: north }");
        const struct gpio_line *line = c->settings.lines;

        (void)state;
        assert_int_equal(c->settings.line_count, 3);
        assert_true(line[0].is_output && line[1].is_output);
        assert_int_equal(line[0].output, LINE_OUTPUT_BUZZER);
        assert_string_equal(line[0].place, "room-105");
        assert_string_equal(line[0].department, "");
        assert_int_equal(line[1].output, LINE_OUTPUT_STATUS);
        assert_string_equal(line[2].department, "north");
        assert_int_equal(line[2].at_line, 9);

        assert_int_equal(site_device(&c->site, "led")->role, DEVICE_ROLE_APP);
        assert_string_equal(site_device(&c->site, "led")->department, "north");
        assert_string_equal(site_device(&c->site, "lamp")->place, "room-105");
        assert_string_equal(site_device(&c->site, "lamp")->bridge, "b");
        assert_int_equal(site_device(&c->site, "lamp")->stuck_min, 0);
}

static void each_kind_that_a_line_can_tell_has_its_row_in_the_docs(void **state) {
        struct text_buffer page = { 0 };

        (void)state;
        assert_int_equal(
                path_read(NATTVAKT_SOURCE_DIR "/docs/configuration.md", TREE_BYTES_MAX, &page), 0);
        text_append_bytes(&page, "", 1);
        const char *table = strstr(page.data, "| kind of an input |");
        assert_non_null(table);
        *strstr(table, "\n\n") = '\0';
        for (unsigned kind = 0; kind < EVENT_KIND_COUNT; kind++) {
                char written[64];

                snprintf(written, sizeof(written), "`%s`", event_kind_word((enum event_kind)kind));
                if (line_kind_of((enum event_kind)kind))
                        assert_non_null(strstr(table, written));
        }
        text_buffer_done(&page);
}

/* Each "# gpio" and "#   - {" becomes what it says. */
static void uncomment(struct text_buffer *bytes) {
        struct text_buffer without = { 0 };

        for (const char *at = bytes->data; *at;) {
                size_t size = strcspn(at, "\n") + 1;

                if (strncmp(at, "# gpio:", 7) == 0 || strncmp(at, "#   - {", 7) == 0)
                        text_append_bytes(&without, at + 2, size - 2);
                else
                        text_append_bytes(&without, at, size);
                at += size;
        }
        text_append(&without, "");
        text_buffer_done(bytes);
        *bytes = without;
}

static void what_the_example_keeps_in_a_comment_is_good(void **state) {
        static const char example[] = NATTVAKT_SOURCE_DIR "/board/examples/solskinnstoppen";
        _cleanup_(config_freep) struct configuration *c = NULL;
        struct config_faults faults = { 0 };
        struct load_files files = { 0 };
        struct text_buffer told = { 0 };

        (void)state;
        for (size_t i = 0; i < FAULT_FILES_MAX; i++) {
                char path[PATH_SIZE];

                assert_int_equal(path_join(path, example, fault_files[i]), 0);
                assert_int_equal(path_read(path, TREE_BYTES_MAX, &files.bytes[i]), 0);
                text_append(&files.bytes[i], "");
        }
        uncomment(&files.bytes[0]);
        load_configuration(example, &files, &c, &faults);
        text_append(&told, "");
        config_faults_text(&faults, &told);
        assert_string_equal(told.data, "");
        assert_int_equal(c->settings.line_count, 5);
        text_buffer_done(&told);
        config_faults_done(&faults);
        for (size_t i = 0; i < FAULT_FILES_MAX; i++)
                text_buffer_done(&files.bytes[i]);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(each_line_is_told_of),
                cmocka_unit_test(more_than_a_gateway_drives_is_told),
                cmocka_unit_test(an_input_is_a_line_and_a_device),
                cmocka_unit_test(what_is_not_said_is_the_usual),
                cmocka_unit_test(a_call_is_watched_unless_it_says_not),
                cmocka_unit_test(an_output_is_a_device_that_means_nothing),
                cmocka_unit_test(what_the_example_keeps_in_a_comment_is_good),
                cmocka_unit_test(each_kind_that_a_line_can_tell_has_its_row_in_the_docs),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
