/* SPDX-License-Identifier: Apache-2.0 */
/* Silence: never heard, late, lost, back; one event for those behind one bridge; blind time. */
#include "sense_site.h"

#define ATTIC "attic1 heard 1\nattic2 heard 1\nattic3 heard 1\n"
#define REST  "lone heard 1\nattic0 heard 1\n"

/* The start is 23:00 in Oslo; heartbeats are an hour, so lost is 1 h 30 min. */
/* clang-format off */
static const struct world_case cases[] = {
        { "a device that is heard is not lost",
          ATTIC REST "+50m\n" ATTIC REST "+50m\n" ATTIC REST "+50m", "" },
        { "never heard counts from the start of supervision",
          ATTIC "+1m\n" ATTIC "+70m\n" ATTIC "+18m\n" ATTIC "+2m", "00:30 device.offline lone (never heard)" },
        { "late is told to nobody; lost is, once",
          REST "+80m\n" ATTIC "+20m\n" ATTIC "+80m\n" ATTIC "+80m", "00:30 device.offline lone (lost)" },
        { "back is told, once",
          REST ATTIC "+80m\n" ATTIC "+20m\n" ATTIC "lone occupancy 0\n+1m\nlone occupancy 0",
          "00:30 device.offline lone (lost); 00:40 device.online lone" },
        { "any message is a sign of life: a quiet motion sensor is not a dead one",
          REST ATTIC "+55m\n" ATTIC "lone battery 1 value=90\n+55m\n" ATTIC "lone occupancy 0\n+55m\n" ATTIC "lone tamper 0", "" },
        { "what the broker kept is no sign of life",
          ATTIC "lone occupancy 0 retained\n+60m\n" ATTIC "lone occupancy 0 retained\n+31m", "00:30 device.offline lone (never heard)" },
        { "what the broker may have sent twice is no sign of life",
          ATTIC "lone occupancy 1 repeat\n+60m\n" ATTIC "lone occupancy 1 repeat\n+31m", "00:30 device.offline lone (never heard)" },
        { "the state of one device behind a bridge that works is its own",
          ATTIC REST "+55m\nattic1 heard 1\nattic2 heard 1\nlone heard 1\n+30m\nattic1 heard 1\n+10m\nattic2 heard 1\nlone heard 1",
          "00:30 device.offline attic3 (lost)" },
        { "three behind one bridge fall silent together: one event",
          ATTIC REST "+80m\nlone heard 1\n+30m\nlone heard 1\n+60m\nlone heard 1", "00:30 device.offline attic (nothing heard through this bridge)" },
        { "the bridge is back with the first message, and those behind it begin anew",
          ATTIC REST "+80m\nlone heard 1\n+20m\nattic1 heard 1\nlone heard 1\n+59m\nattic1 heard 1\nlone heard 1\nattic3 heard 1\n+32m\nlone heard 1",
          "00:30 device.offline attic (nothing heard through this bridge); 00:40 device.online attic (bridge); "
          "02:10 device.offline attic2 (lost)" },
        { "a bridge that says it is offline is one event, and none of those behind it",
          "bridge attic 1\n" ATTIC REST "+10m\nbridge attic 0\n+50m\nlone heard 1\n+50m\nlone heard 1\n+50m\nlone heard 1",
          "23:10 device.offline attic (bridge)" },
        { "its return is told, and silence counts anew from there",
          ATTIC REST "bridge attic 1\n+10m\nbridge attic 0\n+50m\nlone heard 1\n+50m\nlone heard 1\n+10m\nbridge attic 1\n"
          "+55m\nlone heard 1\nattic1 heard 1\nattic2 heard 1\n+36m\nattic1 heard 1",
          "23:10 device.offline attic (bridge); 01:00 device.online attic (bridge); 02:30 device.offline attic3 (lost)" },
        { "a bridge that was silent and then says offline is told once",
          ATTIC REST "bridge attic 1\n+80m\nlone heard 1\n+20m\nbridge attic 0\nbridge attic 0 retained\nlone heard 1\n+1h\nbridge attic 1",
          "00:30 device.offline attic (nothing heard through this bridge); 01:40 device.online attic (bridge)" },
        { "what the broker kept of a silent bridge does not bring it back",
          ATTIC REST "bridge attic 1\n+80m\nlone heard 1\n+20m\nbridge attic 1 retained\nlone heard 1",
          "00:30 device.offline attic (nothing heard through this bridge)" },
        { "nor does it when the bridge had never said anything",
          ATTIC REST "+80m\nlone heard 1\n+20m\nbridge attic 1 retained\nlone heard 1\n+1m\nattic1 heard 1",
          "00:30 device.offline attic (nothing heard through this bridge); 00:41 device.online attic (bridge)" },
        { "a bridge found offline at the start is a baseline",
          "bridge attic 0 retained\n" REST, "23:00 device.offline attic baseline (bridge)" },
        { "messages long after a bridge's will show that it works",
          ATTIC REST "bridge attic 1\n+1m\nbridge attic 0\n+10s\nattic1 heard 1\n+2m\nattic1 heard 1",
          "23:01 device.offline attic (bridge); 23:03 device.online attic (bridge)" },
        { "availability: offline at once, not twice, and back (trap 28: since it was received)",
          ATTIC REST "lone online 1\n+1m\nlone online 0 src=-50m\nlone online 0\n+10m\nlone online 0\nlone online 1\n+1m\nlone online 1",
          "23:01 device.offline lone (unavailable); 23:11 device.online lone" },
        { "availability and supervision tell one loss once",
          ATTIC REST "lone online 1\n+50m\n" ATTIC "lone online 0\n+50m\n" ATTIC "+50m\n" ATTIC "lone heard 1\nlone online 1\nlone online 0",
          "23:50 device.offline lone (unavailable); 01:30 device.online lone; 01:30 device.offline lone (unavailable)" },
        { "availability that the broker kept: offline is a baseline, online is silent and no sign of life",
          ATTIC "lone online 0 retained\nbed online 1 retained\nbed online 1", "23:00 device.offline lone baseline (unavailable)" },
        { "availability that changed while we were down",
          ATTIC REST "lone online 0\n+5m\nlone online 1 retained", "23:00 device.offline lone baseline (unavailable); 23:05 device.online lone baseline" },
        { "an unsupervised device has its availability told too",
          ATTIC REST "bed online 1\nbed online 0\nbed occupancy 1",
          "23:00 device.offline bed (unavailable); 23:00 device.online bed; 23:00 bed.enter bed baseline" },
        { "none of those behind a bridge that is offline is told by itself",
          ATTIC REST "bridge attic 1\nattic1 online 1\nbridge attic 0\n+10s\nattic1 online 0", "23:00 device.offline attic (bridge)" },
        { "trap 30: what lasted ends with the device that told it, and says so",
          ATTIC REST "lone occupancy 1\n+50m\n" ATTIC "+50m",
          "23:00 room.activity:start lone baseline; 00:30 device.offline lone (lost); 00:30 room.activity:end lone (ended by supervision)" },
        { "trap 30: and the next fall of a radar that was lost while it said fall is a fall",
          ATTIC REST "attic3 fall 0\n+1m\nattic3 fall 1\nattic3 online 0\n+20m\nattic3 fall 1",
          "23:01 person.fall:start attic3; 23:01 device.offline attic3 baseline (unavailable); 23:01 person.fall:end attic3 (ended by supervision); "
          "23:21 device.online attic3; 23:21 person.fall:start attic3 baseline" },
        { "blind time is nobody's silence: it begins anew",
          ATTIC REST "+50m\nblind 3h\n+59m\n" ATTIC "+20m\n" ATTIC "+12m",
          "04:20 device.offline lone (lost)" },
        { "a blink of blindness changes nothing",
          ATTIC REST "+50m\n" ATTIC "blind 5s\n+35m\n" ATTIC "+6m", "00:30 device.offline lone (lost)" },
        { "trap 9: the clock is set two hours back: nobody was silent, nobody is heard in advance",
          ATTIC REST "+50m\nclock -2h\n+50m\n" ATTIC "+35m\n" ATTIC "+6m", "23:20 device.offline lone (lost)" },
        { "trap 9: the clock is set years ahead: nobody was silent for years",
          ATTIC REST "+50m\nclock 40000h\n+50m\n" ATTIC REST, "" },
};
/* clang-format on */

static void tells_what_each_case_says(void **state) {
        (void)state;
        world_cases(cases, ELEMENTS(cases), WORLD_SUPERVISED);
}

static void count(void *userdata, const struct device *device, int64_t heard_us) {
        char *text = userdata;

        strcat(text, device->name);
        strcat(text, heard_us == 0 ? "? " : " ");
}

static void names_the_silent(void **state) {
        static char text[WORLD_TEXT];
        struct world world = { .part = WORLD_SUPERVISED, .text = text };
        char silent[256] = "", step[] = "+65m", blind[] = "blind 10m";

        (void)state;
        world_open(&world);
        for (const char *name = "attic1"; name;
             name = strcmp(name, "attic1") == 0 ? "lone" : NULL) {
                char line[32];

                snprintf(line, sizeof(line), "%s heard 1", name);
                world_step(&world, line);
        }
        sense_silent(world.sense, count, silent);
        assert_string_equal(silent, ""); /* never heard, but not yet for longer than they may */
        world_step(&world, step);
        silent[0] = '\0';
        sense_silent(world.sense, count, silent);
        assert_string_equal(silent, "attic1 attic2? attic3? lone ");

        world_step(&world, blind); /* counts anew: none is late */
        silent[0] = '\0';
        sense_silent(world.sense, count, silent);
        assert_string_equal(silent, "");
        world_close(&world);
}

static void names_those_behind_a_dead_bridge(void **state) {
        static char text[WORLD_TEXT];
        struct world world = { .part = WORLD_SUPERVISED, .text = text };
        char silent[256] = "", heard[] = "attic1 heard 1", online[] = "bridge attic 1",
             again[] = "bridge attic 1", offline[] = "bridge attic 0";

        (void)state;
        world_open(&world);
        world_step(&world, heard); /* before the bridge says again what it remembers */
        world_step(&world, online);
        sense_silent(world.sense, count, silent);
        assert_string_equal(silent, "");
        world_step(&world, offline);
        sense_silent(world.sense, count, silent);
        assert_string_equal(silent, "attic0? attic1 attic2? attic3? ");
        silent[0] = '\0';
        world_step(&world, again);
        sense_silent(world.sense, count, silent);
        assert_string_equal(silent, "");
        world_close(&world);
}

static void a_loss_says_how_long_it_was_silent(void **state) {
        static char text[WORLD_TEXT];
        struct world world = { .part = WORLD_SUPERVISED, .text = text };

        (void)state;
        world_run(&world, ATTIC REST "+80m\n" ATTIC "+11m", NEVER_CRASHES);
        assert_string_equal(world.last.device, "lone");
        assert_true(world.last.has_value && world.last.value == 90);
        assert_string_equal(world.last.unit, "min");

        world_run(&world, ATTIC "+80m\n" ATTIC "+11m", NEVER_CRASHES);
        assert_string_equal(world.last.detail, "never heard");
        assert_false(world.last.has_value);
}

static void writes_last_heard_once_a_minute(void **state) {
        static char text[WORLD_TEXT];
        struct world world = { .part = WORLD_SUPERVISED, .text = text };
        struct device_state row;
        size_t written = 0;

        (void)state;
        world_open(&world);
        for (int second = 0; second < 600; second++) {
                struct reading reading = { .measure = MEASURE_HEARD };
                struct arrival arrival = { .adapter = ADAPTER_ZIGBEE2MQTT };
                struct event_list events = { 0 };

                (void)text_set(reading.device, "lone");
                assert_int_equal(
                        sense_reading(world.sense, &reading, &arrival, &world.now, &events), 0);
                world.now.wall_us += US_PER_S;
                world.now.boot_us += US_PER_S;
                while (sense_next_dirty(world.sense, &row))
                        written++;
        }
        assert_int_equal(written, 10);
        world_close(&world);
}

/* A simulated clock may stand still between two moments and need not carry the boot clock along. */
static void a_simulated_clock_does_not_jump(void **state) {
        static char text[WORLD_TEXT];
        struct world world = { .part = WORLD_SUPERVISED, .text = text };

        (void)state;
        world_open(&world);
        world.now.simulated = true;
        for (int hour = 0; hour < 3; hour++) {
                world.now.wall_us += US_PER_H;
                world_ticks(&world);
        }
        assert_string_equal(text, "01:00 device.offline attic (nothing heard through this bridge); "
                                  "01:00 device.offline lone (never heard)");
        assert_true(world.last.simulated);
        world_close(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(tells_what_each_case_says),
                cmocka_unit_test(names_the_silent),
                cmocka_unit_test(names_those_behind_a_dead_bridge),
                cmocka_unit_test(a_simulated_clock_does_not_jump),
                cmocka_unit_test(a_loss_says_how_long_it_was_silent),
                cmocka_unit_test(writes_last_heard_once_a_minute),
        };

        return cmocka_run_group_tests_name("sense/supervision", tests, NULL, NULL);
}
