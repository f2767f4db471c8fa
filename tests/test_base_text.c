/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/hash.h"
#include "nattvakt/text.h"
#include "nattvakt/words.h"

#define NAME_47 "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRST."

static void finds_starts_and_ends(void **state) {
        (void)state;
        assert_true(text_starts_with("bridge/state", "bridge/"));
        assert_true(text_starts_with("bridge", ""));
        assert_false(text_starts_with("bri", "bridge"));
        assert_string_equal(text_behind("bridge/state", "bridge/"), "state");
        assert_string_equal(text_behind("bridge", "bridge"), "");
        assert_null(text_behind("bri", "bridge"));
        assert_true(text_ends_with("room/set", "/set"));
        assert_true(text_ends_with("", ""));
        assert_false(text_ends_with("set", "/set"));
}

static void null_equals_only_null(void **state) {
        (void)state;
        assert_true(text_equal("a", "a"));
        assert_true(text_equal(NULL, NULL));
        assert_false(text_equal("a", "b"));
        assert_false(text_equal("", NULL));
        assert_false(text_equal(NULL, ""));
}

static void a_field_takes_what_fits_or_nothing(void **state) {
        char field[4] = "old";

        (void)state;
        assert_int_equal(text_set(field, "four"), -ENAMETOOLONG);
        assert_string_equal(field, "old");
        assert_int_equal(text_set(field, "new"), 0);
        assert_string_equal(field, "new");
        assert_int_equal(text_set(field, field + 1), 0); /* out of itself */
        assert_string_equal(field, "ew");
}

/* RFC 3629 section 4, and the table of what is not UTF-8 in Unicode 15, section 3.9. */
static const struct {
        const char *says, *text;
        size_t size;
        bool good;
} utf8[] = {
        { "nothing", "", 0, true },
        { "ASCII", "a~\x7f", 3, true },
        { "two bytes", "blåbærtunet", 13, true },
        { "the first of two", "\xc2\x80", 2, true },
        { "the first of three", "\xe0\xa0\x80", 3, true },
        { "the last before the surrogates", "\xed\x9f\xbf", 3, true },
        { "the first after the surrogates", "\xee\x80\x80", 3, true },
        { "an emoji", "\xf0\x9f\x98\x80", 4, true },
        { "the last of all", "\xf4\x8f\xbf\xbf", 4, true },
        { "a NUL", "a\0b", 3, false },
        { "a lone continuation", "\x80", 1, false },
        { "an overlong slash", "\xc0\xaf", 2, false },
        { "an overlong of two", "\xc1\xbf", 2, false },
        { "an overlong of three", "\xe0\x9f\xbf", 3, false },
        { "an overlong of four", "\xf0\x8f\xbf\xbf", 4, false },
        { "the first surrogate", "\xed\xa0\x80", 3, false },
        { "the last surrogate", "\xed\xbf\xbf", 3, false },
        { "beyond the last", "\xf4\x90\x80\x80", 4, false },
        { "a byte of no UTF-8", "\xf5\x80\x80\x80", 4, false },
        { "cut after one of two", "a\xc3", 2, false },
        { "cut after three of four", "\xf0\x9f\x98", 3, false },
        { "no continuation in third place", "\xe2\x82\x28", 3, false },
        { "Latin-1",
          "bl\xe5"
          "b",
          4, false },
};

static void tells_utf8_from_other_bytes(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(utf8); i++) {
                /* in exactly its size, so that a look beyond the end is seen */
                _cleanup_(freep) char *text = malloc(utf8[i].size + (utf8[i].size == 0));

                assert_non_null(text);
                memcpy(text, utf8[i].text, utf8[i].size);
                print_message("  %s\n", utf8[i].says);
                assert_int_equal(text_is_utf8(text, utf8[i].size), utf8[i].good);
        }
}

static void a_name_is_a_level_of_a_topic(void **state) {
        (void)state;
        assert_true(text_is_name("room-12"));
        assert_true(text_is_name("hcw_1.b"));
        assert_int_equal(strlen(NAME_47), TEXT_NAME_MAX);
        assert_true(text_is_name(NAME_47));
        assert_false(text_is_name(NAME_47 "x"));
        assert_false(text_is_name(""));
        assert_false(text_is_name("room/12"));
        assert_false(text_is_name("room 12"));
        assert_false(text_is_name("rom-å"));
        assert_false(text_is_name("+"));
        assert_false(text_is_name("a\n"));
}

static void counts_edits(void **state) {
        char longest[65];

        (void)state;
        memset(longest, 'a', 64);
        longest[64] = '\0';
        assert_int_equal(text_distance("", ""), 0);
        assert_int_equal(text_distance("room-104", "room-104"), 0);
        assert_int_equal(text_distance("room-140", "room-104"), 2);
        assert_int_equal(text_distance("", "abc"), 3);
        assert_int_equal(text_distance("kitten", "sitting"), 3);
        assert_int_equal(text_distance(longest, "a"), 64);
        assert_int_equal(text_distance("a", longest), 64);
        longest[63] = '\0';
        assert_int_equal(text_distance(longest, ""), 63);
}

static void a_buffer_grows(void **state) {
        _cleanup_(text_buffer_done) struct text_buffer buffer = { 0 };

        (void)state;
        text_append(&buffer, "");
        assert_string_equal(buffer.data, "");
        for (int i = 0; i < 1000; i++)
                text_appendf(&buffer, "%04d,", i);
        text_append_bytes(&buffer, "\0x", 2);
        assert_int_equal(buffer.size, 5002);
        assert_memory_equal(buffer.data + 4990, "0998,0999,\0x", 13);
        text_buffer_done(&buffer);
        assert_null(buffer.data);
        assert_int_equal(buffer.capacity, 0);
}

static void room_is_zeroed_and_keeps_what_was(void **state) {
        _cleanup_(freep) int *items = NULL;
        size_t capacity = 0;

        (void)state;
        for (int i = 0; i < 100; i++) {
                alloc_room(&items, (size_t)i, &capacity, sizeof(*items));
                assert_true(capacity > (size_t)i);
                assert_int_equal(items[i], 0);
                items[i] = i + 1;
        }
        for (int i = 0; i < 100; i++)
                assert_int_equal(items[i], i + 1);
}

static void nothing_is_a_place_too(void **state) {
        _cleanup_(freep) void *nothing = alloc_zero(0, 8);
        _cleanup_(freep) char *copy = alloc_text("natt");

        (void)state;
        assert_non_null(nothing);
        assert_string_equal(copy, "natt");
}

static void finds_words_around_gaps(void **state) {
        static const char *const words[] = { "a", NULL, "c" };

        (void)state;
        assert_int_equal(words_find(words, 3, "c"), 2);
        assert_int_equal(words_find(words, 3, "b"), -EINVAL);
        assert_int_equal(words_find(words, 3, ""), -EINVAL);
        assert_int_equal(words_find(words, 3, NULL), -EINVAL);
}

/* FIPS 180-2 appendix B.1: SHA-256("abc") begins ba7816bf8f01cfea. */
static void hashes_as_the_standard_says(void **state) {
        (void)state;
        assert_true(hash_bytes("abc", 3) == UINT64_C(0xba7816bf8f01cfea));
        assert_true(hash_bytes("", 0) == UINT64_C(0xe3b0c44298fc1c14));
        assert_true(hash_bytes(NULL, 0) == UINT64_C(0xe3b0c44298fc1c14));
}

/* Computed apart from this code: printf '\0\0\0\0\0\0\0\1a\0\0\0\0\0\0\0\2bc' | sha256sum */
static void an_id_is_the_same_for_ever(void **state) {
        char id[ID_SIZE];

        (void)state;
        hash_parts(id, "a", "bc");
        assert_string_equal(id, "3fafa1cf2f19a7c1129beb20cf0983f7");
        hash_id(id, NULL, 0);
        assert_string_equal(id, "e3b0c44298fc1c149afbf4c8996fb924");
}

static void parts_do_not_run_together(void **state) {
        char one[ID_SIZE], other[ID_SIZE];

        (void)state;
        hash_parts(one, "a", "bc");
        hash_parts(other, "ab", "c");
        assert_string_not_equal(one, other);
        hash_parts(other, "abc");
        assert_string_not_equal(one, other);
        hash_parts(other, "a", "bc", "");
        assert_string_not_equal(one, other);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(finds_starts_and_ends),
                cmocka_unit_test(null_equals_only_null),
                cmocka_unit_test(a_field_takes_what_fits_or_nothing),
                cmocka_unit_test(tells_utf8_from_other_bytes),
                cmocka_unit_test(a_name_is_a_level_of_a_topic),
                cmocka_unit_test(counts_edits),
                cmocka_unit_test(a_buffer_grows),
                cmocka_unit_test(room_is_zeroed_and_keeps_what_was),
                cmocka_unit_test(nothing_is_a_place_too),
                cmocka_unit_test(finds_words_around_gaps),
                cmocka_unit_test(hashes_as_the_standard_says),
                cmocka_unit_test(an_id_is_the_same_for_ever),
                cmocka_unit_test(parts_do_not_run_together),
        };

        return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
