/* SPDX-License-Identifier: Apache-2.0 */
/* Planned doses: multi at 23:30 for R18 (late after 30 min, missed after 120), drops on Mondays at 02:00
 * for R19 (15 and 60). The start is Sunday 2026-11-01, 23:00 in Oslo. */
#include "sense_site.h"

#define DROPS                                                                                     \
        "02:00 med.dose_due R19 (drops); 02:15 med.dose_late R19 (drops); 03:00 med.dose_missed " \
        "R19 (drops)"

#define DROPS_LATE "02:15 med.dose_late R19 (drops); 03:00 med.dose_missed R19 (drops)"
#define MULTI                                                                       \
        "23:30 med.dose_due disp (multi); 00:00 med.dose_late disp (multi); 01:30 " \
        "med.dose_missed disp (multi)"

/* clang-format off */
static const struct world_case cases[] = {
        { "due, late, missed, each at its time and once",
          "+7h", "23:30 med.dose_due disp (multi); 00:00 med.dose_late disp (multi); 01:30 med.dose_missed disp (multi); " DROPS },
        { "taken in time ends it",
          "+40m\ndisp med.dose_taken id=1\n+2h", "23:30 med.dose_due disp (multi); 23:40 med.dose_taken disp @2330/11-01" },
        { "taken late ends it",
          "+70m\ndisp med.dose_taken id=1\n+100m",
          "23:30 med.dose_due disp (multi); 00:00 med.dose_late disp (multi); 00:10 med.dose_taken disp @2330/11-01" },
        { "taken early counts within late_min before, and it is not said to be due",
          "+5m\ndisp med.dose_taken id=1\n+165m", "23:05 med.dose_taken disp @2330/11-01" },
        { "too early is not this dose",
          "blind 1s\nclock -1h\n+1s\ndisp med.dose_taken id=1\n+95m", "22:00 med.dose_taken disp; 23:30 med.dose_due disp (multi)" },
        { "dispensed is not taken: late all the same, and unconfirmed at the end",
          "+31m\ndisp med.dose_dispensed id=1\n+130m",
          "23:30 med.dose_due disp (multi); 23:31 med.dose_dispensed disp @2330/11-01; 00:00 med.dose_late disp (multi); "
          "01:30 med.dose_unconfirmed disp (multi)" },
        { "opened is neither: missed",
          "+31m\ndisp med.device_open id=1\n+130m",
          "23:30 med.dose_due disp (multi); 23:31 med.device_open disp; 00:00 med.dose_late disp (multi); 01:30 med.dose_missed disp (multi)" },
        { "taken after it was missed is an event like any, and the next day's dose is waited for",
          "+160m\ndisp med.dose_taken id=1\n+1m",
          "23:30 med.dose_due disp (multi); 00:00 med.dose_late disp (multi); 01:30 med.dose_missed disp (multi); 01:40 med.dose_taken disp @2330/11-01" },
        { "the dispenser's own words are not said again",
          "+30m\ndisp med.dose_late id=1\n+20m\ndisp med.dose_missed id=2\n+2h",
          "23:30 med.dose_due disp (multi); 23:30 med.dose_late disp @2330/11-01; 23:50 med.dose_missed disp @2330/11-01" },
        { "told by an app of the resident", "+40m\napp med.dose_taken R18 id=1\n+2h",
          "23:30 med.dose_due disp (multi); 23:40 med.dose_taken app @2330/11-01" },
        { "another resident's is not this one's", "+40m\napp med.dose_taken R19 id=1\n+30m",
          "23:30 med.dose_due disp (multi); 23:40 med.dose_taken app; 00:00 med.dose_late disp (multi)" },
        { "the same event again does not take the next dose",
          "+40m\ndisp med.dose_taken id=1\n+23h\n+20m\ndisp med.dose_taken id=1\n+31m",
          "23:30 med.dose_due disp (multi); 23:40 med.dose_taken disp @2330/11-01; " DROPS
          "; 23:00 med.dose_taken disp; 23:30 med.dose_due disp (multi)" },
        { "perhaps a repeat does not take a dose in advance",
          "+40m\ndisp med.dose_taken\n+23h\n+20m\ndisp med.dose_taken repeat\n+31m",
          "23:30 med.dose_due disp (multi); 23:40 med.dose_taken disp @2330/11-01; " DROPS
          "; 23:30 med.dose_due disp (multi)" },
        { "stored on the way: taken when it was taken",
          "+150m\ndisp med.dose_taken src=-105m id=1\n+1h",
          "23:30 med.dose_due disp (multi); 00:00 med.dose_late disp (multi); 01:30 med.dose_missed disp (multi); "
          "23:45 med.dose_taken disp replay @2330/11-01; 02:00 med.dose_due R19 (drops); 02:15 med.dose_late R19 (drops)" },
        { "a test takes no dose", "+40m\ndisp med.dose_taken test id=1\n+30m",
          "23:30 med.dose_due disp (multi); 23:40 med.dose_taken disp test; 00:00 med.dose_late disp (multi)" },
        { "blind while it was due: what the broker kept comes first",
          "+20m\nblind 4h\ndisp med.dose_taken src=-200m id=1\n+2m",
          "00:00 med.dose_taken disp replay @2330/11-01; 02:00 med.dose_due R19 (drops); 03:00 med.dose_missed R19 (drops)" },
        { "blind while it was due and nobody took it: once, with the times at which it was",
          "+20m\nblind 3h\n+2m",
          "23:30 med.dose_due disp (multi); 02:00 med.dose_due R19 (drops); "
          "01:30 med.dose_missed disp (multi); 02:15 med.dose_late R19 (drops)" },
        { "trap 9: years later nobody is told of the doses of years, but of the last day's",
          "+1m\nclock 40000h\n+2m",
          "23:30 med.dose_due disp (multi); 02:00 med.dose_due R19 (drops); 01:30 med.dose_missed disp (multi); 03:00 med.dose_missed R19 (drops)" },
        { "missed and taken before half-way to the next one's early time: made up for, and that once",
          "+12h\n+9m\ndisp med.dose_taken id=1\ndisp med.dose_taken id=2",
          MULTI "; " DROPS "; 11:09 med.dose_taken disp @2330/11-01; 11:09 med.dose_taken disp" },
        { "from half-way on it is of no dose: perhaps the next one, too early",
          "+12h\n+15m\ndisp med.dose_taken id=1\n+12h\n+15m",
          MULTI "; " DROPS "; 11:15 med.dose_taken disp; 23:30 med.dose_due disp (multi)" },
        { "the next dose taken in time is not the one that was missed, which a store may still tell of",
          "+24h\n+10m\ndisp med.dose_taken id=1\n+1h\ndisp med.dose_taken id=2 src=-23h",
          MULTI "; " DROPS "; 23:10 med.dose_taken disp @2330/11-02; 01:10 med.dose_taken disp replay @2330/11-01" },
        { "stored on the way and taken before the missed dose's early time: not that one",
          "+150m\ndisp med.dose_taken src=-151m id=1", MULTI "; 22:59 med.dose_taken disp replay" },
        { "what the dispenser says of a dose that is over is of that one: it takes no other",
          "+3h\ndisp med.dose_missed id=1\n+1h\ndisp med.dose_taken id=2",
          MULTI "; 02:00 med.dose_due R19 (drops); 02:00 med.dose_missed disp @2330/11-01; " DROPS_LATE
          "; 03:00 med.dose_taken disp @2330/11-01" },
        { "missed is no word for a dose that is not yet due",
          "+15m\ndisp med.dose_missed id=1\n+16m", "23:15 med.dose_missed disp; 23:30 med.dose_due disp (multi)" },
        { "the dispenser's own missed dose can be made up for",
          "+50m\ndisp med.dose_missed id=1\n+30m\ndisp med.dose_taken id=2",
          "23:30 med.dose_due disp (multi); 23:50 med.dose_missed disp @2330/11-01; 00:20 med.dose_taken disp @2330/11-01" },
};
/* clang-format on */

static void tells_what_each_case_says(void **state) {
        (void)state;
        world_cases(cases, ELEMENTS(cases), WORLD_DOSES);
}

static void keeps_one_row_per_dose_of_the_plan(void **state) {
        static char text[WORLD_TEXT];
        struct world world = { .part = WORLD_DOSES, .text = text };
        size_t rows = 0;

        (void)state;
        world_open(&world);
        for (int day = 0; day < 10; day++) {
                char step[] = "+24h", taken[] = "disp med.dose_taken";

                text[0] = '\0';
                world_step(&world, step);
                world_step(&world, taken);
        }
        for (size_t i = 0; i < world.row_count; i++)
                rows += world.rows[i].measure == MEASURE_DOSE;
        assert_int_equal(rows, 2);
        world_close(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(tells_what_each_case_says),
                cmocka_unit_test(keeps_one_row_per_dose_of_the_plan),
        };

        return cmocka_run_group_tests_name("sense/doses", tests, NULL, NULL);
}
