/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One file's bytes: what is no YAML, and what YAML allows and a configuration does not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "tree.h"

#define TEN(text) text text text text text text text text text text

static char *told(const char *bytes, size_t size, bool *ret_tree) {
        struct config_faults faults = { 0 };
        struct text_buffer text = { 0 };
        struct node *tree = tree_parse("x.yaml", bytes, size, &faults);
        text_append(&text, "");
        config_faults_text(&faults, &text);
        *ret_tree = tree != NULL;
        tree_free(tree);
        config_faults_done(&faults);
        return text.data;
}

struct tree_case {
        const char *says, *yaml;
        bool has_tree;
        const char *told;
};

static const struct tree_case no_yaml[] = {
        { "a tab", "a:\n\tb: 1\n", false,
          "x.yaml:2:1: this is no YAML: found character that cannot start any token while "
          "scanning for the next token that began in line 2 (a tab; YAML indents "
          "with spaces)\n" },
        { "a tab below a value", "a: 1\n\tb: 2\n", false,
          "x.yaml:2:1: this is no YAML: found a tab character that violates indentation "
          "while scanning a plain scalar that began in line 1 (a tab; YAML indents with "
          "spaces)\n" },
        { "a text that needs quotes, after a letter of two bytes", "å: @x\n", false,
          "x.yaml:1:4: this is no YAML: found character that cannot start any token while "
          "scanning for the next token that began in line 1 (a text that begins with this "
          "character needs quotes)\n" },
        { "a colon in a text", "a: Rom: 1\n", false,
          "x.yaml:1:7: this is no YAML: mapping values are not allowed in this context (a "
          "text with ': ' needs quotes, or a '-' or indentation is missing)\n" },
        { "a key in another column", "a:\n  b: 1\n c: 2\n", false,
          "x.yaml:3:2: this is no YAML: did not find expected key while parsing a block "
          "mapping that began in line 1 (keys of one mapping begin in one column, and "
          "nothing follows a closing quote or bracket)\n" },
        { "a key among elements", "a:\n  - 1\n  b: 2\n", false,
          "x.yaml:3:3: this is no YAML: did not find expected '-' indicator while parsing "
          "a "
          "block collection that began in line 2 (elements of one list begin with '- ' in "
          "one column, and nothing follows a closing quote or bracket)\n" },
        { "no colon", "a: 1\nb\nc: 2\n", false,
          "x.yaml:3:1: this is no YAML: could not find expected ':' while scanning a "
          "simple "
          "key that began in line 2 (a key needs ': ' behind it, with a space)\n" },
        { "an open quote", "a: \"x\n", false,
          "x.yaml:2:1: this is no YAML: found unexpected end of stream while scanning a "
          "quoted scalar that began in line 1 (the closing quote is missing)\n" },
        { "no UTF-8", "a: b\nb: \xff\n", false,
          "x.yaml:2:4: this is no YAML: invalid leading UTF-8 octet (save the file as "
          "UTF-8)\n" },
        { "Latin-1", "a: Bl\xe5klokke\n", false,
          "x.yaml:1:7: this is no YAML: invalid trailing UTF-8 octet (save the file as "
          "UTF-8)\n" },
        { "no hint for what is rare", "%YAML 9.9\n---\na: 1\n", false,
          "x.yaml:1:1: this is no YAML: found incompatible YAML document\n" },
        { "a terminal's escape", "a: &\x7e 1\n", false,
          "x.yaml:1:5: this is no YAML: did not find expected alphabetic or numeric "
          "character while scanning an anchor that began in line 1 (a text that begins "
          "with '*' or '&' needs quotes)\n" },
};

static const struct tree_case no_configuration[] = {
        { "a good one", "a: 1\nb: [x, {c: d}]\n", true, "" },
        { "empty", "", false, "x.yaml: the file is empty\n" },
        { "a comment alone", "# nothing\n", false, "x.yaml: the file is empty\n" },
        { "null alone", "~\n", false, "x.yaml: the file is empty\n" },
        { "an anchor", "a: &x 1\n", true,
          "x.yaml:1:4: the anchor '&x' is not allowed here: write the value out\n" },
        { "an alias", "a: &x 1\nb: *x\n", true,
          "x.yaml:1:4: the anchor '&x' is not allowed here: write the value out\n"
          "x.yaml:2:4: the alias '*x' is not allowed here: write the value out\n" },
        { "a tag", "a: !secret mqtt\n", true,
          "x.yaml:1:4: the tag '!secret' is not allowed here: write the value out\n" },
        { "a key twice", "a: 1\nb: 2\na: 3\n", true,
          "x.yaml:3:1: the key 'a' stands here a second time (first in line 1)\n" },
        { "a list as key", "? [a, b]\n: 1\n", false,
          "x.yaml:1:3: a key must be a word, not a list or a mapping\n" },
        { "two documents", "a: 1\n---\nb: 2\n", false,
          "x.yaml:2:1: a second document begins here (---): one file holds one\n" },
        { "a NUL", "a: \"x\\0y\"\n", true, "x.yaml:1:4: a NUL character is not allowed here\n" },
        { "deep", "a: " TEN("[") TEN("[") "1" TEN("]") TEN("]") "\n", false,
          "x.yaml:1:19: lists and mappings stand deeper than 16 in each other\n" },
};

static void assert_cases(const struct tree_case *cases, size_t count) {
        for (size_t i = 0; i < count; i++) {
                bool has_tree;
                char *text = told(cases[i].yaml, strlen(cases[i].yaml), &has_tree);
                if (strcmp(text, cases[i].told) != 0 || has_tree != cases[i].has_tree)
                        print_error("case: %s\n", cases[i].says);
                assert_string_equal(text, cases[i].told);
                assert_int_equal(has_tree, cases[i].has_tree);
                free(text);
        }
}

static void says_what_is_no_yaml_and_what_to_do(void **state) {
        (void)state;
        assert_cases(no_yaml, ELEMENTS(no_yaml));
}

static void says_what_is_no_tree(void **state) {
        (void)state;
        assert_cases(no_configuration, ELEMENTS(no_configuration));
}

static void keeps_where_everything_stood(void **state) {
        (void)state;
        static const char yaml[] = "first: 1\nlist:\n  - { a: x }\n  - b: \"y\"\n";
        struct config_faults faults = { 0 };
        struct node *tree = tree_parse("x.yaml", yaml, strlen(yaml), &faults);
        const struct node *list = tree_get(tree, "list");
        const struct node *second = tree_next(list, tree_next(list, NULL));

        assert_int_equal(faults.count, 0);
        assert_int_equal(list->line, 3);
        assert_int_equal(list->column, 3);
        assert_int_equal(list->key_line, 2);
        assert_int_equal(tree_count(list), 2);
        assert_int_equal(tree_get(second, "b")->column, 8);
        assert_false(tree_get(second, "b")->plain);
        assert_null(tree_next(list, second));
        assert_ptr_equal(tree_where(second, "nothing"), second);
        tree_free(tree);
}

static void a_lone_scalar_is_a_list_of_itself(void **state) {
        (void)state;
        static const char yaml[] = "a: x\nb: y\nc:\nd: []\n";
        struct config_faults faults = { 0 };
        struct node *tree = tree_parse("x.yaml", yaml, strlen(yaml), &faults);
        assert_int_equal(tree_count(tree_get(tree, "a")), 1);
        assert_int_equal(tree_count(tree_get(tree, "c")), 0);
        assert_int_equal(tree_count(tree_get(tree, "d")), 0);
        assert_int_equal(tree_count(NULL), 0);
        assert_int_equal(tree_count(tree), 0);
        tree_free(tree);
}

static char *repeated(const char *before, const char *piece, size_t times) {
        struct text_buffer text = { 0 };
        text_append(&text, before);
        for (size_t i = 0; i < times; i++)
                text_append(&text, piece);
        return text.data;
}

static void what_is_too_much_is_refused_before_it_is_kept(void **state) {
        (void)state;
        static const struct {
                const char *before, *piece;
                size_t times;
                const char *told;
        } cases[] = {
                { "a: ", "0123456789", TREE_BYTES_MAX / 10 + 1,
                  "x.yaml: the file is larger than 1024 KiB\n" },
                { "", "- a\n", TREE_LIST_MAX + 1,
                  "x.yaml:16385:3: more than 16384 elements in one list or mapping\n" },
                { "a: ", "[", 100000,
                  "x.yaml:1:19: lists and mappings stand deeper than 16 in each other\n" },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                bool has_tree;
                char *yaml = repeated(cases[i].before, cases[i].piece, cases[i].times);
                char *text = told(yaml, strlen(yaml), &has_tree);
                assert_string_equal(text, cases[i].told);
                assert_false(has_tree);
                free(text);
                free(yaml);
        }
}

static void faults_are_bounded_counted_and_clean(void **state) {
        (void)state;
        struct config_faults faults = { 0 };
        char long_text[1000];
        memset(long_text, 'x', sizeof(long_text));
        memcpy(long_text + sizeof(long_text) - 3, "\xc3\xa5", 3);
        for (int i = 0; i < CONFIG_FAULTS_MAX + 3; i++)
                fault_add_at(&faults, "site.yaml", 300 - i, 1, "a\x1b[31m%s",
                             i % 2 ? "" : long_text);
        fault_sort(&faults);
        assert_int_equal(faults.count, CONFIG_FAULTS_MAX);
        assert_int_equal(faults.more, 3);
        assert_int_equal(faults.at[0].line, 300 - CONFIG_FAULTS_MAX + 1);
        assert_string_equal(faults.at[0].says, "a?[31m");
        assert_true(strlen(faults.at[1].says) < sizeof(faults.at[1].says));
        config_faults_done(&faults);
        assert_int_equal(faults.count, 0);
}

static void no_sentence_ends_within_a_character(void **state) {
        (void)state;
        struct config_faults faults = { 0 };
        for (size_t lead = 0; lead < 4; lead++) {
                struct text_buffer text = { 0 };
                text_append_bytes(&text, "xxx", lead);
                for (int i = 0; i < 200; i++)
                        text_append(&text, "å");
                fault_add_at(&faults, "site.yaml", 1, 1, "%s", text.data);
                assert_true(text_is_utf8(faults.at[lead].says, strlen(faults.at[lead].says)));
                assert_true(strlen(faults.at[lead].says) >= sizeof(faults.at[lead].says) - 3);
                assert_true(text_is_utf8(text.data, (size_t)fault_shown(text.data)));
                text_buffer_done(&text);
        }
        config_faults_done(&faults);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(says_what_is_no_yaml_and_what_to_do),
                cmocka_unit_test(says_what_is_no_tree),
                cmocka_unit_test(keeps_where_everything_stood),
                cmocka_unit_test(a_lone_scalar_is_a_list_of_itself),
                cmocka_unit_test(what_is_too_much_is_refused_before_it_is_kept),
                cmocka_unit_test(faults_are_bounded_counted_and_clean),
                cmocka_unit_test(no_sentence_ends_within_a_character),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
