/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the model is made of: defaults, what follows from elsewhere, lists expanded.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "nattvakt/cleanup.h"
#include "test_config_edit.h"

#define EDITED(...)                                  \
        edited((const struct edit[]){ __VA_ARGS__ }, \
               ELEMENTS(((const struct edit[]){ __VA_ARGS__ })))

static struct configuration *edited(const struct edit *edits, size_t count) {
        struct configuration *configuration = NULL;
        struct config_faults faults = { 0 };
        struct text_buffer told = { 0 };
        int r = edit_load(edits, count, &configuration, &faults);
        config_faults_text(&faults, &told);
        if (r < 0)
                print_error("%s", told.data);
        text_buffer_done(&told);
        config_faults_done(&faults);
        assert_int_equal(r, 0);
        return configuration;
}

static void the_port_follows_from_tls(void **state) {
        (void)state;
        _cleanup_(config_freep) struct configuration *plain =
                EDITED({ "nattvakt.yaml", ", port: 1883", "" });
        _cleanup_(config_freep) struct configuration *tls =
                EDITED({ "nattvakt.yaml", "port: 1883", "username: u, tls: { ca: site.yaml }" });
        _cleanup_(config_freep) struct configuration *said = EDITED(
                { "nattvakt.yaml", "port: 1883", "port: 1, client_id: x, tls: { ca: site.yaml }" });

        assert_int_equal(plain->settings.broker.port, 1883);
        assert_string_equal(plain->settings.broker.ca, "");
        assert_int_equal(tls->settings.broker.port, 8883);
        assert_string_equal(tls->settings.broker.ca, GOOD "/site.yaml");
        assert_string_equal(tls->settings.broker.username, "u");
        assert_int_equal(said->settings.broker.port, 1);
        assert_string_equal(said->settings.broker.client_id, "x");
}

static void a_device_is_where_its_resident_lives(void **state) {
        (void)state;
        _cleanup_(config_freep) struct configuration *c =
                EDITED({ "site.yaml", "resident: R1, heartbeat_h: 2",
                         "name: room-104/bed, resident: R1, heartbeat_min: 7, inverted: true" });
        const struct device *bed = site_device(&c->site, "bed-104");
        const struct device *cord = site_device(&c->site, "cord-105");

        assert_string_equal(bed->place, "room-104");
        assert_string_equal(bed->department, "north");
        assert_string_equal(bed->bridge, "zigbee2mqtt");
        assert_int_equal(bed->heartbeat_s, 420);
        assert_true(bed->inverted);
        assert_ptr_equal(bed, site_device_by_name(&c->site, ADAPTER_ZIGBEE2MQTT, "room-104/bed"));
        assert_string_equal(cord->resident, "");
        assert_string_equal(cord->bridge, "");
        assert_string_equal(cord->name, "cord-105");
        assert_int_equal(cord->heartbeat_s, 0);
}

static void hours_of_heartbeat_are_seconds_in_the_end(void **state) {
        (void)state;
        _cleanup_(config_freep) struct configuration *c = EDITED({ "site.yaml", "R1", "R1" });
        assert_int_equal(site_device(&c->site, "bed-104")->heartbeat_s, 7200);
}

static void a_said_place_goes_before_the_residents(void **state) {
        (void)state;
        _cleanup_(config_freep) struct configuration *c = EDITED(
                { "site.yaml", "resident: R1,", "resident: R1, place: bath," },
                { "site.yaml", "places:\n", "places:\n  - { name: bath, department: north }\n" });
        assert_string_equal(site_device(&c->site, "bed-104")->place, "bath");
}

static void a_plan_becomes_one_entry_per_resident(void **state) {
        (void)state;
        _cleanup_(config_freep) struct configuration *c =
                EDITED({ "site.yaml", "at: [\"23:00\", \"03:00\"], residents: all",
                         "at: [\"23:00\", \"03:00\"], weekdays: [sun, mon], department: north" });
        const struct plan_entry *first = &c->site.plan[0], *second = &c->site.plan[1];

        assert_int_equal(c->site.plan_count, 2);
        assert_string_equal(first->name, "round");
        assert_string_equal(first->resident, "R1");
        assert_string_equal(first->place, "room-104");
        assert_string_equal(first->department, "north");
        assert_int_equal(first->mode, TASK_MODE_DIGITAL);
        assert_int_equal(first->minute_count, 2);
        assert_int_equal(first->minute[0], 180);
        assert_int_equal(first->minute[1], 1380);
        assert_int_equal(first->weekdays, 1 + 64);
        assert_string_equal(second->resident, "R2");
        assert_int_equal(second->mode, TASK_MODE_PHYSICAL);
}

static void a_plan_without_a_name_is_called_as_its_code(void **state) {
        (void)state;
        _cleanup_(config_freep) struct configuration *c =
                EDITED({ "site.yaml",
                         "name: round, code: check, at: [\"23:00\", \"03:00\"], residents: all",
                         "code: check, at: 23:00, residents: R2" });
        assert_int_equal(c->site.plan_count, 1);
        assert_string_equal(c->site.plan[0].name, "check");
        assert_string_equal(c->site.plan[0].resident, "R2");
}

static void without_a_look_nothing_is_digital(void **state) {
        (void)state;
        _cleanup_(config_freep) struct configuration *c =
                EDITED({ "tasks.yaml", "    look: { again_min: 15, times: 2 }\n", "" });
        assert_int_equal(c->site.plan[0].mode, TASK_MODE_PHYSICAL);
        assert_false(c->catalogue.codes[0].look);
        assert_int_equal(c->catalogue.codes[0].look_again_min, 0);
}

#define MED_KINDS \
        "[med.dose_missed, med.dose_late, med.dose_unconfirmed, med.stock_low, med.stock_empty]"
#define MORE_KINDS                                                              \
        "device.tamper, device.fault, med.dispense_stopped, med.plan_problem, " \
        "med.device_open]"

static void a_dose_is_an_expectation_of_a_dispenser(void **state) {
        (void)state;
        _cleanup_(config_freep) struct configuration *c = EDITED(
                { "tasks.yaml", "[med.dose_missed]", MED_KINDS },
                { "tasks.yaml", "device.tamper]", MORE_KINDS },
                { "site.yaml", "role: call", "role: dispenser" },
                { "site.yaml", "plan:",
                  "doses:\n  - { name: morning, resident: R2, device: cord-105, at: [\"20:00\", "
                  "\"08:00\"],\n      late_min: 30, missed_min: 60, weekdays: tue }\nplan:" });
        const struct plan_entry *dose = &c->site.plan[2];

        assert_int_equal(c->site.plan_count, 3);
        assert_true(dose->is_dose);
        assert_string_equal(dose->name, "morning");
        assert_string_equal(dose->code, "dose");
        assert_string_equal(dose->device, "cord-105");
        assert_string_equal(dose->place, "room-105");
        assert_int_equal(dose->minute[0], 480);
        assert_int_equal(dose->late_min, 30);
        assert_int_equal(dose->missed_min, 60);
        assert_int_equal(dose->weekdays, 2);
}

static void a_shift_of_several_becomes_one_each(void **state) {
        (void)state;
        _cleanup_(config_freep) struct configuration *c = EDITED(
                { "staff.yaml",
                  "  - { workers: a-1, from: \"22:00\", to: \"07:00\", pause: { from: \"02:00\", "
                  "to: "
                  "\"02:30\" } }\n",
                  "" },
                { "staff.yaml", "workers: n-1, from: \"22:00\", to: \"07:00\"",
                  "workers: [a-1, n-1], from: \"21:30\", to: \"07:15\", weekdays: [fri, sat],\n"
                  "      pause: { from: \"23:50\", to: \"00:20\" }, from_date: 2026-11-01" });
        const struct shift *shift = &c->staff.shifts[1];

        assert_int_equal(c->staff.shift_count, 2);
        assert_string_equal(c->staff.shifts[0].worker, "a-1");
        assert_string_equal(shift->worker, "n-1");
        assert_int_equal(shift->from_min, 21 * 60 + 30);
        assert_int_equal(shift->to_min, 7 * 60 + 15);
        assert_int_equal(shift->pause_from_min, 23 * 60 + 50);
        assert_int_equal(shift->pause_to_min, 20);
        assert_int_equal(shift->weekdays, 16 + 32);
        assert_int_equal(shift->from_day, days_from_civil(2026, 11, 1));
        assert_true(shift->until_day == INT64_MAX);
}

static void workers_have_ranks_and_delegations(void **state) {
        (void)state;
        _cleanup_(config_freep) struct configuration *c = EDITED(
                { "staff.yaml", "role: assistant, departments: [north] }",
                  "role: assistant, departments: [north],\n      delegations: [{ code: dose, "
                  "granted_by: nurse, from: 2026-01-01, until: 2026-12-31 }] }" });
        const struct worker *worker = staff_worker(&c->staff, "a-1");

        assert_int_equal(staff_rank(&c->staff, "assistant"), 0);
        assert_int_equal(staff_rank(&c->staff, "nurse"), 1);
        assert_int_equal(worker->delegation_count, 1);
        assert_string_equal(worker->delegations[0].code, "dose");
        assert_int_equal(worker->delegations[0].until_day, days_from_civil(2026, 12, 31));
        assert_string_equal(worker->departments[0], "north");
}

static void an_entry_keeps_what_it_says(void **state) {
        (void)state;
        _cleanup_(config_freep) struct configuration *c = EDITED(
                { "tasks.yaml", "accept_by_s: 60",
                  "accept_by_s: 61\n    complete_by_min: 7\n    persons: 1\n    repeat_raise: 4\n"
                  "    window_min: 9\n    incident: up" },
                { "tasks.yaml", "minutes: { visit: 8 }",
                  "minutes: { visit: 8.5, look: 0.5, handling: 1, measured: timed }" });
        const struct task_code *code = catalogue_code(&c->catalogue, "call");

        assert_string_equal(code->text_nb, "Beboer ringer");
        assert_string_equal(code->text_en, "Resident calls");
        assert_int_equal(code->cause, TASK_CAUSE_CALL);
        assert_int_equal(code->priority, TASK_PRIORITY_STAT);
        assert_int_equal(code->accept_by_s, 61);
        assert_int_equal(code->complete_by_min, 7);
        assert_int_equal(code->persons, 1);
        assert_int_equal(code->repeat_raise, 4);
        assert_int_equal(code->window_min, 9);
        assert_string_equal(code->incident, "up");
        assert_true(code->visit_min == 8.5 && code->look_min == 0.5 && code->handling_min == 1);
        assert_int_equal(code->measured, MEASURED_TIMED);
        assert_int_equal(code->opens_count, 2);
        assert_int_equal(code->opens[1], EVENT_KIND_BED_EXIT);
        assert_int_equal(code->can.count, 2);
        assert_string_equal(code->can.role[1], "nurse");
        assert_int_equal(code->ladder_count, 2);
        assert_int_equal(code->ladder[0].to, RUNG_NEXT);
        assert_int_equal(code->ladder[1].to, RUNG_ROLE);
        assert_int_equal(code->ladder[1].after_s, 180);
}

static void the_fingerprint_tells_where_a_byte_stands(void **state) {
        (void)state;
        _cleanup_(config_freep) struct configuration *one =
                EDITED({ "site.yaml", "residents: all }\n", "residents: all }\n#x\n" });
        _cleanup_(config_freep) struct configuration *other = EDITED(
                { "tasks.yaml", "# SPDX-License-Identifier", "#x\n# SPDX-License-Identifier" });
        _cleanup_(config_freep) struct configuration *staff =
                EDITED({ "staff.yaml", "# SPDX", "# SPDY" });
        _cleanup_(config_freep) struct configuration *none = EDITED({ "staff.yaml", "#", "#" });

        assert_string_not_equal(one->fingerprint, other->fingerprint);
        assert_string_not_equal(staff->fingerprint, none->fingerprint);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_port_follows_from_tls),
                cmocka_unit_test(a_device_is_where_its_resident_lives),
                cmocka_unit_test(hours_of_heartbeat_are_seconds_in_the_end),
                cmocka_unit_test(a_said_place_goes_before_the_residents),
                cmocka_unit_test(a_plan_becomes_one_entry_per_resident),
                cmocka_unit_test(a_plan_without_a_name_is_called_as_its_code),
                cmocka_unit_test(without_a_look_nothing_is_digital),
                cmocka_unit_test(a_dose_is_an_expectation_of_a_dispenser),
                cmocka_unit_test(a_shift_of_several_becomes_one_each),
                cmocka_unit_test(workers_have_ranks_and_delegations),
                cmocka_unit_test(an_entry_keeps_what_it_says),
                cmocka_unit_test(the_fingerprint_tells_where_a_byte_stands),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
