/* SPDX-License-Identifier: Apache-2.0 */
/* What is news: meanings, edges, first sights, momentary ones, ids and times. */
#include "sense_site.h"

#include <errno.h>

/* clang-format off */
static const struct world_case cases[] = {
        { "a bed is left after it was known to be taken",
          "bed occupancy 1\n+1m\nbed occupancy 0", "bed.enter bed baseline; bed.exit bed" },
        { "an empty bed as a bed's first live word is its alarm, a baseline",
          "bed occupancy 0", "bed.exit bed baseline" },
        { "an empty bed that the broker kept is only stored (first sight)",
          "bed occupancy 0 retained\nbed occupancy 0\nbed occupancy 1", "bed.enter bed" },
        { "a taken bed that the broker kept is a baseline (first sight)",
          "bed occupancy 1 retained", "bed.enter bed baseline" },
        { "the bed was left while we were down: kept state that differs opens as baseline (trap 7: state is still read)",
          "bed occupancy 1\n+1h\nbed occupancy 0 retained", "bed.enter bed baseline; bed.exit bed baseline" },
        { "a chair is left",  "chair presence 1\nchair presence 0", "chair.exit chair" },
        { "a resident's door is the room's exit", "door contact 0\ndoor contact 1\ndoor contact 0", "room.exit door; door.closed door" },
        { "a door of nobody is a door; trap 18: the adapter's `open` is its active side, the id is the hardware's",
          "hall contact 0\nhall contact 1\nhall contact 0", "door.opened 0xhall; door.closed 0xhall" },
        { "the door of a home", "home contact 0\nhome contact 1", "door.opened home" },
        { "an inverted door changes sides (trap 18: polarity per device)",
          "flip contact 1\nflip contact 0\nflip contact 1", "door.opened flip; door.closed flip" },
        { "inversion does not touch batteries", "flip battery_low 0\nflip battery_low 1", "device.battery_low:start flip" },
        { "motion starts and ends", "room occupancy 0\nroom occupancy 1\nroom occupancy 0",
          "room.activity:start room; room.activity:end room" },
        { "vibration is a sign of life and no event", "bed vibration 1\nbed vibration 0", "" },
        { "a fall by radar", "radar fall 0\nradar fall 1\nradar fall 0", "person.fall:start radar; person.fall:end radar" },
        { "smoke, water, gas, tamper, a suspected fall, whatever the role",
          "air smoke 1\nair water 1\nair gas 1\nair tamper 1\nair fall_suspected 1",
          "env.smoke:start air baseline; env.water:start air baseline; env.gas:start air baseline; "
          "device.tamper:start air baseline; person.fall_suspected:start air baseline" },
        { "an inactive first sight of what is no alarm is silent", "fire smoke 0\nhall contact 0", "" },
        { "a camera sees somebody, a dispenser is opened",
          "cam occupancy 1\ncam occupancy 0\ndisp contact 0\ndisp contact 1\ndisp contact 0",
          "camera.person_seen:start cam baseline; camera.person_seen:end cam; med.device_open:start disp; med.device_open:end disp" },
        { "each of a bed's measures is a bed's", "bed presence 1\nbed presence 0\nbed contact 1\nbed contact 0",
          "bed.enter bed baseline; bed.exit bed; bed.enter bed baseline; bed.exit bed" },
        { "radars and doors with motion see a room's activity", "radar presence 1\nhall occupancy 1\nbath presence 1",
          "room.activity:start radar baseline; room.activity:start 0xhall baseline; room.activity:start bath baseline" },
        { "a contact on a thermometer means nothing", "air contact 1\nair occupancy 1", "" },

        { "trap 17: occupancy said again with each battery report is no news",
          "room occupancy 1\nroom battery 1 value=80\nroom occupancy 1\nroom battery 1 value=79\nroom occupancy 1",
          "room.activity:start room baseline" },
        { "trap 17: one measure does not change another",
          "bed occupancy 1\nbed tamper 0\nbed vibration 1\nbed occupancy 1", "bed.enter bed baseline" },
        { "trap 7: a press that the broker kept is no call", "cord press 1 retained", "" },
        { "a press is a call, each of them", "cord press 1\n+1s\ncord press 1", "person.help_call cord; person.help_call cord" },
        { "a press is a call whatever it sits on", "radar press 1", "person.help_call radar" },
        { "trap 27: with battery 0 it is still a call",
          "cord battery 1 value=0\ncord press 1\n+1s\ncord press 1",
          "device.battery_empty:start cord baseline; person.help_call cord; person.help_call cord" },
        { "a perhaps repeated press is kept and says so", "cord press 1 repeat", "person.help_call cord repeat" },
        { "invariant 2: of a door opened and closed and told again neither is news, and what comes next is",
          "door contact 0\ndoor contact 1\ndoor contact 0\n+1m\ndoor contact 1 repeat\ndoor contact 0 repeat\ndoor contact 1",
          "room.exit door; door.closed door; room.exit door" },
        { "invariant 2: nor of an alarm that was over, whatever is unknown by now",
          "radar fall 0\nradar fall 1\nradar fall 0\nradar fall 1 repeat\nair smoke 1 repeat\nair smoke 1",
          "person.fall:start radar; person.fall:end radar; env.smoke:start air baseline" },
        { "invariant 2: nor of a battery", "bed battery 1 value=50\nbed battery 1 value=10\nbed battery 1 value=90\nbed battery 1 value=10 repeat",
          "device.battery_low:start bed; device.battery_low:end bed" },
        { "invariant 2: nor of a bridge", "bridge main 1\nbridge main 0\nbridge main 1\nbridge main 0 repeat\nbridge main 1 repeat",
          "device.offline main (bridge); device.online main (bridge)" },
        { "invariant 2: a kind of ours that lasts is told once, without an id of its source's too",
          "app bed.exit R17\n+1s\napp bed.exit R17 repeat\napp camera.check_done not_seen R17 repeat id=7", "bed.exit app" },
        { "invariant 2: a call in our own form is told again and says so",
          "app person.help_call R17\n+1s\napp person.help_call R17 repeat", "person.help_call app; person.help_call app repeat" },
        { "a staff button is presence", "button press 1\n+1s\nbutton button 1", "staff.present button; staff.present button" },
        { "another button means nothing", "cord button 1", "" },
        { "a press that is over is nothing", "cord press 0", "" },

        { "trap 16: the cache said again after the bridge's start: equal is nothing, other is a baseline",
          "bridge main 1\n+1m\nbed occupancy 1\ndoor contact 0\nbridge main 0\n+5m\nbridge main 1\n+2s\n"
          "bed occupancy 1\ndoor contact 1\n+40s\ndoor contact 0",
          "bed.enter bed baseline; device.offline main (bridge); device.online main (bridge); "
          "room.exit door baseline; door.closed door" },
        { "trap 16: an action still counts within the window", "bridge main 1\n+1s\ncord press 1", "person.help_call cord" },
        { "trap 16: but not one that the broker kept", "bridge main 1\n+1s\ncord press 1 retained", "" },
        { "the window is over after half a minute",
          "bridge main 1\nbed occupancy 1\n+31s\nbed occupancy 0", "bed.enter bed baseline; bed.exit bed" },
        { "a bridge that only said again that it is online opens no window",
          "bridge main 1\n+1m\nbed occupancy 1\nbridge main 1\nbed occupancy 0", "bed.enter bed baseline; bed.exit bed" },

        { "battery: low, empty, no flutter at the limit, good again",
          "bed battery 1 value=50\nbed battery 1 value=15\nbed battery 1 value=17\nbed battery 1 value=14\nbed battery 1 value=5\n"
          "bed battery 1 value=8\nbed battery 1 value=4\nbed battery 1 value=100",
          "device.battery_low:start bed; device.battery_empty:start bed; device.battery_empty:end bed" },
        { "battery: from empty to good to low", "bed battery 1 value=3\nbed battery 1 value=90\nbed battery 1 value=11",
          "device.battery_empty:start bed baseline; device.battery_empty:end bed; device.battery_low:start bed" },

        { "trap 25: a tested alarm is a test from start to end", "fire smoke 0\nfire test 1\nfire smoke 1 test\nfire smoke 0",
          "device.test:start fire baseline; env.smoke:start fire test; env.smoke:end fire test" },
        { "trap 25: a test that goes on as the real thing is news",
          "fire smoke 0\nfire smoke 1 test\nfire smoke 1 test\nfire smoke 1", "env.smoke:start fire test; env.smoke:start fire" },

        { "trap 21: a state stored on the way is a replay", "door contact 0\n+1h\ndoor contact 1 src=-30m", "room.exit door replay" },
        { "trap 21: and no news if newer is known", "door contact 0\ndoor contact 1\n+1h\ndoor contact 0\ndoor contact 1 src=-30m",
          "room.exit door; door.closed door" },
        { "a time just ahead of ours is believed", "cord press 1 src=30.5s", "person.help_call cord" },
        { "trap 20: a time far ahead is suspect", "cord press 1 src=5m", "person.help_call cord suspect" },
        { "trap 20: a time long ago is a clock never set: suspect and no replay", "cord press 1 src=-9000h", "person.help_call cord suspect" },

        { "trap 9: while our own clock is not trusted each time of ours is suspect, a source's is not judged late",
          "untrusted\ncord press 1\n+1s\ncord press 1 src=-30m\n+1s\ncord press 1 src=1h",
          "person.help_call cord suspect; person.help_call cord; person.help_call cord suspect" },
        { "native: a look's outcome goes through", "cam camera.check_done seen_ok R17 id=a1", "camera.check_done cam" },
        { "native: what the broker kept is no event", "cam camera.check_done seen_ok R17 retained", "" },
        { "native: a test is one", "app person.help_call R17 test", "person.help_call app test" },
        { "native: offline and online are the device's availability",
          "disp device.offline\ndisp device.offline\ndisp device.online",
          "device.offline disp baseline (unavailable); device.online disp" },
};
/* clang-format on */

static void tells_what_each_case_says(void **state) {
        (void)state;
        world_cases(cases, ELEMENTS(cases), WORLD_PLAIN);
}

/* The id of the last event of @script. */
static void last_event(const char *script, struct event *ret_event) {
        static char text[WORLD_TEXT];
        struct world world = { .text = text };

        world_run(&world, script, NEVER_CRASHES);
        *ret_event = world.last;
}

/* clang-format off */
static const struct {
        const char *says, *a, *b;
        bool is_same;
} ids[] = {
        { "a native id is one event whenever it comes",
          "app person.help_call R17 id=7", "+1h\napp person.help_call R17 id=7 hash=2", true },
        { "another native id is another event", "app person.help_call R17 id=7", "app person.help_call R17 id=8", false },
        { "start and end of one native id are two", "app env.smoke start id=7", "app env.smoke end id=7", false },
        { "two devices may use the same native id", "app person.help_call R17 id=7", "cam person.help_call R17 id=7", false },
        { "trap 22: a radio's counter is no id", "cord press 1 id=7", "+1s\ncord press 1 id=7", false },
        { "a source's time finer than a second is one event",
          "cord press 1 src=-2.5s", "+1s\ncord press 1 src=-3.5s", true },
        { "a source's time in whole seconds is not", "cord press 1 src=-2s", "+1s\ncord press 1 src=-3s", false },
        { "a source's time that cannot be true is not", "cord press 1 src=-32400000.5s", "+1.5s\ncord press 1 src=-32400002s", false },
        { "two payloads at one moment are two events", "cord press 1 hash=1", "cord press 1 hash=2", false },
        { "the same at the same moment is the same", "cord press 1 hash=1", "cord press 1 hash=1", true },
        { "kinds differ", "fire smoke 1 src=-0.5s", "fire water 1 src=-0.5s", false },
        { "while our clock is not trusted a source's time still identifies",
          "untrusted\ncord press 1 src=5400.5s", "untrusted\n+1.5s\ncord press 1 src=5399s", true },
        { "but not that of a clock that never was set",
          "untrusted\ncord press 1 src=-1080000000.5s", "untrusted\n+1.5s\ncord press 1 src=-1080000002s", false },
        { "sides differ", "bed occupancy 1\nbed occupancy 0 src=-0.5s", "bed occupancy 1 src=-0.5s", false },
};
/* clang-format on */

static void gives_the_same_event_the_same_id(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(ids); i++) {
                struct event a, b;

                print_message("  %s\n", ids[i].says);
                last_event(ids[i].a, &a);
                last_event(ids[i].b, &b);
                assert_int_equal(strcmp(a.id, b.id) == 0, ids[i].is_same);
        }
}

static void an_event_says_who_where_and_when(void **state) {
        struct event event;

        (void)state;
        last_event("+10s\ncord press 1 src=-1.5s hash=1", &event);
        assert_string_equal(event.device, "cord");
        assert_string_equal(event.resident, "R17");
        assert_true(event.adapter == ADAPTER_ZIGBEE2MQTT);
        assert_true(event.received_us == WORLD_START_US + 10 * US_PER_S);
        assert_true(event.occurred_us == event.received_us - 1500 * US_PER_MS);
        assert_int_equal(event.quality, TIME_QUALITY_SOURCE);
        assert_int_equal(event.severity, 30);
        assert_int_equal(event.seconds, -1);
        assert_false(event.simulated || event.dispenser || event.has_value);

        last_event("app camera.check_done not_seen R18", &event);
        assert_string_equal(event.resident, "R18");
        assert_string_equal(event.place, "room-18");
        assert_string_equal(event.department, "cranberry");
        assert_int_equal(event.outcome, OUTCOME_NOT_SEEN);
        assert_int_equal(event.quality, TIME_QUALITY_GATEWAY);

        last_event("disp med.stock_low value=3", &event);
        assert_true(event.dispenser && event.has_value && event.value == 3);
}

/* clang-format off */
static const struct {
        const char *says, *script, *kind, *resident;
} whose[] = {
        { "a call from a place is of who lives alone there", "app person.help_call place=room-31", "person.help_call", "R31" },
        { "a dose, too", "app med.dose_missed place=room-31", "med.dose_missed", "R31" },
        { "of two who live there neither is meant", "app person.help_call place=room-18", "person.help_call", "" },
        { "nobody lives in the lounge", "app person.fall place=lounge", "person.fall", "" },
        { "no place, nobody", "app person.fall", "person.fall", "" },
        { "who is named is meant, whose place ever it is", "app person.help_call place=room-31 R17", "person.help_call", "R17" },
        { "whose the device is, is meant", "disp med.dose_missed place=room-31", "med.dose_missed", "R18" },
        { "smoke is nobody's", "app env.smoke start place=room-31", "env.smoke", "" },
        { "a look at a place is nobody's: another may have lain there", "cam camera.check_done seen_ok place=room-31", "camera.check_done", "" },
        { "a radio device at a place", "pad31 occupancy 1\npad31 occupancy 0", "bed.exit", "R31" },
        { "a radio device at a place of two", "pad18 occupancy 1\npad18 occupancy 0", "bed.exit", "" },
        { "a press at a place", "cord31 press 1", "person.help_call", "R31" },
        { "a device at a place has faults of its own", "pad31 tamper 1", "device.tamper", "" },
        { "the end is of whom the start was", "fall31 fall 0\nfall31 fall 1\nfall31 fall 0", "person.fall", "R31" },
};
/* clang-format on */

static void who_lives_alone_at_a_place_is_meant(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(whose); i++) {
                struct event event;

                print_message("  %s\n", whose[i].says);
                last_event(whose[i].script, &event);
                assert_string_equal(event_kind_word(event.kind), whose[i].kind);
                assert_string_equal(event.resident, whose[i].resident);
        }
}

static void refuses_who_is_not_in_the_site(void **state) {
        static char text[WORLD_TEXT];
        static const struct {
                const char *script;
                int returns;
        } refused[] = {
                { "ghost contact 1", -ENODEV },
                { "bridge ghost 1", -ENODEV },
                { "app person.help_call R99", -ENOENT },
                { "app contact 1", 0 },
        };

        (void)state;
        for (size_t i = 0; i < ELEMENTS(refused); i++) {
                struct world world = { .text = text };

                world_run(&world, refused[i].script, NEVER_CRASHES);
                assert_int_equal(world.returned, refused[i].returns);
                assert_string_equal(text, "");
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(tells_what_each_case_says),
                cmocka_unit_test(gives_the_same_event_the_same_id),
                cmocka_unit_test(an_event_says_who_where_and_when),
                cmocka_unit_test(who_lives_alone_at_a_place_is_meant),
                cmocka_unit_test(refuses_who_is_not_in_the_site),
        };

        return cmocka_run_group_tests_name("sense/edges", tests, NULL, NULL);
}
