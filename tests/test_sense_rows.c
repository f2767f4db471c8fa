/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All state is in rows (ARCHITECTURE, invariant 4): nights made up by a small generator, once straight
 * through and once with a crash before every step, give the same events with the same ids. Only what
 * comes at one moment may come in another order, so both are compared line by line as they are.
 */
#include "sense_site.h"

#define STEPS  300
#define NIGHTS 12

/* Numerical Recipes' quick generator: the same night on every machine. */
static unsigned draw(uint32_t *seed, unsigned below) {
        *seed = *seed * 1664525U + 1013904223U;
        return (*seed >> 16) % below;
}

/* clang-format off */
static const char *const things[] = {
        "bed occupancy %u", "door contact %u", "home contact %u", "room occupancy %u", "bath presence %u", "radar fall %u",
        "cord press %u", "fire smoke %u", "bed battery 1 value=%u2", "fire smoke %u test", "bed occupancy %u retained",
        "cord press %u retained", "door contact %u src=-700.5", "cord press %u src=-0.25", "pir30 occupancy %u", "bed30 occupancy %u",
        "bath30 presence %u", "door30 contact %u", "home30 contact %u", "lone occupancy %u", "attic1 occupancy %u", "attic2 heard %u",
        "attic3 fall %u", "attic3 online %u", "attic0 heard %u", "lone online %u", "lone online %u retained", "bridge attic %u",
        "bridge main %u", "bridge main %u retained", "disp med.dose_taken id=%u", "disp med.dose_dispensed start src=-%u.5",
        "app med.dose_taken R19 id=b%u", "app camera.check_done R30 id=c%u", "disp device.offline id=%u", "disp heard %u",
        "+%u5s", "+%u5s", "+%u5m", "+%u0m", "+%u1m", "+%uh", "blind %u1m",
};
/* clang-format on */

static void make_night(char *script, uint32_t seed) {
        size_t used = 0;

        for (int i = 0; i < STEPS; i++) {
                const char *thing = things[draw(&seed, ELEMENTS(things))];
                const char *number = strstr(thing, "%u");

                used += (size_t)sprintf(script + used, "%.*s%u%s\n", (int)(number - thing), thing,
                                        draw(&seed, 2), number + 2);
        }
        script[used - 1] = '\0';
}

static void a_crash_before_every_step_changes_no_event(void **state) {
        static char straight[WORLD_TEXT], crashed[WORLD_TEXT], script[STEPS * 64];
        size_t told = 0;

        (void)state;
        for (uint32_t night = 1; night <= NIGHTS; night++) {
                struct world a = { .part = WORLD_ALL, .text = straight, .tells_ids = true };
                struct world b = { .part = WORLD_ALL, .text = crashed, .tells_ids = true };

                make_night(script, night);
                world_run(&a, script, NEVER_CRASHES);
                world_run(&b, script, ALWAYS_CRASHES);
                assert_string_equal(crashed, straight);
                told += strlen(straight);
        }
        assert_true(told > (size_t)NIGHTS * STEPS); /* the nights were not empty */
}

static void rows_of_others_are_left_alone(void **state) {
        _cleanup_(sense_freep) struct sense *sense = NULL;
        struct site *site = world_site(WORLD_ALL);
        static const struct device_state rows[] = {
                { .device = "gone", .measure = MEASURE_CONTACT, .active = true },
                { .device = "gone", .measure = MEASURE_BRIDGE_ONLINE },
                { .device = "R99", .measure = MEASURE_ACTIVITY },
                { .device = "multi/R18@0800", .measure = MEASURE_DOSE },
        };
        struct device_state row;

        (void)state;
        sense = sense_new(site);
        for (size_t i = 0; i < ELEMENTS(rows); i++)
                sense_load(sense, &rows[i]);
        row = rows[0];
        assert_false(sense_next_dirty(sense, &row));
        assert_string_equal(row.device, "gone"); /* not written when there is none */
        sense_freep(&sense);
        world_site_free(site);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_crash_before_every_step_changes_no_event),
                cmocka_unit_test(rows_of_others_are_left_alone),
        };

        return cmocka_run_group_tests_name("sense/rows", tests, NULL, NULL);
}
