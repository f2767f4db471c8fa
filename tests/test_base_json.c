/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <errno.h>
#include <locale.h>
#include <string.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "nattvakt/text.h"

static struct json_object *parse(const char *text) {
        return json_parse_object(text, strlen(text));
}

/* clang-format off */
static const struct {
        const char *says, *text;
        bool good;
} texts[] = {
        { "an object",                     "{\"a\":1}", true },
        { "an empty one",                  "{}", true },
        { "white space around it",         " \r\n\t{ } \n", true },
        { "brackets within a string",      "{\"a\":\"[[[[[[[[[[[[[[[[[[[[{{{{{{{{\"}", true },
        { "an apostrophe within a string", "{\"a\":\"it's\"}", true },
        { "an escaped quotation mark",     "{\"a\":\"\\\"[\"}", true },
        { "an escaped backslash, then u0000", "{\"a\":\"\\\\u0000\"}", true },
        { "nothing",                       "", false },
        { "white space",                   "  ", false },
        { "an array",                      "[]", false },
        { "a text",                        "\"a\"", false },
        { "a number",                      "1", false },
        { "null",                          "null", false },
        { "cut in a text",                 "{\"a\":\"b", false },
        { "cut after an escape",           "{\"a\":\"\\", false },
        { "cut before its end",            "{\"a\":1", false },
        { "a tail",                        "{}x", false },
        { "a second object",               "{}{}", false },
        { "a closing bracket too many",    "{}}", false },
        { "brackets that do not match",    "{\"a\":[}]", false },
        { "a comment",                     "{}/* */", false },
        { "a trailing comma",              "{\"a\":1,}", false },
        { "apostrophes for marks",         "{'a':1}", false },
        { "a new line within a text",      "{\"a\":\"b\nc\"}", false },
        { "a tab within a text",           "{\"a\":\"b\tc\"}", false },
        { "an escaped NUL in a text",      "{\"a\":\"b\\u0000c\"}", false },
        { "an escaped NUL in a name",      "{\"a\\u0000c\":1}", false },
        { "Latin-1",                       "{\"a\":\"bl\xe5\"}", false },
        { "a byte order mark",             "\xef\xbb\xbf{}", false },
};
/* clang-format on */

static void takes_one_object_and_nothing_else(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(texts); i++) {
                _cleanup_(json_freep) struct json_object *object = parse(texts[i].text);

                print_message("  %s\n", texts[i].says);
                assert_int_equal(object != NULL, texts[i].good);
        }
}

static void refuses_a_nul_and_what_follows(void **state) {
        (void)state;
        assert_null(json_parse_object("{}\0", 3));
        assert_null(json_parse_object("{}\0{}", 5));
        assert_null(json_parse_object("\0{}", 3));
}

/* {"a":{"a":…1…}} with @depth objects, or with arrays inside the outermost. */
static struct json_object *parse_nested(size_t depth, const char *open, const char *close) {
        _cleanup_(text_buffer_done) struct text_buffer text = { 0 };

        text_append(&text, "{\"a\":");
        for (size_t i = 1; i < depth; i++)
                text_append(&text, open);
        text_append(&text, "1");
        for (size_t i = 1; i < depth; i++)
                text_append(&text, close);
        text_append(&text, "}");
        return json_parse_object(text.data, text.size);
}

static void goes_sixteen_deep_and_no_deeper(void **state) {
        static const char *const brackets[][2] = { { "{\"a\":", "}" }, { "[", "]" } };

        (void)state;
        for (size_t i = 0; i < ELEMENTS(brackets); i++) {
                struct json_object *object =
                        parse_nested(JSON_DEPTH_MAX, brackets[i][0], brackets[i][1]);

                assert_non_null(object);
                json_object_put(object);
                assert_null(parse_nested(JSON_DEPTH_MAX + 1, brackets[i][0], brackets[i][1]));
                assert_null(parse_nested(10000, brackets[i][0], brackets[i][1]));
        }
}

static struct json_object *parse_sized(size_t size) {
        _cleanup_(freep) char *text = alloc_zero(size, 1);

        memset(text, ' ', size);
        text[0] = '{';
        text[size - 1] = '}';
        return json_parse_object(text, size);
}

static void takes_256_kib_and_no_more(void **state) {
        struct json_object *object = parse_sized(JSON_SIZE_MAX);

        (void)state;
        assert_non_null(object);
        json_object_put(object);
        assert_null(parse_sized(JSON_SIZE_MAX + 1));
        assert_null(parse_sized(1 << 20));
}

static void keeps_every_character_of_texts_and_names(void **state) {
        static const char said[] =
                "Å ø é — “Blåbærlyngen” \xe2\x82\xac \xf0\x9f\x9b\x8f\xef\xb8\x8f \xf4\x8f\xbf\xbf";
        char text[256];

        (void)state;
        snprintf(text, sizeof(text), "{\"%s\":\"%s\"}", said, said);
        _cleanup_(json_freep) struct json_object *object = parse(text);
        assert_string_equal(json_text(object, said), said);
        assert_null(json_parse_object("{\"a\":ø}", strlen("{\"a\":ø}")));
}

static void the_last_of_two_equal_members_counts(void **state) {
        _cleanup_(json_freep) struct json_object *object = parse("{\"a\":1,\"a\":2}");
        int64_t value = 0;

        (void)state;
        assert_int_equal(json_integer(object, "a", &value), 1);
        assert_int_equal(value, 2);
        assert_int_equal(json_object_object_length(object), 1);
}

/* clang-format off */
static const struct {
        const char *text;
        int number;
        double number_value;
        int integer;
        int64_t integer_value;
} numbers[] = {
        { "{}",                             0, -7, 0, -7 },
        { "{\"a\":null}",                   0, -7, 0, -7 },
        { "{\"a\":0}",                      1, 0, 1, 0 },
        { "{\"a\":-3}",                     1, -3, 1, -3 },
        { "{\"a\":24.0}",                   1, 24, 1, 24 },
        { "{\"a\":2e1}",                    1, 20, 1, 20 },
        { "{\"a\":2.5}",                    1, 2.5, -EBADMSG, -7 },
        { "{\"a\":9223372036854775807}",    1, 9223372036854775807.0, 1, INT64_MAX },
        { "{\"a\":9223372036854775808}",    1, 9223372036854775808.0, -EBADMSG, -7 },
        { "{\"a\":1e300}",                  1, 1e300, -EBADMSG, -7 },
        { "{\"a\":1e999}",                  -EBADMSG, -7, -EBADMSG, -7 },
        { "{\"a\":\"1\"}",                  -EBADMSG, -7, -EBADMSG, -7 },
        { "{\"a\":true}",                   -EBADMSG, -7, -EBADMSG, -7 },
        { "{\"a\":[1]}",                    -EBADMSG, -7, -EBADMSG, -7 },
};
/* clang-format on */

static void reads_numbers_that_are_numbers(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(numbers); i++) {
                _cleanup_(json_freep) struct json_object *object = parse(numbers[i].text);
                double number = -7;
                int64_t integer = -7;

                print_message("  %s\n", numbers[i].text);
                assert_int_equal(json_number(object, "a", &number), numbers[i].number);
                assert_true(number == numbers[i].number_value);
                assert_int_equal(json_integer(object, "a", &integer), numbers[i].integer);
                assert_true(integer == numbers[i].integer_value);
        }
}

static void reads_truths_and_texts(void **state) {
        _cleanup_(json_freep) struct json_object *object =
                parse("{\"yes\":true,\"no\":false,\"text\":\"x\",\"none\":null,\"one\":1}");
        bool truth = true;

        (void)state;
        assert_int_equal(json_truth(object, "no", &truth), 1);
        assert_false(truth);
        assert_int_equal(json_truth(object, "yes", &truth), 1);
        assert_true(truth);
        assert_int_equal(json_truth(object, "none", &truth), 0);
        assert_int_equal(json_truth(object, "absent", &truth), 0);
        assert_int_equal(json_truth(object, "one", &truth), -EBADMSG);
        assert_int_equal(json_truth(object, "text", &truth), -EBADMSG);
        assert_true(truth);
        assert_string_equal(json_text(object, "text"), "x");
        assert_null(json_text(object, "one"));
        assert_null(json_text(object, "none"));
        assert_null(json_text(object, "absent"));
}

static void writes_what_it_would_read(void **state) {
        _cleanup_(json_freep) struct json_object *object = json_object_new_object();

        (void)state;
        json_add_text(object, "text", "å\"");
        json_add_text(object, "empty", "");
        json_add_text(object, "null", NULL);
        json_add_integer(object, "integer", INT64_MIN);
        json_add_number(object, "tenth", 0.1);
        json_add_number(object, "sum", 0.1 + 0.2);
        json_add_number(object, "whole", 84.0);
        json_add_number(object, "minus", -34.2);
        json_add_truth(object, "truth", false);
        json_add_time(object, "time", INT64_C(1793570400000000));
        json_add_time(object, "never", 0);
        assert_string_equal(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN),
                            "{\"text\":\"å\\\"\",\"integer\":-9223372036854775808,\"tenth\":0.1,"
                            "\"sum\":0.30000000000000004,\"whole\":84,\"minus\":-34.2,"
                            "\"truth\":false,\"time\":\"2026-11-01T22:00:00.000Z\"}");
}

static void the_decimal_mark_is_the_same_in_every_language(void **state) {
        static const char *const locales[] = { "nb_NO.UTF-8", "nn_NO.UTF-8", "de_DE.UTF-8" };
        _cleanup_(json_freep) struct json_object *object = NULL;
        size_t i = 0;

        (void)state;
        while (i < ELEMENTS(locales) && !setlocale(LC_NUMERIC, locales[i]))
                i++;
        if (i == ELEMENTS(locales)) {
                print_message("skipped: no locale with a decimal comma is installed\n");
                skip();
        }
        object = json_object_new_object();
        json_add_number(object, "a", 131.7);
        setlocale(LC_NUMERIC, "C");
        assert_string_equal(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN),
                            "{\"a\":131.7}");
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(takes_one_object_and_nothing_else),
                cmocka_unit_test(refuses_a_nul_and_what_follows),
                cmocka_unit_test(goes_sixteen_deep_and_no_deeper),
                cmocka_unit_test(takes_256_kib_and_no_more),
                cmocka_unit_test(keeps_every_character_of_texts_and_names),
                cmocka_unit_test(the_last_of_two_equal_members_counts),
                cmocka_unit_test(reads_numbers_that_are_numbers),
                cmocka_unit_test(reads_truths_and_texts),
                cmocka_unit_test(writes_what_it_would_read),
                cmocka_unit_test(the_decimal_mark_is_the_same_in_every_language),
        };

        return cmocka_run_group_tests_name("base/json", tests, NULL, NULL);
}
