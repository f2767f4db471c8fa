/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole folders: the example sites hold what PRODUCT.md's reference period needs, and each folder of
 * tests/data/config is told of as its expected.txt says, to the letter.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "nattvakt/cleanup.h"
#include "path.h"

#define EXAMPLES NATTVAKT_SOURCE_DIR "/board/examples/"
#define FOLDERS  NATTVAKT_SOURCE_DIR "/tests/data/config"

static struct configuration *load(const char *path) {
        struct configuration *configuration = NULL;
        struct config_faults faults;
        struct text_buffer text = { 0 };
        int r = config_load(path, &configuration, &faults);
        config_faults_text(&faults, &text);
        if (r < 0)
                print_error("%s\n", text.data);
        text_buffer_done(&text);
        config_faults_done(&faults);
        assert_int_equal(r, 0);
        return configuration;
}

/* Planned tasks of one night: how many of @code are done in @mode. */
static int planned(const struct site *site, const char *code, enum task_mode mode) {
        int count = 0;
        for (size_t i = 0; i < site->plan_count; i++)
                if (text_equal(site->plan[i].code, code) && site->plan[i].mode == mode)
                        count += (int)site->plan[i].minute_count;
        return count;
}

static int devices(const struct site *site, enum device_role role) {
        int count = 0;
        for (size_t i = 0; i < site->device_count; i++)
                count += site->devices[i].role == role;
        return count;
}

static void the_example_is_the_reference_site(void **state) {
        (void)state;
        _cleanup_(config_freep) struct configuration *c = load(EXAMPLES "solskinnstoppen");
        const struct site *site = &c->site;

        assert_int_equal(site->department_count, 2);
        assert_int_equal(site->resident_count, 48);
        assert_int_equal(planned(site, "planned-check", TASK_MODE_PHYSICAL), 60);
        assert_int_equal(planned(site, "planned-check", TASK_MODE_DIGITAL), 84);
        assert_int_equal(planned(site, "care-check", TASK_MODE_PHYSICAL), 36);
        assert_int_equal(planned(site, "care-check", TASK_MODE_DIGITAL), 0);
        assert_int_equal(devices(site, DEVICE_ROLE_BED), 14);
        assert_int_equal(devices(site, DEVICE_ROLE_DOOR), 6);
        assert_int_equal(devices(site, DEVICE_ROLE_CALL), 1);
        assert_int_equal(devices(site, DEVICE_ROLE_CAMERA), 1);
        assert_int_equal(site->device_count, 23);
        assert_int_equal(site->night_from_min, 1320);
        assert_int_equal(site->night_to_min, 435);
        assert_int_equal(c->staff.worker_count, 4);
        assert_int_equal(c->staff.role_count, 5);
        assert_string_equal(c->settings.language, "nb");
        assert_true(c->settings.sources[ADAPTER_ZIGBEE2MQTT] &&
                    c->settings.sources[ADAPTER_NATIVE]);
        assert_false(c->settings.sources[ADAPTER_COMMAND]);
}

static void its_residents_are_divided_as_the_period_needs(void **state) {
        (void)state;
        _cleanup_(config_freep) struct configuration *c = load(EXAMPLES "solskinnstoppen");
        int digital[2] = { 0 }, residents[2] = { 0 }, sensors = 0, looked_at = 0;

        for (size_t i = 0; i < c->site.resident_count; i++) {
                const struct resident *resident = &c->site.residents[i];
                const struct place *place = site_place(&c->site, resident->place);
                bool second = text_equal(place->department, "blaabaerlyngen");
                residents[second]++;
                digital[second] += resident->digital_check;
        }
        for (size_t i = 0; i < c->site.device_count; i++) {
                const struct device *device = &c->site.devices[i];
                const struct resident *resident = site_resident(&c->site, device->resident);
                if (!resident)
                        continue;
                sensors++;
                assert_true(resident->digital_check);
                looked_at += resident->alarm_look;
                assert_string_equal(device->place, resident->place);
                assert_string_equal(device->department,
                                    site_place(&c->site, device->place)->department);
                assert_string_equal(device->bridge, "zigbee2mqtt");
                assert_int_equal(device->heartbeat_s, 130 * 60);
        }
        assert_int_equal(residents[0], 24);
        assert_int_equal(residents[1], 24);
        assert_int_equal(digital[0], 14);
        assert_int_equal(digital[1], 14);
        assert_int_equal(sensors, 20);
        assert_int_equal(looked_at, 16);
}

static void its_night_has_2100_worker_minutes(void **state) {
        (void)state;
        _cleanup_(config_freep) struct configuration *c = load(EXAMPLES "solskinnstoppen");
        int64_t from_us, to_us, day;
        assert_int_equal(date_parse("2026-11-05", &day), 0);
        site_night_bounds(&c->site, day, &from_us, &to_us);
        double minutes = staff_minutes(&c->staff, &c->site.zone, "", from_us, to_us);
        assert_true(minutes > 2099.999 && minutes < 2100.001);
}

static void its_minutes_are_the_reference_ones(void **state) {
        (void)state;
        static const struct {
                const char *code;
                double visit, look, handling;
                bool has_look;
        } wanted[] = {
                { "planned-check", 3, 1, 0, true }, { "care-check", 12, 0, 0, false },
                { "help-call", 8, 0, 0, false },    { "bed-exit", 6, 0, 1, true },
                { "room-exit", 6, 0, 1, true },
        };
        _cleanup_(config_freep) struct configuration *c = load(EXAMPLES "solskinnstoppen");

        for (size_t i = 0; i < ELEMENTS(wanted); i++) {
                const struct task_code *code = catalogue_code(&c->catalogue, wanted[i].code);
                assert_non_null(code);
                assert_true(code->visit_min == wanted[i].visit);
                assert_true(code->look_min == wanted[i].look);
                assert_true(code->handling_min == wanted[i].handling);
                assert_int_equal(code->look, wanted[i].has_look);
        }
        const struct task_code *check = catalogue_code(&c->catalogue, "planned-check");
        assert_int_equal(check->look_again_min, 15);
        assert_int_equal(check->look_times, 2);
        const struct task_code *bed = catalogue_code(&c->catalogue, "bed-exit");
        assert_int_equal(bed->look_within_s, 60);
        assert_string_equal(bed->incident, catalogue_code(&c->catalogue, "fall")->incident);
        assert_int_equal(bed->ladder_count, 4);
        assert_int_equal(bed->ladder[1].to, RUNG_ROLE);
        assert_string_equal(bed->ladder[1].role, "registered_nurse");
        assert_int_equal(bed->ladder[2].after_s, 300);
        assert_int_equal(bed->ladder[2].to, RUNG_ALL);
        assert_int_equal(bed->ladder[3].to, RUNG_OUTSIDE);
}

/* An alert that nobody is asked about must be a decision: of these none of the example's devices speaks. */
static void its_catalogue_opens_all_that_is_loud(void **state) {
        (void)state;
        _cleanup_(config_freep) struct configuration *c = load(EXAMPLES "solskinnstoppen");
        for (int kind = 0; kind < EVENT_KIND_COUNT; kind++)
                if (event_kind_severity((enum event_kind)kind) >= 20)
                        assert_non_null(catalogue_opened_by(&c->catalogue, (enum event_kind)kind));
}

static void its_period_has_two_fifteens_from_a_thursday(void **state) {
        (void)state;
        _cleanup_(config_freep) struct configuration *c = load(EXAMPLES "solskinnstoppen");
        const struct period_settings *period = &c->settings.periods[0];

        assert_int_equal(c->settings.period_count, 1);
        assert_string_equal(period->name, "pilot");
        assert_int_equal(period->to_day - period->from_day, 14);
        assert_int_equal(period->baseline_to_day - period->baseline_from_day, 14);
        assert_int_equal(civil_from_days(period->from_day).weekday, 4);
        assert_int_equal(civil_from_days(period->baseline_from_day).weekday, 4);
        assert_string_equal(period->baseline_config,
                            EXAMPLES "solskinnstoppen/../solskinnstoppen-before");
        assert_string_equal(period->baseline_journal, EXAMPLES "solskinnstoppen/before.sqlite");
}

static void before_it_had_visits_alone(void **state) {
        (void)state;
        _cleanup_(config_freep) struct configuration *c = load(EXAMPLES "solskinnstoppen-before");

        assert_int_equal(c->site.resident_count, 48);
        assert_int_equal(planned(&c->site, "planned-check", TASK_MODE_PHYSICAL), 144);
        assert_int_equal(planned(&c->site, "planned-check", TASK_MODE_DIGITAL), 0);
        assert_int_equal(planned(&c->site, "care-check", TASK_MODE_PHYSICAL), 36);
        assert_int_equal(c->site.device_count, 2);
        assert_int_equal(c->settings.period_count, 0);
        assert_false(c->settings.sources[ADAPTER_ZIGBEE2MQTT]);
}

static void the_fingerprint_is_that_of_the_files(void **state) {
        (void)state;
        _cleanup_(config_freep) struct configuration *a = load(FOLDERS "/good");
        _cleanup_(config_freep) struct configuration *b = load(FOLDERS "/good");
        _cleanup_(config_freep) struct configuration *c = load(EXAMPLES "solskinnstoppen");
        assert_int_equal(strlen(a->fingerprint), 16);
        assert_string_equal(a->fingerprint, b->fingerprint);
        assert_string_not_equal(a->fingerprint, c->fingerprint);
}

static void what_is_left_out_has_its_default(void **state) {
        (void)state;
        _cleanup_(config_freep) struct configuration *c = load(FOLDERS "/good");
        assert_string_equal(c->settings.journal, "/var/lib/nattvakt/journal.sqlite");
        assert_string_equal(c->settings.broker.client_id, "nattvakt-smallhome");
        assert_int_equal(c->settings.broker.keepalive_s, 60);
        assert_string_equal(c->settings.zigbee2mqtt_base, "zigbee2mqtt");
        assert_int_equal(c->settings.clock, CLOCK_MODE_AUTO);
        assert_string_equal(c->settings.language, "nb");
        assert_int_equal(c->site.plan[0].window_min, 60);
        assert_int_equal(c->site.plan[0].weekdays, 127);
        assert_string_equal(c->site.departments[0].label, "North");
        assert_string_equal(c->catalogue.codes[0].incident, "check");
        assert_int_equal(c->staff.shifts[0].from_day, 0);
        assert_true(c->staff.shifts[0].until_day == INT64_MAX);
        assert_int_equal(c->staff.shifts[1].pause_from_min, c->staff.shifts[1].pause_to_min);
}

static int is_shown(const struct dirent *entry) {
        return entry->d_name[0] != '.';
}

static void check_folder(const char *name) {
        char path[PATH_SIZE], expected_path[PATH_SIZE + 16];
        struct configuration *configuration = NULL;
        struct config_faults faults;
        struct text_buffer expected = { 0 }, told = { 0 };

        snprintf(path, sizeof(path), FOLDERS "/%s", name);
        snprintf(expected_path, sizeof(expected_path), "%s/expected.txt", path);
        if (path_read(expected_path, SIZE_MAX - 1, &expected) < 0)
                text_append(&expected, "");
        int r = config_load(path, &configuration, &faults);
        text_append(&told, "");
        config_faults_text(&faults, &told);
        assert_string_equal(told.data, expected.data);
        assert_int_equal(r, expected.size > 0 ? -EINVAL : 0);
        assert_int_equal(configuration == NULL, expected.size > 0);
        config_free(configuration);
        config_faults_done(&faults);
        text_buffer_done(&expected);
        text_buffer_done(&told);
}

static void each_folder_is_told_of_to_the_letter(void **state) {
        (void)state;
        struct dirent **entries = NULL;
        int count = scandir(FOLDERS, &entries, is_shown, alphasort);
        assert_true(count >= 12);
        for (int i = 0; i < count; i++) {
                check_folder(entries[i]->d_name);
                free(entries[i]);
        }
        free(entries);
}

static void assert_told(const char *path, const char *wanted) {
        struct configuration *configuration = NULL;
        struct config_faults faults;
        struct text_buffer told = { 0 };
        assert_int_equal(config_load(path, &configuration, &faults), -EINVAL);
        config_faults_text(&faults, &told);
        assert_string_equal(told.data, wanted);
        assert_int_equal(faults.at[0].line, 0);
        assert_null(configuration);
        config_faults_done(&faults);
        text_buffer_done(&told);
}

static void a_folder_that_is_not_there_is_named_once(void **state) {
        (void)state;
        assert_told("/nowhere/nattvakt", "/nowhere/nattvakt: there is no such folder; name yours "
                                         "with --config FOLDER\n");
        assert_told(FOLDERS "/good/site.yaml", FOLDERS "/good/site.yaml: this is no folder; name "
                                                       "yours with --config FOLDER\n");
}

/* Beside the three files of missing-file lies a staff.yml. */
static void a_file_of_another_ending_is_named(void **state) {
        (void)state;
        static const char *const files[] = { "nattvakt.yaml", "site.yaml", "tasks.yaml" };
        char folder[] = "/tmp/nattvakt-config-XXXXXX", path[PATH_SIZE], target[PATH_SIZE];

        assert_non_null(mkdtemp(folder));
        for (size_t i = 0; i < ELEMENTS(files); i++) {
                snprintf(target, sizeof(target), FOLDERS "/missing-file/%s", files[i]);
                snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
                assert_int_equal(symlink(target, path), 0);
        }
        snprintf(path, sizeof(path), "%s/staff.yml", folder);
        assert_int_equal(symlink(FOLDERS "/good/staff.yaml", path), 0);
        assert_told(
                folder,
                "staff.yaml: the file is missing; staff.yml is there: rename it to staff.yaml\n");
        assert_int_equal(unlink(path), 0);
        for (size_t i = 0; i < ELEMENTS(files); i++) {
                snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
                assert_int_equal(unlink(path), 0);
        }
        assert_int_equal(rmdir(folder), 0);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_example_is_the_reference_site),
                cmocka_unit_test(its_residents_are_divided_as_the_period_needs),
                cmocka_unit_test(its_night_has_2100_worker_minutes),
                cmocka_unit_test(its_minutes_are_the_reference_ones),
                cmocka_unit_test(its_catalogue_opens_all_that_is_loud),
                cmocka_unit_test(its_period_has_two_fifteens_from_a_thursday),
                cmocka_unit_test(before_it_had_visits_alone),
                cmocka_unit_test(the_fingerprint_is_that_of_the_files),
                cmocka_unit_test(what_is_left_out_has_its_default),
                cmocka_unit_test(each_folder_is_told_of_to_the_letter),
                cmocka_unit_test(a_folder_that_is_not_there_is_named_once),
                cmocka_unit_test(a_file_of_another_ending_is_named),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
