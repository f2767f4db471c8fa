/* SPDX-License-Identifier: Apache-2.0 */
/* Signs of life of R30: inactive after 120 min, away after 30, long in the bathroom after 45. The start
 * is 23:00 in Oslo. */
#include "sense_site.h"

#define OFF "pir30 occupancy 0\n"
#define ON  "pir30 occupancy 1\n"

/* clang-format off */
static const struct world_case cases[] = {
        { "no sign at all counts from the start, once a stretch", "+5h", "01:00 person.inactivity:start R30" },
        { "a sign ends it, and the next stretch is told again",
          "bed30 occupancy 1\n+3h\nbed30 occupancy 0\n+3h",
          "23:00 bed.enter bed30 baseline; 01:00 person.inactivity:start R30; 02:00 bed.exit bed30; 02:00 person.inactivity:end R30; "
          "04:00 person.inactivity:start R30" },
        { "a second movement within ten minutes ends it",
          OFF "+3h\n" ON OFF "+10m\n" ON "+3h",
          "01:00 person.inactivity:start R30; 02:00 room.activity:start pir30; 02:00 room.activity:end pir30; 02:10 room.activity:start pir30; "
          "02:10 person.inactivity:end R30; 04:10 person.inactivity:start R30" },
        { "of another sensor too",
          OFF "bath30 presence 0\n+3h\n" ON "+5s\nbath30 presence 1",
          "01:00 person.inactivity:start R30; 02:00 room.activity:start pir30; 02:00 room.activity:start bath30; 02:00 person.inactivity:end R30" },
        { "movements alone end nothing, and silence after them is told, the first time after the plain time: who got up once and fell",
          OFF "+3h\n" ON OFF "+601s\n" ON OFF "+119m\n+1m",
          "01:00 person.inactivity:start R30; 02:00 room.activity:start pir30; 02:00 room.activity:end pir30; 02:10 room.activity:start pir30; "
          "02:10 room.activity:end pir30; 04:10 person.inactivity:update R30" },
        { "a movement that goes on for ten minutes ends it",
          OFF "+3h\n" ON "+10m\n" OFF "+3h",
          "01:00 person.inactivity:start R30; 02:00 room.activity:start pir30; 02:10 room.activity:end pir30; 02:10 person.inactivity:end R30; "
          "04:10 person.inactivity:start R30" },
        { "a shorter one may be a sensor's time-out",
          OFF "+3h\n" ON "+599s\n" OFF "+3h", "01:00 person.inactivity:start R30; 02:00 room.activity:start pir30; 02:09 room.activity:end pir30; "
          "04:00 person.inactivity:update R30" },
        { "then after twice the time, four times, eight times, a day at most",
          OFF "+3h\n" ON OFF "+3h\n" ON OFF "+5h\n" ON OFF "+9h\n" ON OFF "+17h\n" ON OFF "+25h\n" ON OFF "+25h",
          "01:00 person.inactivity:start R30; 02:00 room.activity:start pir30; 02:00 room.activity:end pir30; "
          "04:00 person.inactivity:update R30; 05:00 room.activity:start pir30; 05:00 room.activity:end pir30; "
          "09:00 person.inactivity:update R30; 10:00 room.activity:start pir30; 10:00 room.activity:end pir30; "
          "18:00 person.inactivity:update R30; 19:00 room.activity:start pir30; 19:00 room.activity:end pir30; "
          "11:00 person.inactivity:update R30; 12:00 room.activity:start pir30; 12:00 room.activity:end pir30; "
          "12:00 person.inactivity:update R30; 13:00 room.activity:start pir30; 13:00 room.activity:end pir30; "
          "13:00 person.inactivity:update R30" },
        { "once somebody is about again, the time is what it was",
          OFF "+3h\n" ON OFF "+5h\n" ON OFF "+1m\n" ON OFF "+3h",
          "01:00 person.inactivity:start R30; 02:00 room.activity:start pir30; 02:00 room.activity:end pir30; "
          "04:00 person.inactivity:update R30; 07:00 room.activity:start pir30; 07:00 room.activity:end pir30; "
          "07:01 room.activity:start pir30; 07:01 person.inactivity:end R30; 07:01 room.activity:end pir30; 09:01 person.inactivity:start R30" },
        { "a press and a door end it alone",
          "home30 contact 0\n+3h\nmany30 press 1\n+3h\nhome30 contact 1",
          "01:00 person.inactivity:start R30; 02:00 person.help_call many30; 02:00 person.inactivity:end R30; "
          "04:00 person.inactivity:start R30; 05:00 door.opened home30; 05:00 person.inactivity:end R30" },
        { "room.activity that a platform tells is a movement as well",
          "+3h\napp room.activity start R30\n+11m\napp room.activity start R30\n+1m\napp room.activity start R30",
          "01:00 person.inactivity:start R30; 02:00 room.activity:start app; 02:11 room.activity:start app; 02:12 room.activity:start app; "
          "02:12 person.inactivity:end R30" },
        { "signs keep it away", OFF "+90m\n" ON OFF "+90m\n" ON OFF "+90m",
          "00:30 room.activity:start pir30; 00:30 room.activity:end pir30; 02:00 room.activity:start pir30; 02:00 room.activity:end pir30" },
        { "a motion's end is a timeout, no sign", ON "+1m\n+60m\n" OFF "+60m",
          "23:00 room.activity:start pir30 baseline; 00:01 room.activity:end pir30; 01:00 person.inactivity:start R30" },
        { "the same state again is no sign", ON "+60m\n" ON "+61m", "23:00 room.activity:start pir30 baseline; 01:00 person.inactivity:start R30" },
        { "what the broker kept is no sign", OFF "+60m\npir30 occupancy 1 retained\n+61m",
          "00:00 room.activity:start pir30 baseline; 01:00 person.inactivity:start R30" },
        { "getting out of bed is a sign, and so is a vibration",
          "bed30 occupancy 1\n+60m\nbed30 occupancy 0\n+60m\nbed30 vibration 1\n+119m",
          "23:00 bed.enter bed30 baseline; 00:00 bed.exit bed30" },
        { "a press and a dose taken are signs", "+60m\napp person.help_call R30\n+90m\napp med.dose_taken R30\n+119m",
          "00:00 person.help_call app; 01:30 med.dose_taken app" },
        { "a look that saw the resident well is a sign, one that did not is none",
          "+60m\napp camera.check_done seen_ok R30\n+60m\napp camera.check_done not_seen R30\n+61m",
          "00:00 camera.check_done app; 01:00 camera.check_done app; 02:00 person.inactivity:start R30" },
        { "a test is no sign", OFF "+60m\npir30 occupancy 1 test\n+61m", "00:00 room.activity:start pir30 test; 01:00 person.inactivity:start R30" },
        { "blind time counts for nothing", "+60m\nblind 3h\n+119m\n+2m", "05:00 person.inactivity:start R30" },

        { "out through the room's door and no sign since",
          "door30 contact 0\n+1m\ndoor30 contact 1\n+10s\ndoor30 contact 0\n+29m\n+2m\n+3h",
          "23:01 room.exit door30; 23:01 door.closed door30; 23:31 person.absence_long:start R30" },
        { "out through the home's door", "home30 contact 0\n+1m\nhome30 contact 1\n+31m", "23:01 door.opened home30; 23:31 person.left_home:start R30" },
        { "a sign inside ends it; the door itself does not",
          "door30 contact 0\n+1m\ndoor30 contact 1\n+40m\ndoor30 contact 0\n+1m\n" ON,
          "23:01 room.exit door30; 23:31 person.absence_long:start R30; 23:41 door.closed door30; "
          "23:42 room.activity:start pir30 baseline; 23:42 person.absence_long:end R30" },
        { "a movement alone ends no absence; silence after it is told after the time of inactivity",
          "door30 contact 0\n+1m\ndoor30 contact 1\n+40m\n" ON OFF "+119m\n+1m",
          "23:01 room.exit door30; 23:31 person.absence_long:start R30; 23:41 room.activity:start pir30 baseline; 23:41 room.activity:end pir30; "
          "01:41 person.inactivity:start R30" },
        { "and both are over when somebody is about again",
          "door30 contact 0\n+1m\ndoor30 contact 1\n+40m\n" ON OFF "+5h\n" ON OFF "+1m\n" ON,
          "23:01 room.exit door30; 23:31 person.absence_long:start R30; 23:41 room.activity:start pir30 baseline; 23:41 room.activity:end pir30; "
          "01:41 person.inactivity:start R30; 04:41 room.activity:start pir30; 04:41 room.activity:end pir30; 04:42 room.activity:start pir30; "
          "04:42 person.inactivity:end R30; 04:42 person.absence_long:end R30" },
        { "who came home and fell behind the door",
          "home30 contact 0\n+1m\nhome30 contact 1\n+31m\nhome30 contact 0\n+119m\n+1m",
          "23:01 door.opened home30; 23:31 person.left_home:start R30; 23:32 door.closed home30; 01:32 person.inactivity:start R30" },
        { "home, about alone, and out again: that is another absence, told in its time",
          "door30 contact 0\n+1m\ndoor30 contact 1\n+1m\ndoor30 contact 0\n+40m\ndoor30 contact 1\n+1m\ndoor30 contact 0\n+12m\n" ON OFF
          "+1h\n" ON OFF "+1m\ndoor30 contact 1\n+1m\ndoor30 contact 0\n+29m\n+1m\n+5h",
          "23:01 room.exit door30; 23:02 door.closed door30; 23:32 person.absence_long:start R30; 23:42 room.exit door30; 23:43 door.closed door30; "
          "23:55 room.activity:start pir30 baseline; 23:55 room.activity:end pir30; 00:55 room.activity:start pir30; 00:55 room.activity:end pir30; "
          "00:56 room.exit door30; 00:56 person.absence_long:end R30; 00:57 door.closed door30; 01:27 person.absence_long:start R30" },
        { "the same after what was told as inactivity meanwhile: both are over",
          "home30 contact 0\n+1m\nhome30 contact 1\n+40m\n" ON OFF "+3h\ndoor30 contact 0\ndoor30 contact 1\n+30m",
          "23:01 door.opened home30; 23:31 person.left_home:start R30; 23:41 room.activity:start pir30 baseline; 23:41 room.activity:end pir30; "
          "01:41 person.inactivity:start R30; 02:41 room.exit door30; 02:41 person.inactivity:end R30; 02:41 person.left_home:end R30; "
          "03:11 person.absence_long:start R30" },
        { "of whom absence alone is watched as well",
          "home32 contact 0\n+1m\nhome32 contact 1\n+31m\nhome32 contact 0\n+11m\npir32 occupancy 1\npir32 occupancy 0\n+1m\nhome32 contact 1\n+30m",
          "23:01 door.opened home32; 23:31 person.left_home:start R32; 23:32 door.closed home32; 23:43 room.activity:start pir32 baseline; "
          "23:43 room.activity:end pir32; 23:44 door.opened home32; 23:44 person.left_home:end R32; 00:14 person.left_home:start R32" },
        { "who came home, is not asked after for inactivity, and fell behind the door: the absence is told again",
          "home32 contact 0\n+1m\nhome32 contact 1\n+40m\nhome32 contact 0\n+29m\n+1m\n+3h",
          "23:01 door.opened home32; 23:31 person.left_home:start R32; 23:41 door.closed home32; 00:11 person.left_home:update R32; "
          "01:00 person.inactivity:start R30" },
        { "and once more after twice the time, until a sign inside ends it",
          "home32 contact 0\n+1m\nhome32 contact 1\n+40m\nhome32 contact 0\n+40m\nhome32 contact 1\n+59m\n+2m\npir32 occupancy 1\n+10m\npir32 occupancy 0\n+9h",
          "23:01 door.opened home32; 23:31 person.left_home:start R32; 23:41 door.closed home32; 00:11 person.left_home:update R32; "
          "00:21 door.opened home32; 01:00 person.inactivity:start R30; 01:21 person.left_home:update R32; 01:22 room.activity:start pir32 baseline; "
          "01:32 room.activity:end pir32; 01:32 person.left_home:end R32" },
        { "a sign inside after the door: not away", "door30 contact 0\n" OFF "+1m\ndoor30 contact 1\n+20m\n" ON "+90m",
          "23:01 room.exit door30; 23:21 room.activity:start pir30" },

        { "long in the bathroom, once a stretch, and over",
          "bath30 presence 0\nbath30 presence 1\n+44m\n+2m\n+30m\nbath30 presence 0",
          "23:00 room.activity:start bath30; 23:45 person.bathroom_long:start bath30; 00:16 room.activity:end bath30; 00:16 person.bathroom_long:end bath30" },
        { "not long", "bath30 presence 0\nbath30 presence 1\n+44m\nbath30 presence 0\n+40m",
          "23:00 room.activity:start bath30; 23:44 room.activity:end bath30" },
        { "long while blind: what the broker kept comes first",
          "bath30 presence 0\nbath30 presence 1\n+10m\nblind 1h\nbath30 presence 0\n+10m", "23:00 room.activity:start bath30; 00:10 room.activity:end bath30" },
        { "trap 30: a bathroom that was lost is not occupied for ever",
          "bath30 presence 0\nbath30 presence 1\n+46m\nbath30 online 0",
          "23:00 room.activity:start bath30; 23:45 person.bathroom_long:start bath30; 23:46 device.offline bath30 baseline (unavailable); "
          "23:46 person.bathroom_long:end bath30; 23:46 room.activity:end bath30 (ended by supervision)" },
        { "a bathroom of a resident who is not watched", "bath presence 0\nbath presence 1\n+119m", "23:00 room.activity:start bath" },
};
/* clang-format on */

/* clang-format off */
static const struct {
        const char *says, *before, *after;
        bool is_sign;
} signs[] = {
        { "a chair is taken",            "chair30 presence 0", "chair30 presence 1", true },
        { "a chair is left",             "chair30 presence 1", "chair30 presence 0", true },
        { "a window or a cupboard",      "many30 contact 0",   "many30 contact 1",   true },
        { "and shut",                    "many30 contact 1",   "many30 contact 0",   true },
        { "a press",                     "many30 press 0",     "many30 press 1",     true },
        { "a vibration",                 "many30 vibration 0", "many30 vibration 1", true },
        { "a vibration's end",           "many30 vibration 1", "many30 vibration 0", false },
        { "a staff button is staff's",   "staff30 press 0",    "staff30 press 1",    false },
        { "a dispenser may be filled",   "disp30 contact 0",   "disp30 contact 1",   false },
        { "a camera sees anybody",       "cam30 presence 0",   "cam30 presence 1",   false },
        { "who fell is not about",       "many30 fall 0",      "many30 fall 1",      false },
        { "nor who may have",            "many30 fall_suspected 0", "many30 fall_suspected 1", false },
        { "water",                       "many30 water 0",     "many30 water 1",     false },
        { "smoke",                       "many30 smoke 0",     "many30 smoke 1",     false },
        { "gas",                         "many30 gas 0",       "many30 gas 1",       false },
        { "a battery",                   "many30 battery_low 0", "many30 battery_low 1", false },
        { "somebody at the device",      "many30 tamper 0",    "many30 tamper 1",    false },
        { "a test's end",                "many30 test 1 test", "many30 test 0",      false },
        { "a word of technology",        "app device.fault R30", "app device.fault R30", false },
};
/* clang-format on */

static void knows_a_sign_of_life(void **state) {
        static char text[WORLD_TEXT];

        (void)state;
        for (size_t i = 0; i < ELEMENTS(signs); i++) {
                struct world world = { .part = WORLD_WATCHED, .text = text };
                char script[256];

                print_message("  %s\n", signs[i].says);
                snprintf(script, sizeof(script), "%s\n+90m\n%s\n+40m\nhall contact 0",
                         signs[i].before, signs[i].after);
                world_run(&world, script, NEVER_CRASHES);
                assert_int_equal(strstr(text, "person.inactivity:start R30") == NULL,
                                 signs[i].is_sign);
        }
}

static void tells_what_each_case_says(void **state) {
        (void)state;
        world_cases(cases, ELEMENTS(cases), WORLD_WATCHED);
}

/* The same id would be the same event, and never be told. */
static void tells_each_time_under_an_id_of_its_own(void **state) {
        static const char script[] =
                OFF "+3h\n" ON OFF "+3h\n" ON OFF "+5h\n" ON OFF "+9h\n"
                    "home32 contact 0\n+1h\nhome32 contact 1\n+1h\nhome32 contact 0\n+2h\n";
        static char text[WORLD_TEXT];
        struct world world = { .part = WORLD_WATCHED, .text = text, .tells_ids = true };
        size_t count = 0;

        (void)state;
        world_run(&world, script, NEVER_CRASHES);
        for (const char *id = strchr(text, '#'); id; id = strchr(id + 1, '#'), count++) {
                char own[ID_SIZE];

                snprintf(own, sizeof(own), "%s", id + 1);
                assert_null(strstr(id + 1 + strlen(own), own));
        }
        assert_non_null(strstr(text, "person.left_home:update R32"));
        assert_int_equal(count, 14);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(tells_what_each_case_says),
                cmocka_unit_test(knows_a_sign_of_life),
                cmocka_unit_test(tells_each_time_under_an_id_of_its_own),
        };

        return cmocka_run_group_tests_name("sense/life", tests, NULL, NULL);
}
