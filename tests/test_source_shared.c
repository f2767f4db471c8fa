/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Other people's messages, read where they lie beside the repository and never copied into it
 * (NATTVAKT_SHARED, else ../shared): each recorded or documented payload of Zigbee2MQTT with what it
 * gives, and the JSON parsing test suite (github.com/nst/JSONTestSuite) as payloads of both
 * adapters. A file without a row here fails the test: somebody has to look at it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "source_said.h"

#define PAYLOADS "payloads/zigbee2mqtt"
#define SUITE    "recordings/json-testsuite/test_parsing"
#define FILE_MAX ((size_t)2 << 20)

/* clang-format off */
static const struct {
        const char *file;
        int returns;
        const char *readings;
} rows[] = {
        { "availability_offline.json",                  1, "online:0" },
        { "availability_offline_legacy.txt",            1, "online:0" },
        { "availability_online.json",                   1, "online:1" },
        { "bridge_devices_care.json",                   0, "" },
        { "bridge_event_device_announce.json",          0, "" },
        { "bridge_event_device_interview_successful.json", 0, "" },
        { "bridge_event_device_joined.json",            0, "" },
        { "bridge_event_device_leave.json",             0, "" },
        { "bridge_groups.json",                         0, "" },
        { "bridge_health.json",                         0, "" },
        { "bridge_logging.json",                        0, "" },
        { "bridge_state_offline_lwt.json",              1, "bridge_online:0" },
        { "bridge_state_online.json",                   1, "bridge_online:1" },
        { "bridge_state_online_legacy.txt",             1, "bridge_online:1" },
        { "button_action_single.json",                  2, "heard button!" },
        { "door_closed_visonic.json",                   4, "heard contact:0 battery_low:0 tamper:0 @2019-05-13T07:35:58.000Z" },
        { "door_open_visonic.json",                     4, "heard contact:1 battery_low:0 tamper:0" },
        { "fall_radar_heiman_normal.json",              4, "heard occupancy:1 fall:0 fall_suspected:0" },
        { "keypad_sos_action_empty.json",               4, "heard battery_low:0 battery=100 tamper:0" },
        { "occupancy_true_RTCGQ01LM.json",              2, "heard occupancy:1" },
        { "presence_mmwave_ZY-M100.json",               2, "heard presence:1 @2024-09-07T15:54:41.147Z" },
        { "presence_mmwave_with_device_info.json",      2, "heard presence:1 @2023-08-25T00:57:46.000Z" },
        { "smoke_test_button.json",                     6, "heard smoke:0 battery_low:0 battery=100 tamper:0 test:1 test" },
        { "smoke_true_iso_last_seen.json",              3, "heard smoke:1 battery_low:0 @2019-06-24T15:30:53.312Z" },
        { "sos_false_emergency_0.json",                 3, "heard press! battery=80" },
        { "sos_false_emergency_1.json",                 3, "heard press! battery=80" },
        { "sos_false_emergency_2.json",                 3, "heard press! battery=0" },
        { "sos_false_emergency_3.json",                 3, "heard press! battery=0" },
        { "sos_tuya_announce_action_null.json",         2, "heard battery=100 @2026-04-17T15:33:17.000Z" },
        { "sos_tuya_emergency.json",                    3, "heard press! battery=100 @2026-04-17T15:33:22.000Z" },
        { "temp_humidity_WSDCGQ01LM.json",              1, "heard" },
        { "test_action_single.json",                    2, "heard button!" },
        { "test_action_single_left.json",               2, "heard button!" },
        { "test_occupancy_sensor_without_occupancy.json", 2, "heard battery=100" },
        { "test_temperature_negative.json",             1, "heard" },
        { "vibration_action.json",                      3, "heard vibration! battery=100 @2020-05-04T10:06:19.000Z" },
        { "vibration_action_empty_after.json",          2, "heard battery=100 @2020-05-04T10:06:19.000Z" },
        { "vibration_action_topic.txt",                 0, "" },
        { "water_leak_false_last_seen_epoch_ms.json",   5, "heard water:0 battery_low:0 battery=100 tamper:0 @2022-06-25T00:54:04.933Z" },
        { "water_leak_true_battery_string.json",        3, "heard water:1 battery=80" },
};
/* clang-format on */

/* The path of @name in the shared folder; the caller releases it. */
static void shared_path(struct text_buffer *ret_path, const char *folder, const char *name) {
        const char *shared = getenv("NATTVAKT_SHARED");

        text_appendf(ret_path, "%s/%s/%s", shared ? shared : NATTVAKT_SOURCE_DIR "/../shared",
                     folder, name);
}

/* The bytes of a file in exactly their size, so that a read beyond them is seen; NULL if absent. */
static char *read_shared(const char *folder, const char *name, size_t *ret_size) {
        _cleanup_(text_buffer_done) struct text_buffer path = { 0 };
        _cleanup_(freep) char *all = alloc_zero(FILE_MAX, 1);
        _cleanup_(fclosep) FILE *file = NULL;
        char *bytes;

        shared_path(&path, folder, name);
        file = fopen(path.data, "rb");
        if (!file)
                return NULL;
        *ret_size = fread(all, 1, FILE_MAX, file);
        assert_true(*ret_size < FILE_MAX);
        bytes = alloc_zero(*ret_size, 1);
        memcpy(bytes, all, *ret_size);
        return bytes;
}

static int is_visible(const struct dirent *entry) {
        return entry->d_name[0] != '.';
}

/* Calls @each for every file of @folder in order; returns how many, 0 when it is absent. */
static int each_file(const char *folder, void (*each)(const char *name)) {
        _cleanup_(text_buffer_done) struct text_buffer path = { 0 };
        struct dirent **entries = NULL;
        int count;

        shared_path(&path, folder, ".");
        count = scandir(path.data, &entries, is_visible, alphasort);
        for (int i = 0; i < count; i++) {
                each(entries[i]->d_name);
                free(entries[i]);
        }
        free(entries);
        return count < 0 ? 0 : count;
}

static void skip_without(const char *folder, int count) {
        if (count > 0)
                return;
        print_message("skipped: %s is not in the shared folder\n", folder);
        skip();
}

/* The topic of a payload: the second column of INDEX.tsv. "" when the file is not listed. */
static void topic_of(const char *index, const char *file, char *ret_topic, size_t size) {
        const char *line = index;
        char start[128];

        snprintf(start, sizeof(start), "zigbee2mqtt/%s\t", file);
        ret_topic[0] = '\0';
        for (; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
                const char *topic = line + strlen(start);
                int length = (int)strcspn(topic, "\t (");

                if (!text_starts_with(line, start))
                        continue;
                snprintf(ret_topic, size, "%.*s", length, topic);
                return;
        }
}

static int row_of(const char *file) {
        for (size_t i = 0; i < ELEMENTS(rows); i++)
                if (strcmp(rows[i].file, file) == 0)
                        return (int)i;
        return -1;
}

static void check_payload(const char *file) {
        _cleanup_(text_buffer_done) struct text_buffer text = { 0 };
        struct source_message message = { 0 };
        struct reading_list list = { 0 };
        char topic[TOPIC_SIZE];
        size_t index_size = 0;
        _cleanup_(freep) char *index = read_shared("payloads", "INDEX.tsv", &index_size);
        _cleanup_(freep) char *whole = alloc_zero(index_size + 1, 1);
        _cleanup_(freep) char *payload = read_shared(PAYLOADS, file, &message.payload_size);
        int row = row_of(file), returns;

        assert_non_null(index);
        print_message("  %s\n", file);
        assert_int_not_equal(row, -1); /* a new file: look at it and give it a row */
        memcpy(whole, index, index_size);
        topic_of(whole, file, topic, sizeof(topic));
        assert_string_not_equal(topic, "");

        message.topic = topic;
        message.base_size = strcspn(topic, "/");
        message.payload = payload;
        returns = source_zigbee2mqtt.decode(&message, &list);
        said(&list, &text);
        assert_string_equal(text.data, rows[row].readings);
        assert_int_equal(returns, rows[row].returns);
}

static void every_recorded_payload_gives_what_its_row_says(void **state) {
        int count = each_file(PAYLOADS, check_payload);

        (void)state;
        skip_without(PAYLOADS, count);
        assert_int_equal(count, ELEMENTS(rows));
}

/* clang-format off */
/*
 * What json-c 0.16 accepts, although RFC 8259 does not; harmless, and json_number knows no NaN. It
 * also takes n_object_single_quote, n_string_unescaped_newline and n_string_unescaped_tab: those
 * our own walk over the bytes refuses first.
 */
static const struct {
        const char *file, *reason;
} accepted[] = {
        { "n_number_-01.json",                         "a leading zero behind a minus" },
        { "n_number_neg_int_starting_with_zero.json",  "a leading zero behind a minus" },
        { "n_number_-2..json",                         "no digit behind the full stop" },
        { "n_number_0.e1.json",                        "no digit behind the full stop" },
        { "n_number_2.e+3.json",                       "no digit behind the full stop" },
        { "n_number_2.e-3.json",                       "no digit behind the full stop" },
        { "n_number_2.e3.json",                        "no digit behind the full stop" },
        { "n_number_real_without_fractional_part.json", "no digit behind the full stop" },
        { "n_number_neg_real_without_int_part.json",   "no digit before the full stop" },
        { "n_number_NaN.json",                         "NaN" },
        { "n_number_infinity.json",                    "Infinity" },
        { "n_number_minus_infinity.json",              "Infinity" },
};

/* What RFC 8259 allows and we refuse: a NUL would end our texts and names early. */
static const char *const refused[] = {
        "y_object_escaped_null_in_key.json",
        "y_string_null_escape.json",
};
/* clang-format on */

static bool is_accepted(const char *file) {
        for (size_t i = 0; i < ELEMENTS(accepted); i++)
                if (strcmp(accepted[i].file, file) == 0) {
                        print_message("  takes %s: %s\n", file, accepted[i].reason);
                        return true;
                }
        return false;
}

static bool is_refused(const char *file) {
        for (size_t i = 0; i < ELEMENTS(refused); i++)
                if (strcmp(refused[i], file) == 0)
                        return true;
        return false;
}

static const struct {
        const struct source_adapter *source;
        const char *topic;
        size_t base_size;
        const char *before; /* what the file is put behind as a member's value */
} adapters[] = {
        { &source_zigbee2mqtt, "zigbee2mqtt/door", 11, "{\"x\":" },
        { &source_native, "nattvakt/hall/in/door", 16, "{\"kind\":\"bed.exit\",\"x\":" },
};

static int decode(size_t adapter, const char *payload, size_t size) {
        struct source_message message = { .topic = adapters[adapter].topic,
                                          .base_size = adapters[adapter].base_size,
                                          .payload = payload,
                                          .payload_size = size };
        struct reading_list list = { 0 };
        int r = adapters[adapter].source->decode(&message, &list);

        assert_int_equal(list.count, r < 0 ? 0 : r);
        if (r < 0)
                (void)source_refusal(r); /* stops the test when it is no code of source.h */
        return r;
}

/* As it is: n_ is refused, single quotes too; of y_ the objects are read. */
static void check_whole(const char *file) {
        size_t size = 0;
        _cleanup_(freep) char *bytes = read_shared(SUITE, file, &size);
        bool is_object = text_starts_with(file, "y_object");

        for (size_t i = 0; i < ELEMENTS(adapters); i++) {
                int r = decode(i, bytes, size);

                if (text_starts_with(file, "n_") && r >= 0)
                        fail_msg("%s: %s took it", file, adapters[i].source->name);
        }
        if (is_object && !is_refused(file))
                assert_int_equal(decode(0, bytes, size), 1);
        if (is_refused(file))
                assert_int_equal(decode(0, bytes, size), -EBADMSG);
}

/* As the value of a member, where the adapter's object is good but for it. */
static void check_within(const char *file) {
        size_t size = 0;
        _cleanup_(freep) char *bytes = read_shared(SUITE, file, &size);

        for (size_t i = 0; i < ELEMENTS(adapters); i++) {
                _cleanup_(text_buffer_done) struct text_buffer payload = { 0 };
                bool took;

                text_append(&payload, adapters[i].before);
                text_append_bytes(&payload, bytes, size);
                text_append(&payload, "}");
                took = decode(i, payload.data, payload.size) == 1;

                if (text_starts_with(file, "n_") && took && !is_accepted(file))
                        fail_msg("%s: %s took it", file, adapters[i].source->name);
                if (text_starts_with(file, "y_") && took == is_refused(file))
                        fail_msg("%s: %s %s it", file, adapters[i].source->name,
                                 took ? "took" : "refused");
        }
}

static void the_json_suite_stops_nothing_and_is_refused_where_it_should(void **state) {
        (void)state;
        skip_without(SUITE, each_file(SUITE, check_whole));
}

static void the_json_suite_within_a_message_too(void **state) {
        (void)state;
        skip_without(SUITE, each_file(SUITE, check_within));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_recorded_payload_gives_what_its_row_says),
                cmocka_unit_test(the_json_suite_stops_nothing_and_is_refused_where_it_should),
                cmocka_unit_test(the_json_suite_within_a_message_too),
        };

        return cmocka_run_group_tests_name("source/shared", tests, NULL, NULL);
}
