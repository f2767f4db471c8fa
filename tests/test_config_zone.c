/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time zones against known instants: Directive 2000/84/EC puts the European changes at 01:00 UTC on
 * the last Sundays of March and October.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>

#include "config.h"
#include "near.h"
#include "zone.h"

static int64_t instant(const char *text) {
        int64_t us;
        assert_int_equal(time_parse(text, &us), 0);
        return us;
}

static void oslo_changes_when_it_does(void **state) {
        (void)state;
        static const struct {
                const char *at;
                int before_s, after_s;
        } changes[] = {
                { "1996-10-27T01:00:00Z", 7200, 3600 }, { "2026-03-29T01:00:00Z", 3600, 7200 },
                { "2026-10-25T01:00:00Z", 7200, 3600 }, { "2038-03-28T01:00:00Z", 3600, 7200 },
                { "2060-10-31T01:00:00Z", 7200, 3600 }, { "2099-10-25T01:00:00Z", 7200, 3600 },
        };
        struct zone zone;
        assert_int_equal(config_zone("Europe/Oslo", &zone), 0);
        for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
                int64_t us = instant(changes[i].at);
                assert_int_equal(zone_local(&zone, us - 1).offset_s, changes[i].before_s);
                assert_int_equal(zone_local(&zone, us).offset_s, changes[i].after_s);
        }
        free(zone.transitions);
}

static void a_table_rises_from_the_beginning_of_time(void **state) {
        (void)state;
        struct zone zone;
        assert_int_equal(config_zone("America/New_York", &zone), 0);
        assert_true(zone.transitions[0].from_us == INT64_MIN);
        for (size_t i = 1; i < zone.count; i++) {
                assert_true(zone.transitions[i - 1].from_us < zone.transitions[i].from_us);
                assert_int_not_equal(zone.transitions[i - 1].offset_s,
                                     zone.transitions[i].offset_s);
        }
        free(zone.transitions);
}

static void a_zone_without_changes_has_one_row(void **state) {
        (void)state;
        struct zone zone;
        assert_int_equal(config_zone("Asia/Tokyo", &zone), 0);
        assert_int_equal(zone.count, 1);
        assert_int_equal(zone.transitions[0].offset_s, 9 * 3600);
        free(zone.transitions);
}

static void what_is_no_zone_is_refused_and_the_near_one_named(void **state) {
        (void)state;
        static const char *const wrong[] = { "", "Europe/Olso", "../../etc/passwd", "CEST-1" };
        struct zone zone = { NULL, 7 };
        char hint[NEAR_SIZE];
        for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
                assert_int_equal(config_zone(wrong[i], &zone), -EINVAL);
        assert_int_equal(zone.count, 7);
        assert_string_equal(zone_near("Europe/Olso", hint), " (did you mean 'Europe/Oslo'?)");
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(oslo_changes_when_it_does),
                cmocka_unit_test(a_table_rises_from_the_beginning_of_time),
                cmocka_unit_test(a_zone_without_changes_has_one_row),
                cmocka_unit_test(what_is_no_zone_is_refused_and_the_near_one_named),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
