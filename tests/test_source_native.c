/* SPDX-License-Identifier: Apache-2.0 */
/* Payloads after docs/native-input.md: each row of its tables, and each way to miss them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <errno.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "source_said.h"

#define BASE "nattvakt/hall/in"

#define TEN  "0123456789"
#define ID63 TEN TEN TEN TEN TEN TEN "123"
#define N47  TEN TEN TEN TEN "1234567"

#define KIND "\"kind\":\"bed.exit\""

/* clang-format off */
static const struct {
        const char *says, *payload;
        int returns;
        const char *readings;
} cases[] = {
        /* what bridges say */
        { "a dose taken",       "{\"kind\":\"med.dose_taken\",\"id\":\"4711-2\",\"at\":\"2026-11-01T20:04:10.250Z\",\"resident\":\"R17\"}", 1,
                                "med.dose_taken point none physical resident R17 id 4711-2 @2026-11-01T20:04:10.250Z" },
        { "a dose missed",      "{\"kind\":\"med.dose_missed\",\"phase\":\"point\",\"at\":\"2026-11-01T21:45:00+01:00\"}", 1,
                                "med.dose_missed point none physical @2026-11-01T20:45:00.000Z" },
        { "a look seen OK",     "{\"kind\":\"camera.check_done\",\"resident\":\"R12\",\"by\":\"hcw-1\",\"mode\":\"digital\",\"outcome\":\"seen_ok\",\"seconds\":24}", 1,
                                "camera.check_done point seen_ok digital 24s resident R12 by hcw-1" },
        { "a look is digital",  "{\"kind\":\"camera.check_done\",\"outcome\":\"not_seen\"}", 1, "camera.check_done point not_seen digital" },
        { "a check in person",  "{\"kind\":\"camera.check_done\",\"mode\":\"physical\",\"outcome\":\"seen_ok\"}", 1, "camera.check_done point seen_ok physical" },
        { "somebody came",      "{\"kind\":\"staff.present\",\"phase\":\"start\",\"place\":\"room-12\",\"by\":\"hcw-1\"}", 1,
                                "staff.present start none physical place room-12 by hcw-1" },
        { "a call",             "{\"kind\":\"person.help_call\",\"place\":\"room-12\"}", 1, "person.help_call point none physical! place room-12" },
        { "stock is low",       "{\"kind\":\"med.stock_low\",\"phase\":\"start\",\"value\":3,\"unit\":\"doses\"}", 1, "med.stock_low start none physical =3doses" },
        { "a test",             "{\"kind\":\"person.fall\",\"test\":true}", 1, "person.fall point none physical test" },
        { "no test",            "{\"kind\":\"person.fall\",\"test\":false}", 1, "person.fall point none physical" },
        { "alive",              "{\"alive\":true}", 1, "heard" },
        { "alive, and when",    "{\"alive\":true,\"at\":\"2026-11-01T20:00:00Z\"}", 1, "heard @2026-11-01T20:00:00.000Z" },
        { "alive, and an event", "{\"alive\":true," KIND "}", 1, "bed.exit point none physical" },

        /* what is not said, and what we do not read */
        { "nulls say nothing",  "{" KIND ",\"phase\":null,\"id\":null,\"at\":null,\"resident\":null,\"seconds\":null,\"value\":null,\"test\":null}", 1,
                                "bed.exit point none physical" },
        { "other members",      "{" KIND ",\"name\":\"Somebody\",\"image\":{\"jpeg\":\"…\"},\"quality\":\"device\"}", 1, "bed.exit point none physical" },
        { "the last one counts", "{" KIND ",\"phase\":\"start\",\"phase\":\"end\"}", 1, "bed.exit end none physical" },
        { "empty texts",        "{" KIND ",\"id\":\"\",\"unit\":\"\"}", 1, "bed.exit point none physical" },

        /* limits */
        { "an id of 63 bytes",  "{" KIND ",\"id\":\"" ID63 "\"}", 1, "bed.exit point none physical id " ID63 },
        { "an id of 64 bytes",  "{" KIND ",\"id\":\"" ID63 "4\"}", -ENAMETOOLONG, "" },
        { "a name of 47 bytes", "{" KIND ",\"resident\":\"" N47 "\"}", 1, "bed.exit point none physical resident " N47 },
        { "a name of 48 bytes", "{" KIND ",\"resident\":\"" N47 "8\"}", -ENAMETOOLONG, "" },
        { "a unit too long",    "{" KIND ",\"value\":3,\"unit\":\"0123456789abcdef\"}", 1, "bed.exit point none physical =3" },
        { "a unit of none",     "{" KIND ",\"value\":3,\"unit\":\"Kari Nordmann\"}", 1, "bed.exit point none physical =3" },
        { "a unit in another case", "{" KIND ",\"value\":38.2,\"unit\":\"cel\"}", 1, "bed.exit point none physical =38.2" },
        { "degrees",            "{" KIND ",\"value\":38.2,\"unit\":\"Cel\"}", 1, "bed.exit point none physical =38.2Cel" },
        { "a look of no time",  "{" KIND ",\"seconds\":0}", 1, "bed.exit point none physical 0s" },
        { "a look of an hour",  "{" KIND ",\"seconds\":3600}", 1, "bed.exit point none physical 3600s" },
        { "a second more",      "{" KIND ",\"seconds\":3601}", -ERANGE, "" },
        { "a negative look",    "{" KIND ",\"seconds\":-1}", -ERANGE, "" },
        { "half a second",      "{" KIND ",\"seconds\":0.5}", -EPROTO, "" },
        { "the year 2000",      "{" KIND ",\"at\":\"2000-01-01T00:00:00Z\"}", 1, "bed.exit point none physical @2000-01-01T00:00:00.000Z" },
        { "the year before",    "{" KIND ",\"at\":\"1999-12-31T23:59:59Z\"}", -ERANGE, "" },
        { "a clock never set",  "{" KIND ",\"at\":\"1970-01-01T00:03:12Z\"}", -ERANGE, "" },
        { "a call from a clock never set is heard", "{\"kind\":\"person.help_call\",\"at\":\"1970-01-01T00:03:12Z\"}", 1, "person.help_call point none physical! @1970-01-01T00:03:12.000Z" },
        { "a call from 1970 itself says no time", "{\"kind\":\"person.help_call\",\"at\":\"1970-01-01T00:00:00Z\"}", 1, "person.help_call point none physical!" },
        { "the year 2100",      "{" KIND ",\"at\":\"2100-01-01T00:00:00Z\"}", -ERANGE, "" },
        { "a value past all",   "{" KIND ",\"value\":1e999}", -EPROTO, "" },

        /* words that are none */
        { "no kind",            "{\"phase\":\"start\"}", -EBADMSG, "" },
        { "an empty object",    "{}", -EBADMSG, "" },
        { "kind is null",       "{\"kind\":null}", -EBADMSG, "" },
        { "an unknown kind",    "{\"kind\":\"bed.jump\"}", -EBADMSG, "" },
        { "an unknown phase",   "{" KIND ",\"phase\":\"middle\"}", -EBADMSG, "" },
        { "an unknown outcome", "{" KIND ",\"outcome\":\"fine\"}", -EBADMSG, "" },
        { "an unknown mode",    "{" KIND ",\"mode\":\"remote\"}", -EBADMSG, "" },
        { "not alive",          "{\"alive\":false}", -EBADMSG, "" },
        { "a person's name",    "{" KIND ",\"by\":\"Kari Nordmann\"}", -EBADMSG, "" },
        { "a place with levels", "{" KIND ",\"place\":\"a/b\"}", -EBADMSG, "" },
        { "an empty resident",  "{" KIND ",\"resident\":\"\"}", -EBADMSG, "" },
        { "local time",         "{" KIND ",\"at\":\"2026-11-01T22:00:00\"}", -EBADMSG, "" },
        { "an empty time",      "{" KIND ",\"at\":\"\"}", -EBADMSG, "" },

        /* wrong types */
        { "a number for kind",  "{\"kind\":1}", -EPROTO, "" },
        { "a truth for phase",  "{" KIND ",\"phase\":true}", -EPROTO, "" },
        { "a number for id",    "{" KIND ",\"id\":17}", -EPROTO, "" },
        { "a number for time",  "{" KIND ",\"at\":1793570400}", -EPROTO, "" },
        { "a list of residents", "{" KIND ",\"resident\":[\"R17\"]}", -EPROTO, "" },
        { "a number for unit",  "{" KIND ",\"unit\":1}", -EPROTO, "" },
        { "a text for seconds", "{" KIND ",\"seconds\":\"24\"}", -EPROTO, "" },
        { "a text for value",   "{" KIND ",\"value\":\"3\"}", -EPROTO, "" },
        { "a number for test",  "{" KIND ",\"test\":1}", -EPROTO, "" },
        { "a text for alive",   "{\"alive\":\"yes\"}", -EPROTO, "" },

        /* no object */
        { "nothing",            "", -EBADMSG, "" },
        { "a word",             "bed.exit", -EBADMSG, "" },
        { "an array",           "[{" KIND "}]", -EBADMSG, "" },
        { "two objects",        "{" KIND "}{" KIND "}", -EBADMSG, "" },
        { "a tail",             "{" KIND "} x", -EBADMSG, "" },
};
/* clang-format on */

static int decode(const char *device, const char *payload, size_t size, struct reading_list *list) {
        char topic[512];
        struct source_message message = {
                .topic = topic, .base_size = strlen(BASE), .payload = payload, .payload_size = size
        };

        snprintf(topic, sizeof(topic), "%s/%s", BASE, device);
        return source_native.decode(&message, list);
}

static void reads_what_bridges_say(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                _cleanup_(text_buffer_done) struct text_buffer text = { 0 };
                struct reading_list list = { 0 };
                const char *payload = cases[i].payload;

                print_message("  %s\n", cases[i].says);
                assert_int_equal(decode("app", payload, strlen(payload), &list), cases[i].returns);
                said(&list, &text);
                assert_string_equal(text.data, cases[i].readings);
                assert_int_equal(list.count, cases[i].returns < 0 ? 0 : 1);
                assert_readings_agree(&list, "app");
        }
}

static void every_kind_can_be_told(void **state) {
        (void)state;
        for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
                struct reading_list list = { 0 };
                char payload[96];
                int size = snprintf(payload, sizeof(payload), "{\"kind\":\"%s\"}",
                                    event_kind_word((enum event_kind)kind));

                assert_int_equal(decode("app", payload, (size_t)size, &list), 1);
                assert_int_equal(list.at[0].measure, MEASURE_EVENT);
                assert_int_equal(list.at[0].kind, kind);
                assert_int_equal(list.at[0].momentary, kind == EVENT_KIND_PERSON_HELP_CALL);
                assert_true(list.at[0].active);
        }
}

static void every_word_is_in_the_document(void **state) {
        _cleanup_(fclosep) FILE *file = fopen(NATTVAKT_SOURCE_DIR "/docs/native-input.md", "r");
        _cleanup_(freep) char *document = alloc_zero(1 << 16, 1);
        char word[64];

        (void)state;
        assert_non_null(file);
        assert_true(fread(document, 1, (1 << 16) - 1, file) > 0);
        for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
                snprintf(word, sizeof(word), "`%s`", event_kind_word((enum event_kind)kind));
                assert_non_null(strstr(document, word));
        }
        for (int outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
                snprintf(word, sizeof(word), "`%s`", outcome_word((enum outcome)outcome));
                assert_non_null(strstr(document, word));
        }
        for (int mode = 0; mode < TASK_MODE_COUNT; mode++) {
                snprintf(word, sizeof(word), "`%s`", task_mode_word((enum task_mode)mode));
                assert_non_null(strstr(document, word));
        }
}

/* Those that the document lists, and only they, are kept as they are said. */
static void every_unit_of_the_document_is_kept(void **state) {
        _cleanup_(fclosep) FILE *file = fopen(NATTVAKT_SOURCE_DIR "/docs/native-input.md", "r");
        _cleanup_(freep) char *document = alloc_zero(1 << 16, 1);
        char *at, *end, *rest = NULL;
        int kept = 0;

        (void)state;
        assert_non_null(file);
        assert_true(fread(document, 1, (1 << 16) - 1, file) > 0);
        at = strstr(document, "## Units\n");
        assert_non_null(at);
        at = strstr(at, ": `");
        assert_non_null(at);
        end = strstr(at, "Capitals");
        assert_non_null(end);
        *end = '\0';
        strtok_r(at, "`", &rest);
        for (char *unit; (unit = strtok_r(NULL, "`", &rest)); strtok_r(NULL, "`", &rest), kept++) {
                struct reading_list list = { 0 };
                char payload[96];
                int size = snprintf(payload, sizeof(payload),
                                    "{" KIND ",\"value\":1,\"unit\":\"%s\"}", unit);

                assert_int_equal(decode("app", payload, (size_t)size, &list), 1);
                assert_string_equal(list.at[0].unit, unit);
        }
        assert_int_equal(kept, 27);
}

static void an_end_is_not_active(void **state) {
        static const char payload[] = "{\"kind\":\"device.offline\",\"phase\":\"end\"}";
        struct reading_list list = { 0 };

        (void)state;
        assert_int_equal(decode("app", payload, strlen(payload), &list), 1);
        assert_false(list.at[0].active);
}

static void what_is_not_said_stands_as_unsaid(void **state) {
        struct reading_list list = { 0 };

        (void)state;
        assert_int_equal(decode("app", "{" KIND "}", strlen("{" KIND "}"), &list), 1);
        assert_int_equal(list.at[0].seconds, -1);
        assert_false(list.at[0].has_value);
        assert_int_equal(list.at[0].source_us, 0);
        assert_int_equal(list.at[0].quality, TIME_QUALITY_GATEWAY);
}

static void a_device_is_one_level(void **state) {
        struct reading_list list = { 0 };
        struct source_message base = { BASE, strlen(BASE), "{\"alive\":true}", 14, false, 0 };

        (void)state;
        assert_int_equal(decode("a/b", "{\"alive\":true}", 14, &list), -EINVAL);
        assert_int_equal(decode("", "{\"alive\":true}", 14, &list), -EINVAL);
        assert_int_equal(decode("+", "{\"alive\":true}", 14, &list), -EINVAL);
        assert_int_equal(source_native.decode(&base, &list), -EINVAL);
        assert_int_equal(decode(ID63 ID63 "12", "{\"alive\":true}", 14, &list), -ENAMETOOLONG);
        assert_int_equal(list.count, 0);
        assert_int_equal(decode("kamera-å 1", "{\"alive\":true}", 14, &list), 1);
        assert_string_equal(list.at[0].device, "kamera-å 1");
}

static void refuses_every_cut_of_a_message(void **state) {
        static const char whole[] = "{\"kind\":\"bed.exit\",\"at\":\"2026-11-01T22:00:00Z\"}";

        (void)state;
        for (size_t size = 0; size < sizeof(whole) - 1; size++) {
                _cleanup_(freep) char *cut = alloc_zero(size, 1);
                struct reading_list list = { 0 };

                memcpy(cut, whole, size);
                assert_int_equal(decode("app", cut, size, &list), -EBADMSG);
                assert_int_equal(list.count, 0);
        }
}

static void refuses_what_is_too_large_or_too_deep(void **state) {
        _cleanup_(text_buffer_done) struct text_buffer deep = { 0 };
        _cleanup_(freep) char *large = alloc_zero(1, 1 << 20);
        struct reading_list list = { 0 };

        (void)state;
        memset(large, ' ', 1 << 20);
        assert_int_equal(decode("app", large, 1 << 20, &list), -EMSGSIZE);
        assert_int_equal(decode("app", large, SOURCE_PAYLOAD_MAX + 1, &list), -EMSGSIZE);
        assert_int_equal(decode("app", large, SOURCE_PAYLOAD_MAX, &list), -EBADMSG);
        for (int i = 0; i < 10000; i++)
                text_append(&deep, "[");
        assert_int_equal(decode("app", deep.data, deep.size, &list), -EBADMSG);
        assert_int_equal(list.count, 0);
}

static void leaves_a_full_list_alone(void **state) {
        struct reading_list list = { .count = READING_LIST_MAX };

        (void)state;
        assert_int_equal(decode("app", "{\"alive\":true}", 14, &list), -ENOSPC);
        assert_int_equal(list.count, READING_LIST_MAX);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(reads_what_bridges_say),
                cmocka_unit_test(every_kind_can_be_told),
                cmocka_unit_test(every_word_is_in_the_document),
                cmocka_unit_test(every_unit_of_the_document_is_kept),
                cmocka_unit_test(an_end_is_not_active),
                cmocka_unit_test(what_is_not_said_stands_as_unsaid),
                cmocka_unit_test(a_device_is_one_level),
                cmocka_unit_test(refuses_every_cut_of_a_message),
                cmocka_unit_test(refuses_what_is_too_large_or_too_deep),
                cmocka_unit_test(leaves_a_full_list_alone),
        };

        return cmocka_run_group_tests_name("source/native", tests, NULL, NULL);
}
