/* SPDX-License-Identifier: Apache-2.0 */
/* Wired lines: pulls, levels found at start, chips and lines that go and come back, stuck cords. */
#include "nattvakt/alloc.h"
#include "sense_world.h"

#define WIRE .adapter = ADAPTER_GPIO, .bridge = "chip"

/* clang-format off */
static const struct device devices[] = {
        { .id = "cord",  .name = "cord",  .role = DEVICE_ROLE_CALL,  .resident = "R1", .place = "room-1", .department = "north", .stuck_min = 120, WIRE },
        { .id = "hall",  .name = "hall",  .role = DEVICE_ROLE_CALL,  .place = "room-1", .department = "north", WIRE },
        { .id = "mat",   .name = "mat",   .role = DEVICE_ROLE_BED,   .resident = "R1", .inverted = true, WIRE },
        { .id = "door",  .name = "door",  .role = DEVICE_ROLE_DOOR,  .resident = "R1", WIRE },
        { .id = "fire",  .name = "fire",  .role = DEVICE_ROLE_SMOKE, WIRE },
        { .id = "mains", .name = "mains", .role = DEVICE_ROLE_APP,   WIRE },
        { .id = "staff", .name = "staff", .role = DEVICE_ROLE_STAFF_BUTTON, .place = "room-1", WIRE },
        { .id = "lamp",  .name = "lamp",  .role = DEVICE_ROLE_APP,   .department = "north", WIRE },
        { .id = "bell",  .name = "bell",  .role = DEVICE_ROLE_CALL,  .resident = "R2", WIRE },
        { .id = "radio", .name = "radio", .role = DEVICE_ROLE_CALL,  .resident = "R1", .bridge = "main" },
};
static const struct resident residents[] = {
        { .name = "R1", .place = "room-1" }, { .name = "R2", .place = "room-2", .inactivity_min = 600 },
};
static const struct place places[] = {
        { .name = "room-1", .department = "north" }, { .name = "room-2", .department = "north" },
};
static const struct zone_transition transitions[] = { { INT64_MIN, 3600 } };

static const struct world_case cases[] = {
        { "each pull is a call, and that the cord is put back is none",
          "cord call 0 retained\ncord call 1\n+1m\ncord call 0\n+1s\ncord call 1",
          "23:00 person.help_call cord; 23:01 person.help_call cord" },
        { "two calls within the first half minute of a chip are seen as they are: it has no cache that it says again",
          "bridge chip 1\ncord call 0 retained\n+1s\ncord call 1\n+1s\ncord call 0\n+1s\ncord call 1",
          "23:00 person.help_call cord; 23:00 person.help_call cord" },
        { "pulled when we start: a baseline, and not again at the next start, until it is pulled anew",
          "cord call 1 retained\n+1m\ncord call 1 retained\n+1m\ncord call 0\n+1m\ncord call 1",
          "23:00 person.help_call cord baseline; 23:03 person.help_call cord" },
        { "pulled while we were away", "cord call 0 retained\n+1h\ncord call 1 retained", "00:00 person.help_call cord baseline" },
        { "a level said twice is one pull", "cord call 0 retained\ncord call 1\ncord call 1", "23:00 person.help_call cord" },
        { "a call at a place is of who lives alone there", "hall call 1", "23:00 person.help_call hall baseline" },

        { "the chip is gone: one event, and a call that stands when it is back may be another",
          "bridge chip 1\ncord call 1 retained\n+1m\nbridge chip 0\n+2m\nbridge chip 1\ncord call 1 retained\n+1m\ncord call 1 retained",
          "23:00 person.help_call cord baseline; 23:01 device.offline chip (bridge); 23:03 device.online chip (bridge); "
          "23:03 person.help_call cord baseline repeat" },
        { "a plug that loses contact for a moment: what stands is not told again",
          "bridge chip 1\ncord call 1 retained\n+1m\nbridge chip 0\n+19s\nbridge chip 1\ncord call 1 retained\n+1m\n"
          "bridge chip 0\n+20s\nbridge chip 1\ncord call 1 retained",
         
          "23:00 person.help_call cord baseline; 23:01 device.offline chip (bridge); 23:01 device.online chip (bridge); "
          "23:02 device.offline chip (bridge); 23:02 device.online chip (bridge); 23:02 person.help_call cord baseline repeat" },
        { "put back and pulled again while the gateway was down: told once, and not again at the next level that is found",
          "cord call 0 retained\ncord call 1\n+1m\nunseen 30s\ncord call 1 retained\n+1m\ncord call 1 retained\n+1m\ncord call 0\ncord call 1",
         
          "23:00 person.help_call cord; 23:01 person.help_call cord baseline repeat; 23:03 person.help_call cord" },
        { "down for a moment: nobody put it back, went, and was called again",
          "cord call 1 retained\n+1m\nunseen 19s\ncord call 1 retained",
          "23:00 person.help_call cord baseline" },
        { "a clock that was set back meanwhile: nobody knows for how long",
          "cord call 1 retained\n+3h\nunseen -1h\ncord call 1 retained",
          "23:00 person.help_call cord baseline; 01:00 device.fault:start cord (line stands active since 23:00); "
          "01:00 person.help_call cord baseline repeat" },
        { "once a start", "cord call 1 retained\n+1m\nunseen 1h\ncord call 1 retained\nunseen 1h\ncord call 1 retained",
          "23:00 person.help_call cord baseline; 00:01 person.help_call cord baseline repeat; 01:01 person.help_call cord baseline repeat" },
        { "put back while the gateway was down", "cord call 1 retained\n+1m\nunseen 1h\ncord call 0 retained\n+1m\ncord call 1",
          "23:00 person.help_call cord baseline; 00:02 person.help_call cord" },
        { "so it is with smoke, gas, water and falls, and their ends are told",
          "fire smoke 1 retained\nfire gas 1 retained\nfire water 1 retained\nfire fall 1 retained\nfire fall_suspected 1 retained\n"
          "unseen 1m\nfire smoke 1 retained\nfire gas 1 retained\nfire water 1 retained\nfire fall 1 retained\nfire fall_suspected 1 retained\n"
          "+1m\nfire smoke 0\nunseen 1m\nfire gas 0 retained",
         
          "23:00 env.smoke:start fire baseline; 23:00 env.gas:start fire baseline; 23:00 env.water:start fire baseline; "
          "23:00 person.fall:start fire baseline; 23:00 person.fall_suspected:start fire baseline; 23:01 env.smoke:start fire baseline repeat; "
          "23:01 env.gas:start fire baseline repeat; 23:01 env.water:start fire baseline repeat; 23:01 person.fall:start fire baseline repeat; "
          "23:01 person.fall_suspected:start fire baseline repeat; 23:02 env.smoke:end fire; 23:03 env.gas:end fire baseline" },
        { "what was quiet and is pulled is a call that was seen", "cord call 0 retained\nunseen 1h\ncord call 1",
          "00:00 person.help_call cord" },
        { "not with beds, doors and the mains: they stand as they stood",
          "mat occupancy 1 retained\ndoor contact 1 retained\nmains power_lost 1 retained\nunseen 1h\n"
          "mat occupancy 1 retained\ndoor contact 1 retained\nmains power_lost 1 retained",
         
          "23:00 bed.exit mat baseline; 23:00 room.exit door baseline; 23:00 device.power_lost mains baseline" },
        { "nor with a radio, which is heard through its own bridge",
          "radio call 1\nradio smoke 1\n+1m\nunseen 1h\nradio call 1\nradio smoke 1",
          "23:00 person.help_call radio baseline; 23:00 env.smoke:start radio baseline" },
        { "of an alarm that is in doubt the line is gone: it ends as ever",
          "cord call 1 retained\n+3h\nfire smoke 1 retained\nunseen 1m\nfire online 0\ncord online 0",
          "23:00 person.help_call cord baseline; 01:00 device.fault:start cord (line stands active since 23:00); 02:00 env.smoke:start fire baseline; "
          "02:01 device.offline fire baseline (unavailable); 02:01 env.smoke:end fire (ended by supervision); "
          "02:01 device.offline cord baseline (unavailable); 02:01 device.fault:end cord (line stands active since 23:00)" },
        { "a stuck cord is no less stuck when the gateway was down, and told to be over once",
          "cord call 1 retained\n+3h\nunseen 1h\ncord call 1 retained\n+3h\ncord call 0",
          "23:00 person.help_call cord baseline; 01:00 device.fault:start cord (line stands active since 23:00); "
          "03:00 person.help_call cord baseline repeat; 06:00 device.fault:end cord (line stands active since 23:00)" },
        { "it may become so meanwhile: told when it is seen",
          "cord call 1 retained\n+1h\nunseen 3h\n+10m\ncord call 1 retained\n+1m",
         
          "23:00 person.help_call cord baseline; 03:10 person.help_call cord baseline repeat; "
          "03:01 device.fault:start cord (line stands active since 23:00)" },
        { "stuck, and put back while the gateway was down", "cord call 1 retained\n+3h\nunseen 1h\ncord call 0 retained",
          "23:00 person.help_call cord baseline; 01:00 device.fault:start cord (line stands active since 23:00); "
          "03:00 device.fault:end cord (line stands active since 23:00)" },
        { "the cord was put back while the chip was gone",
          "bridge chip 1\ncord call 1 retained\n+1m\nbridge chip 0\n+2m\nbridge chip 1\ncord call 0 retained\n+1m\ncord call 1",
          "23:00 person.help_call cord baseline; 23:01 device.offline chip (bridge); 23:03 device.online chip (bridge); "
          "23:04 person.help_call cord" },
        { "pulled while the chip was gone",
          "bridge chip 1\ncord call 0 retained\nbridge chip 0\n+2m\nbridge chip 1\ncord call 1 retained",
          "23:00 device.offline chip (bridge); 23:02 device.online chip (bridge); 23:02 person.help_call cord baseline" },
        { "other states are compared with what was known before the chip went",
          "bridge chip 1\nmat occupancy 0 retained\ndoor contact 1 retained\nbridge chip 0\n+2m\nbridge chip 1\n"
          "mat occupancy 1 retained\ndoor contact 1 retained",
          "23:00 bed.enter mat baseline; 23:00 room.exit door baseline; 23:00 device.offline chip (bridge); "
          "23:02 device.online chip (bridge); 23:02 bed.exit mat baseline" },
        { "a chip that is not there at the first start", "bridge chip 0\n+1m\nbridge chip 1",
          "23:00 device.offline chip baseline (bridge); 23:01 device.online chip (bridge)" },

        { "a line that another program holds is a device that does not answer; a call is not lost by it",
          "cord online 1\ncord call 1 retained\n+1m\ncord online 0\n+1m\ncord online 0\ncord online 1\ncord call 1 retained",
          "23:00 person.help_call cord baseline; 23:01 device.offline cord (unavailable); 23:02 device.online cord; "
          "23:02 person.help_call cord baseline" },
        { "nor is a bed left meanwhile",
          "mat occupancy 0 retained\nmat online 0\nmat online 1\nmat occupancy 1 retained",
          "23:00 bed.enter mat baseline; 23:00 device.offline mat baseline (unavailable); 23:00 device.online mat; "
          "23:00 bed.exit mat baseline" },
        { "an alarm that lasts ends with its line",
          "fire smoke 1\nfire online 0",
          "23:00 env.smoke:start fire baseline; 23:00 device.offline fire baseline (unavailable); "
          "23:00 env.smoke:end fire (ended by supervision)" },
        { "a lamp, too", "lamp online 1\nlamp online 0\nlamp online 1",
          "23:00 device.offline lamp (unavailable); 23:00 device.online lamp" },

        { "a mat is inverted: active is nobody in it, found at start too",
          "mat occupancy 1 retained\nmat occupancy 0\nmat occupancy 1",
          "23:00 bed.exit mat baseline; 23:00 bed.enter mat; 23:00 bed.exit mat" },
        { "the mains go and come", "mains power_lost 0 retained\nmains power_lost 1\nmains power_lost 0",
          "23:00 device.power_lost mains; 23:00 device.power_restored mains" },
        { "the mains came back while the line was not heard: it is told, or the task would stay",
          "mains power_lost 1\nmains online 0\nmains online 1\nmains power_lost 0 retained",
          "23:00 device.power_lost mains baseline; 23:00 device.offline mains baseline (unavailable); "
          "23:00 device.online mains; 23:00 device.power_restored mains baseline" },
        { "a button beside the door", "staff press 1 retained\nstaff press 1\n+1s\nstaff press 0\nstaff press 1",
          "23:00 staff.present staff; 23:00 staff.present staff" },

        { "a stuck cord is a fault, once, until it is put back",
          "cord call 0 retained\n+30m\ncord call 1\n+5h\ncord call 0\n+1m\ncord call 1\n+1h",
          "23:30 person.help_call cord; 01:30 device.fault:start cord (line stands active since 23:30); "
          "04:30 device.fault:end cord (line stands active since 23:30); 04:31 person.help_call cord" },
        { "found pulled at start it is stuck as well", "cord call 1 retained\n+3h\ncord call 1 retained\n+6h",
          "23:00 person.help_call cord baseline; 01:00 device.fault:start cord (line stands active since 23:00)" },
        { "a pull that is shorter is no fault, nor does it count with the next",
          "cord call 1\n+119m\ncord call 0\ncord call 1\n+119m\ncord call 0\n+5h",
          "23:00 person.help_call cord baseline; 00:59 person.help_call cord" },
        { "not watched", "hall call 1\n+9h", "23:00 person.help_call hall baseline" },
        { "blind meanwhile: told when its level could have been read", "cord call 1\n+1h\nblind 3h\n+30s\n+30s",
          "23:00 person.help_call cord baseline; 03:01 device.fault:start cord (line stands active since 23:00)" },
        { "blind meanwhile, and put back", "cord call 1\n+1h\nblind 3h\n+1s\ncord call 0 retained\n+1h",
          "23:00 person.help_call cord baseline" },
        { "stuck, the chip is gone and back, still pulled: it is as stuck as it was",
          "bridge chip 1\ncord call 1\n+3h\nbridge chip 0\n+3h\nbridge chip 1\ncord call 1 retained\n+2h\ncord call 0",
          "23:00 person.help_call cord baseline; 01:00 device.fault:start cord (line stands active since 23:00); "
          "02:00 device.offline chip (bridge); 05:00 device.online chip (bridge); 05:00 person.help_call cord baseline repeat; "
          "07:00 device.fault:end cord (line stands active since 23:00)" },
        { "not stuck yet when the chip is gone: nothing is told of a wire that is not seen",
          "bridge chip 1\ncord call 1\n+1h\nbridge chip 0\n+8h",
          "23:00 person.help_call cord baseline; 00:00 device.offline chip (bridge)" },
        { "stuck, and its line is gone",
          "cord call 1\n+3h\ncord online 0\n+1h\ncord online 1\ncord call 0 retained",
          "23:00 person.help_call cord baseline; 01:00 device.fault:start cord (line stands active since 23:00); "
          "02:00 device.offline cord baseline (unavailable); "
          "02:00 device.fault:end cord (line stands active since 23:00); 03:00 device.online cord" },
        { "trap 27: a cord that chatters is heard each time", "cord call 1\ncord call 0\n+1s\ncord call 1\ncord call 0\n+1s\ncord call 1",
          "23:00 person.help_call cord baseline; 23:00 person.help_call cord; 23:00 person.help_call cord" },
        { "a call is a sign of life, but not one that was found", "bell call 0 retained\n+5h\nbell call 1\nbell call 0\n+6h",
          "04:00 person.help_call bell" },
        { "found, it is none", "+5h\nbell call 1 retained\nbell call 0\n+6h",
          "04:00 person.help_call bell baseline; 09:00 person.inactivity:start R2" },

        { "an edge that could not be written for long is a call still",
          "cord call 0 retained\n+1h\ncord call 1 src=-30m", "23:30 person.help_call cord" },
        { "what a radio keeps for so long is a replay", "+1h\nradio press 1 src=-30m", "23:30 person.help_call radio replay" },
        { "before the clock is trusted", "untrusted\ncord call 0 retained\ncord call 1", "23:00 person.help_call cord suspect" },
};
/* clang-format on */

static void *copy_of(const void *rows, size_t count, size_t size) {
        return memcpy(alloc_zero(count, size), rows, count * size);
}

#define COPY(rows) copy_of((rows), ELEMENTS(rows), sizeof((rows)[0]))

struct site *world_site(enum world_part part) {
        struct site *site = alloc_zero(1, sizeof(*site));

        (void)part;
        *site = (struct site){
                .name = "testhome",
                .zone = { COPY(transitions), ELEMENTS(transitions) },
                .places = COPY(places),
                .place_count = ELEMENTS(places),
                .residents = COPY(residents),
                .resident_count = ELEMENTS(residents),
                .devices = COPY(devices),
                .device_count = ELEMENTS(devices),
        };
        site_sort(site);
        return site;
}

void world_site_free(struct site *site) {
        free(site->zone.transitions);
        free(site->places);
        free(site->residents);
        free(site->devices);
        free(site);
}

static void tells_what_each_case_says(void **state) {
        (void)state;
        world_cases(cases, ELEMENTS(cases), WORLD_ALL);
}

/* Not with a crash before the clock is set: that is a gateway that was away for so long. */
static void a_clock_that_is_set_makes_no_cord_stuck(void **state) {
        static char text[WORLD_TEXT];
        static const struct {
                const char *script, *events;
        } clocks[] = {
                { "cord call 1\n+1m\nclock 5h\n+118m", "23:00 person.help_call cord baseline" },
                { "cord call 1\n+1m\nclock 5h\n+119m",
                  "23:00 person.help_call cord baseline; "
                  "06:00 device.fault:start cord (line stands active since 04:00)" },
                { "cord call 1\n+3h\nclock 5h\n+1h\ncord call 0",
                  "23:00 person.help_call cord baseline; "
                  "01:00 device.fault:start cord (line stands active since 23:00); "
                  "08:00 device.fault:end cord (line stands active since 23:00)" },
                { "cord call 1\n+30m\nclock -20m\n+89m", "23:00 person.help_call cord baseline" },
                { "cord call 1\n+30m\nclock -20m\n+90m",
                  "23:00 person.help_call cord baseline; "
                  "00:40 device.fault:start cord (line stands active since 22:40)" },
        };

        (void)state;
        for (size_t i = 0; i < ELEMENTS(clocks); i++) {
                struct world world = { .part = WORLD_ALL, .text = text };

                world_run(&world, clocks[i].script, NEVER_CRASHES);
                assert_string_equal(text, clocks[i].events);
        }
}

/* A new journal: its first call is of 1970, and the clock comes while the gateway is down. */
static void a_call_of_1970_is_not_stuck_at_once(void **state) {
        static char text[WORLD_TEXT];
        static const char script[] = "clock -494880h\ncord call 1\n+1m\nclock 494880h\n";
        struct world world = { .part = WORLD_ALL, .text = text };
        char longer[128];

        (void)state;
        snprintf(longer, sizeof(longer), "%scord call 1 retained\n+119m", script);
        world_run(&world, longer, 3);
        assert_string_equal(text, "23:00 person.help_call cord baseline");
        snprintf(longer, sizeof(longer), "%scord call 1 retained\n+120m", script);
        world_run(&world, longer, 3);
        assert_string_equal(text, "23:00 person.help_call cord baseline; "
                                  "01:01 device.fault:start cord (line stands active since 23:01)");
}

static void last_event(const char *script, struct event *ret_event) {
        static char text[WORLD_TEXT];
        struct world world = { .part = WORLD_ALL, .text = text };

        world_run(&world, script, NEVER_CRASHES);
        *ret_event = world.last;
}

/* clang-format off */
static const struct {
        const char *says, *a, *b;
        bool is_same;
} ids[] = {
        { "an edge heard once more later is the same event", "cord call 1 src=-2.5s", "+1s\ncord call 1 src=-3.5s", true },
        { "on a whole second too", "cord call 1 src=-2s", "+1s\ncord call 1 src=-3s", true },
        { "whatever the clock says by then", "cord call 1", "+10h\ncord call 1 src=-10h", true },
        { "or said then", "untrusted\ncord call 1", "+480h\ncord call 1 src=-480h", true },
        { "another edge is another", "cord call 1", "+1s\ncord call 1", false },
        { "as is another cord's", "cord call 1", "hall call 1", false },
};
/* clang-format on */

static void the_same_edge_has_the_same_id(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(ids); i++) {
                struct event a, b;

                print_message("  %s\n", ids[i].says);
                last_event(ids[i].a, &a);
                last_event(ids[i].b, &b);
                assert_int_equal(strcmp(a.id, b.id) == 0, ids[i].is_same);
        }
}

static void a_call_says_who_where_and_when(void **state) {
        struct event event;

        (void)state;
        last_event("cord call 0 retained\n+10s\ncord call 1 src=-1.5s", &event);
        assert_string_equal(event.device, "cord");
        assert_string_equal(event.resident, "R1");
        assert_string_equal(event.place, "room-1");
        assert_string_equal(event.department, "north");
        assert_true(event.adapter == ADAPTER_GPIO);
        assert_true(event.occurred_us == WORLD_START_US + 8500 * US_PER_MS);
        assert_int_equal(event.quality, TIME_QUALITY_SOURCE); /* as it was handed in */
        assert_int_equal(event.severity, 30);
        assert_false(event.baseline || event.replay || event.test);

        last_event("cord call 1\n+3h", &event);
        assert_true(event.adapter == ADAPTER_GPIO);
        assert_string_equal(event.place, "room-1");
        assert_true(event.has_value && event.value == 120);
        assert_string_equal(event.unit, "min");

        last_event("bridge chip 0", &event);
        assert_string_equal(event.device, "chip");
        assert_string_equal(event.place, "");
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(tells_what_each_case_says),
                cmocka_unit_test(a_clock_that_is_set_makes_no_cord_stuck),
                cmocka_unit_test(a_call_of_1970_is_not_stuck_at_once),
                cmocka_unit_test(the_same_edge_has_the_same_id),
                cmocka_unit_test(a_call_says_who_where_and_when),
        };

        return cmocka_run_group_tests_name("sense/lines", tests, NULL, NULL);
}
