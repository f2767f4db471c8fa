/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Payloads after the documented form; where a form comes from:
 *   [topics]  https://www.zigbee2mqtt.io/guide/usage/mqtt_topics_and_messages.html
 *   [avail]   https://www.zigbee2mqtt.io/guide/configuration/device-availability.html
 *   [mqtt]    https://www.zigbee2mqtt.io/guide/configuration/mqtt.html (output, last_seen)
 *   [exposes] https://www.zigbee2mqtt.io/guide/usage/exposes.html and /devices/<model>.html
 *   [663] [1724] [19123] [31727]  https://github.com/Koenkk/zigbee2mqtt/issues/<number>
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <errno.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "source_said.h"

#define BASE   "zigbee2mqtt"
#define TEN    "0123456789"
#define NAME60 TEN TEN TEN TEN TEN TEN

/* clang-format off */
static const struct {
        const char *says, *source, *name, *payload;
        int returns;
        const char *readings;
} cases[] = {
        /* polarity */
        { "an open door",              "[exposes]", "room-12/door", "{\"contact\":false}", 2, "heard contact:1" },
        { "a shut door",               "[exposes]", "room-12/door", "{\"contact\":true}",  2, "heard contact:0" },
        { "a bed left",                "[topics]",  "bed", "{\"occupancy\":false}", 2, "heard occupancy:0" },
        { "movement",                  "[topics]",  "pir", "{\"occupancy\":true}",  2, "heard occupancy:1" },
        { "somebody is there",         "[exposes]", "radar", "{\"presence\":true}",   2, "heard presence:1" },
        { "nobody is there",           "[exposes]", "radar", "{\"presence\":false}",  2, "heard presence:0" },
        { "it trembles",               "[exposes]", "bed", "{\"vibration\":true}",  2, "heard vibration:1" },
        { "it is still",               "[exposes]", "bed", "{\"vibration\":false}", 2, "heard vibration:0" },
        { "water",                     "[exposes]", "bath", "{\"water_leak\":true}",  2, "heard water:1" },
        { "dry",                       "[exposes]", "bath", "{\"water_leak\":false}", 2, "heard water:0" },
        { "smoke",                     "[exposes]", "hall", "{\"smoke\":true}",  2, "heard smoke:1" },
        { "no smoke",                  "[exposes]", "hall", "{\"smoke\":false}", 2, "heard smoke:0" },
        { "gas",                       "[exposes]", "hall", "{\"gas\":true}",  2, "heard gas:1" },
        { "carbon monoxide",           "[exposes]", "hall", "{\"carbon_monoxide\":true}", 2, "heard gas:1" },
        { "one gas of two",            "[exposes]", "hall", "{\"gas\":true,\"carbon_monoxide\":false}", 2, "heard gas:1" },
        { "the other gas",             "[exposes]", "hall", "{\"gas\":false,\"carbon_monoxide\":true}", 2, "heard gas:1" },
        { "opened",                    "[exposes]", "x", "{\"tamper\":true}",  2, "heard tamper:1" },
        { "battery low",               "[exposes]", "x", "{\"battery_low\":true}",  2, "heard battery_low:1" },
        { "battery fine",              "[exposes]", "x", "{\"battery_low\":false}", 2, "heard battery_low:0" },

        /* battery */
        { "a number",                  "[exposes]", "x", "{\"battery\":97}",      2, "heard battery=97" },
        { "empty is a number too",     "[exposes]", "x", "{\"battery\":0}",       2, "heard battery=0" },
        { "a fraction",                "[exposes]", "x", "{\"battery\":97.5}",    2, "heard battery=97.5" },
        { "a text, as old versions",   "[663]",     "x", "{\"battery\":\"41.50\"}", 2, "heard battery=41.5" },
        { "a whole text",              "[663]",     "x", "{\"battery\":\"100\"}",   2, "heard battery=100" },
        { "counted in halves",         "[exposes]", "x", "{\"battery\":200}",     1, "heard" },
        { "below nothing",             "[exposes]", "x", "{\"battery\":-1}",      1, "heard" },
        { "unknown",                   "[exposes]", "x", "{\"battery\":null}",    1, "heard" },
        { "a text that is no number",  "[663]",     "x", "{\"battery\":\"full\"}",  -EPROTO, "" },
        { "a number and more",         "[663]",     "x", "{\"battery\":\"80 %\"}",  -EPROTO, "" },
        { "a number with no end",      "[663]",     "x", "{\"battery\":\"80.\"}",   -EPROTO, "" },
        { "a minus as text",           "[663]",     "x", "{\"battery\":\"-5\"}",    -EPROTO, "" },
        { "a truth",                   "[exposes]", "x", "{\"battery\":true}",    -EPROTO, "" },

        /* presses */
        { "SOS as emergency",          "[31727]",   "sos", "{\"action\":\"emergency\"}", 2, "heard press!" },
        { "SOS as sos",                "[exposes]", "sos", "{\"action\":\"sos\"}",       2, "heard press!" },
        { "SOS as panic",              "[exposes]", "sos", "{\"action\":\"panic\"}",     2, "heard press!" },
        { "SOS at the second key",     "[exposes]", "sos", "{\"action\":\"emergency_2\"}", 2, "heard press!" },
        { "a button",                  "[topics]",  "b", "{\"action\":\"single\"}",       2, "heard button!" },
        { "twice",                     "[topics]",  "b", "{\"action\":\"double\"}",       2, "heard button!" },
        { "one of two keys",           "[topics]",  "b", "{\"action\":\"single_left\"}",  2, "heard button!" },
        { "a word that only begins so", "[exposes]", "b", "{\"action\":\"sosial\"}",      2, "heard button!" },
        { "vibration as an action",    "[exposes]", "bed", "{\"action\":\"vibration\"}",  2, "heard vibration!" },
        { "tilt is movement",          "[exposes]", "bed", "{\"action\":\"tilt\"}",       2, "heard vibration!" },
        { "an action reset",           "[19123]",   "sos", "{\"action\":\"\"}",           1, "heard" },
        { "an announcement",           "[31727]",   "sos", "{\"action\":null}",         1, "heard" },
        { "a number for an action",    "[exposes]", "sos", "{\"action\":1}",            -EPROTO, "" },
        { "an old SOS button",         "[1724]",    "sos", "{\"sos\":true}",            2, "heard press!" },
        { "its false is no press",     "[1724]",    "sos", "{\"sos\":false}",           1, "heard" },
        { "SOS told twice is one",     "[1724]",    "sos", "{\"sos\":true,\"action\":\"sos\"}", 2, "heard press!" },
        { "a text for sos",            "[1724]",    "sos", "{\"sos\":\"true\"}",          -EPROTO, "" },

        /* falls */
        { "no fall",                   "[exposes]", "f", "{\"fall_status\":\"normal\"}",       3, "heard fall:0 fall_suspected:0" },
        { "perhaps a fall",            "[exposes]", "f", "{\"fall_status\":\"fall_warning\"}", 3, "heard fall:0 fall_suspected:1" },
        { "a fall",                    "[exposes]", "f", "{\"fall_status\":\"fall_alarm\"}",   3, "heard fall:1 fall_suspected:0" },
        { "it does not know",          "[exposes]", "f", "{\"fall_status\":\"unknown\"}",      1, "heard" },
        { "no fall, other radar",      "[exposes]", "f", "{\"fall_down_status\":\"none\"}",    3, "heard fall:0 fall_suspected:0" },
        { "perhaps, other radar",      "[exposes]", "f", "{\"fall_down_status\":\"maybe_fall\"}", 3, "heard fall:0 fall_suspected:1" },
        { "a fall, other radar",       "[exposes]", "f", "{\"fall_down_status\":\"fall\"}",    3, "heard fall:1 fall_suspected:0" },
        { "a word of nobody's",        "[exposes]", "f", "{\"fall_status\":\"lying\"}",        -EBADMSG, "" },
        { "a truth for a fall",        "[exposes]", "f", "{\"fall_status\":true}",           -EPROTO, "" },

        /* tests */
        { "a smoke detector tested",   "[exposes]", "hall", "{\"smoke\":true,\"test\":true}", 3, "heard smoke:1 test:1 test" },
        { "not tested",                "[exposes]", "hall", "{\"smoke\":true,\"test\":false}", 3, "heard smoke:1 test:0" },

        /* what is not there, and what says nothing */
        { "a thermometer",             "[topics]",  "air", "{\"temperature\":21.5,\"humidity\":40}", 1, "heard" },
        { "an empty object",           "[topics]",  "x", "{}", 1, "heard" },
        { "null for a truth",          "[exposes]", "door", "{\"contact\":null}", 1, "heard" },
        { "nothing for a truth",       "[exposes]", "door", "{\"contact\":\"\"}", 1, "heard" },
        { "null for a fall",           "[exposes]", "f", "{\"fall_status\":null}", 1, "heard" },
        { "another's object",          "[topics]",  "x", "{\"device\":{\"friendlyName\":\"other\",\"contact\":true}}", 1, "heard" },

        /* time */
        { "ISO 8601 in UTC",           "[mqtt]", "x", "{\"last_seen\":\"2026-11-01T22:00:00.125Z\"}", 1, "heard @2026-11-01T22:00:00.125Z" },
        { "ISO 8601 with an offset",   "[mqtt]", "x", "{\"last_seen\":\"2026-11-01T23:00:00+01:00\"}", 1, "heard @2026-11-01T22:00:00.000Z" },
        { "milliseconds",              "[mqtt]", "x", "{\"last_seen\":1793570400125}", 1, "heard @2026-11-01T22:00:00.125Z" },
        { "local time without zone",   "[mqtt]", "x", "{\"last_seen\":\"2026-11-01T23:00:00\"}", 1, "heard" },
        { "a clock that was never set", "[mqtt]", "sos", "{\"last_seen\":1000,\"action\":\"sos\"}", 2, "heard press!" },
        { "microseconds",              "[mqtt]", "x", "{\"last_seen\":1793570400125000}", 1, "heard" },
        { "the largest number",        "[mqtt]", "x", "{\"last_seen\":9223372036854775807}", 1, "heard" },
        { "before 1970",               "[mqtt]", "x", "{\"last_seen\":-1}", 1, "heard" },
        { "no time",                   "[mqtt]", "x", "{\"last_seen\":null}", 1, "heard" },
        { "a truth for a time",        "[mqtt]", "x", "{\"last_seen\":true}", -EPROTO, "" },

        /* all at once: this fills the list */
        { "all that can be said",      "[exposes]", "x",
          "{\"contact\":false,\"occupancy\":true,\"presence\":true,\"vibration\":true,\"action\":\"single\",\"sos\":true,"
          "\"fall_status\":\"normal\",\"water_leak\":true,\"smoke\":false,\"gas\":false,\"battery_low\":false,\"battery\":5,"
          "\"tamper\":false,\"test\":false}", READING_LIST_MAX,
          "heard contact:1 occupancy:1 presence:1 vibration:1 button! press! fall:0 fall_suspected:0 water:1 smoke:0 gas:0 "
          "battery_low:0 battery=5 tamper:0 test:0" },

        /* names */
        { "a name with levels",        "[topics]", "house/2/room-12/door", "{}", 1, "heard" },
        { "a name in UTF-8",           "[topics]", "blåbær dør", "{}", 1, "heard" },
        { "a name like a property",    "[topics]", "hall/smoke", "{\"smoke\":true}", 2, "heard smoke:1" },

        /* refusals */
        { "no JSON",                   "[topics]", "door", "contact", -EBADMSG, "" },
        { "JSON with a tail",          "[topics]", "door", "{\"contact\":false}x", -EBADMSG, "" },
        { "a cut message",             "[topics]", "door", "{\"contact\":fal", -EBADMSG, "" },
        { "an array",                  "[topics]", "door", "[{\"contact\":false}]", -EBADMSG, "" },
        { "nothing at all",            "[topics]", "door", "", -EBADMSG, "" },
        { "a number for a truth",      "[topics]", "door", "{\"contact\":0}", -EPROTO, "" },
        { "a text for a truth",        "[topics]", "door", "{\"contact\":\"false\"}", -EPROTO, "" },
        { "good, then bad",            "[topics]", "door", "{\"contact\":false,\"occupancy\":1}", -EPROTO, "" },
        { "an object for a truth",     "[topics]", "door", "{\"smoke\":{}}", -EPROTO, "" },
        { "a plus in the name",        "[topics]", "a+b", "{}", -EINVAL, "" },
        { "a hash in the name",        "[topics]", "a/#", "{}", -EINVAL, "" },
        { "a new line in the name",    "[topics]", "a\nb", "{}", -EINVAL, "" },
        { "a delete in the name",      "[topics]", "a\x7f", "{}", -EINVAL, "" },
        { "a name that is no UTF-8",   "[topics]", "d\xf8r", "{}", -EINVAL, "" },
        { "no name",                   "[topics]", "", "{}", -EINVAL, "" },
        { "a name of 127 bytes",       "[topics]", NAME60 NAME60 "1234567", "{}", 1, "heard" },
        { "a name of 128 bytes",       "[topics]", NAME60 NAME60 "12345678", "{}", -ENAMETOOLONG, "" },
};

/* What is no message of a device; the device of each is "door" or the bridge. */
static const struct {
        const char *says, *source, *name, *payload;
        int returns;
        const char *readings, *device;
} others[] = {
        { "available",                 "[avail]",  "door/availability", "{\"state\":\"online\"}",  1, "online:1", "door" },
        { "not available",             "[avail]",  "door/availability", "{\"state\":\"offline\"}", 1, "online:0", "door" },
        { "available, version 1",      "[avail]",  "door/availability", "online",  1, "online:1", "door" },
        { "not available, version 1",  "[avail]",  "door/availability", "offline", 1, "online:0", "door" },
        { "a name with levels",        "[avail]",  "a/door/availability", "online", 1, "online:1", "a/door" },
        { "a state of nobody's",       "[avail]",  "door/availability", "{\"state\":\"asleep\"}",  -EBADMSG, "", NULL },
        { "a word of nobody's",        "[avail]",  "door/availability", "on", -EBADMSG, "", NULL },
        { "a word and more",           "[avail]",  "door/availability", "onlinex", -EBADMSG, "", NULL },
        { "a number for a state",      "[avail]",  "door/availability", "{\"state\":1}", -EPROTO, "", NULL },
        { "no state",                  "[avail]",  "door/availability", "{\"other\":1}", -EBADMSG, "", NULL },
        { "no availability",           "[avail]",  "door/availability", "", -EBADMSG, "", NULL },
        { "of no device",              "[avail]",  "availability", "online", -EINVAL, "", NULL },
        { "the bridge is up",          "[topics]", "bridge/state", "{\"state\":\"online\"}",  1, "bridge_online:1", BASE },
        { "the bridge is down",        "[topics]", "bridge/state", "{\"state\":\"offline\"}", 1, "bridge_online:0", BASE },
        { "up, version 1",             "[topics]", "bridge/state", "online",  1, "bridge_online:1", BASE },
        { "down, version 1",           "[topics]", "bridge/state", "offline", 1, "bridge_online:0", BASE },
        { "a bridge state unread",     "[topics]", "bridge/state", "{\"state\":", -EBADMSG, "", NULL },
        { "the bridge's log",          "[topics]", "bridge/logging", "{\"level\":\"info\",\"contact\":false}", 0, "", NULL },
        { "the bridge's devices",      "[topics]", "bridge/devices", "[{\"friendly_name\":\"door\"}]", 0, "", NULL },
        { "an answer of the bridge",   "[topics]", "bridge/response/device/rename", "no JSON", 0, "", NULL },
        { "a command",                 "[topics]", "door/set", "{\"contact\":false}", 0, "", NULL },
        { "a command to a property",   "[topics]", "door/set/state", "ON", 0, "", NULL },
        { "a question",                "[topics]", "door/get", "{\"contact\":\"\"}", 0, "", NULL },
        { "a copy of an action",       "[mqtt]",   "bed/action", "vibration", 0, "", NULL },
        { "a copy of a contact",       "[mqtt]",   "a/door/contact", "false", 0, "", NULL },
        { "a copy of a voltage",       "[mqtt]",   "door/voltage", "3015", 0, "", NULL },
        { "a copy of nothing",         "[mqtt]",   "bed/action", "", 0, "", NULL },
        { "a cut message of a device", "[topics]", "hall/smoke", "{\"smoke\":tr", -EBADMSG, "", NULL },
};
/* clang-format on */

static int decode(const char *name, const char *payload, size_t size, struct reading_list *list) {
        char topic[512];
        struct source_message message = {
                .topic = topic, .base_size = strlen(BASE), .payload = payload, .payload_size = size
        };

        snprintf(topic, sizeof(topic), "%s/%s", BASE, name);
        return source_zigbee2mqtt.decode(&message, list);
}

static void check(const char *name, const char *payload, int returns, const char *readings,
                  const char *device) {
        _cleanup_(text_buffer_done) struct text_buffer text = { 0 };
        struct reading_list list = { 0 };

        assert_int_equal(decode(name, payload, strlen(payload), &list), returns);
        said(&list, &text);
        assert_string_equal(text.data, readings);
        assert_int_equal(list.count, returns < 0 ? 0 : returns);
        assert_readings_agree(&list, device);
}

static void hears_devices(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                print_message("  %s %s\n", cases[i].says, cases[i].source);
                check(cases[i].name, cases[i].payload, cases[i].returns, cases[i].readings,
                      cases[i].name);
        }
}

static void hears_availability_and_the_bridge_and_nothing_else(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(others); i++) {
                print_message("  %s %s\n", others[i].says, others[i].source);
                check(others[i].name, others[i].payload, others[i].returns, others[i].readings,
                      others[i].device);
        }
}

static void refuses_every_cut_of_a_message(void **state) {
        static const char whole[] = "{\"contact\":false,\"action\":\"sos\",\"battery\":\"97\"}";

        (void)state;
        for (size_t size = 0; size < sizeof(whole) - 1; size++) {
                _cleanup_(freep) char *cut = alloc_zero(size, 1);
                struct reading_list list = { 0 };

                memcpy(cut, whole, size);
                assert_int_equal(decode("door", cut, size, &list), -EBADMSG);
                assert_int_equal(list.count, 0);
        }
}

static void looks_at_no_more_than_64_kib(void **state) {
        _cleanup_(freep) char *large = alloc_zero(1, 1 << 20);
        struct reading_list list = { 0 };

        (void)state;
        memset(large, ' ', 1 << 20);
        large[0] = '{';
        large[SOURCE_PAYLOAD_MAX - 1] = '}';
        assert_int_equal(decode("door", large, SOURCE_PAYLOAD_MAX, &list), 1);
        list.count = 0;
        assert_int_equal(decode("door", large, SOURCE_PAYLOAD_MAX + 1, &list), -EMSGSIZE);
        assert_int_equal(decode("door", large, 1 << 20, &list), -EMSGSIZE);
        assert_int_equal(decode("door/availability", large, 1 << 20, &list), -EMSGSIZE);
        assert_int_equal(decode("bridge/state", large, 1 << 20, &list), -EMSGSIZE);
        assert_int_equal(decode("bridge/devices", large, 1 << 20, &list), 0);
        assert_int_equal(list.count, 0);
}

static void refuses_what_is_ten_thousand_deep(void **state) {
        _cleanup_(text_buffer_done) struct text_buffer deep = { 0 };
        struct reading_list list = { 0 };

        (void)state;
        for (int i = 0; i < 10000; i++)
                text_append(&deep, "{\"a\":");
        assert_int_equal(decode("door", deep.data, deep.size, &list), -EBADMSG);
        assert_int_equal(list.count, 0);
}

static void leaves_a_list_alone_that_has_no_room(void **state) {
        struct reading_list list = { .count = READING_LIST_MAX - 1 };

        (void)state;
        list.at[READING_LIST_MAX - 2].measure = MEASURE_SMOKE;
        assert_int_equal(decode("door", "{\"contact\":false}", 17, &list), -ENOSPC);
        assert_int_equal(list.count, READING_LIST_MAX - 1);
        assert_int_equal(list.at[READING_LIST_MAX - 2].measure, MEASURE_SMOKE);
        assert_int_equal(decode("door", "{}", 2, &list), 1);
        assert_int_equal(list.count, READING_LIST_MAX);
}

static void the_base_itself_is_no_device(void **state) {
        struct reading_list list = { 0 };
        struct source_message message = { BASE, strlen(BASE), "{}", 2, false, 0 };

        (void)state;
        assert_int_equal(source_zigbee2mqtt.decode(&message, &list), -EINVAL);
        assert_int_equal(list.count, 0);
}

static void each_source_has_its_filter_and_its_topics(void **state) {
        struct settings settings = { .zigbee2mqtt_base = "home/z2m" };
        char filters[SOURCE_FILTERS_MAX][TOPIC_SIZE];
        size_t base = 4711;

        (void)state;
        assert_int_equal(source_filters(&settings, "hall", filters), 0);
        assert_null(source_for_topic(&settings, "hall", "home/z2m/door", &base));

        settings.sources[ADAPTER_ZIGBEE2MQTT] = settings.sources[ADAPTER_NATIVE] = true;
        assert_int_equal(source_filters(&settings, "hall", filters), 2);
        assert_string_equal(filters[0], "nattvakt/hall/in/+");
        assert_string_equal(filters[1], "home/z2m/#");

        assert_null(source_for_topic(&settings, "hall", "home/z2mx/door", &base));
        assert_null(source_for_topic(&settings, "hall", "zigbee2mqtt/door", &base));
        assert_null(source_for_topic(&settings, "hall", "nattvakt/other/in/door", &base));
        assert_null(source_for_topic(&settings, "hall", "nattvakt/hall/command", &base));
        assert_null(source_for_topic(&settings, "hall", "", &base));
        assert_int_equal(base, 4711);
        assert_ptr_equal(source_for_topic(&settings, "hall", "home/z2m/a/door", &base),
                         &source_zigbee2mqtt);
        assert_int_equal(base, strlen("home/z2m"));
        assert_ptr_equal(source_for_topic(&settings, "hall", "nattvakt/hall/in/app", &base),
                         &source_native);
        assert_int_equal(base, strlen("nattvakt/hall/in"));
}

static void each_code_has_its_reason(void **state) {
        (void)state;
        assert_int_equal(source_refusal(-EBADMSG), REFUSAL_UNREADABLE);
        assert_int_equal(source_refusal(-EPROTO), REFUSAL_WRONG_TYPE);
        assert_int_equal(source_refusal(-EMSGSIZE), REFUSAL_TOO_LARGE);
        assert_int_equal(source_refusal(-ENAMETOOLONG), REFUSAL_TOO_LONG);
        assert_int_equal(source_refusal(-EINVAL), REFUSAL_BAD_TOPIC);
        assert_int_equal(source_refusal(-ERANGE), REFUSAL_ABSURD_TIME);
        assert_int_equal(source_refusal(-ENOSPC), REFUSAL_TOO_MANY);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(hears_devices),
                cmocka_unit_test(hears_availability_and_the_bridge_and_nothing_else),
                cmocka_unit_test(refuses_every_cut_of_a_message),
                cmocka_unit_test(looks_at_no_more_than_64_kib),
                cmocka_unit_test(refuses_what_is_ten_thousand_deep),
                cmocka_unit_test(leaves_a_list_alone_that_has_no_room),
                cmocka_unit_test(the_base_itself_is_no_device),
                cmocka_unit_test(each_source_has_its_filter_and_its_topics),
                cmocka_unit_test(each_code_has_its_reason),
        };

        return cmocka_run_group_tests_name("source/zigbee2mqtt", tests, NULL, NULL);
}
