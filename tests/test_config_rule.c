/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One edit of a good configuration, and what is told of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "test_config_edit.h"
#include "test_config_rule_cases.h"

static int load_edited(const struct rule_case *c, struct text_buffer *told) {
        struct configuration *configuration = NULL;
        struct config_faults faults = { 0 };
        int r = edit_load(&c->edit, 1, &configuration, &faults);
        text_append(told, "");
        config_faults_text(&faults, told);
        assert_int_equal(r == 0, configuration != NULL);
        config_free(configuration);
        config_faults_done(&faults);
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
                        print_error("%s: %s -> %s\n  told   %s  wanted %s\n", c->edit.file,
                                    c->edit.from, c->edit.to, told.data, c->told);
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
