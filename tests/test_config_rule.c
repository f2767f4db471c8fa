/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One edit of a good configuration, and what is told of it: the small home of tests/data/config/good
 * in memory, with one piece of text replaced.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "load.h"
#include "nattvakt/cleanup.h"
#include "path.h"
#include "test_config_rule_cases.h"

#define GOOD NATTVAKT_SOURCE_DIR "/tests/data/config/good"

static void replace(struct text_buffer *bytes, const struct rule_case *c) {
        struct text_buffer edited = { 0 };
        char *at = strstr(bytes->data, c->from);
        if (!at)
                fail_msg("'%s' is not in the file", c->from);
        text_append_bytes(&edited, bytes->data, (size_t)(at - bytes->data));
        text_append(&edited, c->to);
        text_append(&edited, at + strlen(c->from));
        text_buffer_done(bytes);
        *bytes = edited;
}

static int load_edited(const struct rule_case *c, struct text_buffer *told) {
        struct load_files files = { 0 };
        struct configuration *configuration = NULL;
        struct config_faults faults = { 0 };

        for (size_t i = 0; i < FAULT_FILES_MAX; i++) {
                char path[PATH_SIZE];
                snprintf(path, sizeof(path), GOOD "/%s", fault_files[i]);
                assert_int_equal(path_read(path, TREE_BYTES_MAX, &files.bytes[i]), 0);
                if (strcmp(fault_files[i], c->file) == 0)
                        replace(&files.bytes[i], c);
        }
        int r = load_configuration(GOOD, &files, &configuration, &faults);
        text_append(told, "");
        config_faults_text(&faults, told);
        assert_int_equal(r == 0, configuration != NULL);
        config_free(configuration);
        config_faults_done(&faults);
        for (size_t i = 0; i < FAULT_FILES_MAX; i++)
                text_buffer_done(&files.bytes[i]);
        return r;
}

static void each_edit_is_told_of(void **state) {
        (void)state;
        int wrong = 0;
        for (size_t i = 0; i < rule_case_count; i++) {
                const struct rule_case *c = &rule_cases[i];
                struct text_buffer told = { 0 };
                int r = load_edited(c, &told);
                if (strcmp(told.data, c->told) != 0 || r != (c->told[0] ? -EINVAL : 0)) {
                        print_error("%s: %s -> %s\n  told   %s  wanted %s\n", c->file, c->from,
                                    c->to, told.data, c->told);
                        wrong++;
                }
                text_buffer_done(&told);
        }
        assert_int_equal(wrong, 0);
}

int main(void) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(each_edit_is_told_of) };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
