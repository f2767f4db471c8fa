/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docs/figures.md tells of each figure, and docs/figures.md and docs/mqtt.md together of each member of the
 * reports' JSON.
 */
#include "docs.h"

#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "reference_report.h"
#include "report.h"

static void each_figure_is_told_of(void **state) {
        (void)state;
        struct docs docs = docs_open("figures.md");

        for (int i = 0; i < FIGURE_COUNT; i++)
                docs_want(&docs, "figure", figure_word((enum figure)i));
        for (int i = 0; i < CHANGE_COUNT; i++)
                docs_want(&docs, "figure", change_figure_word((enum change_figure)i));
        docs_close(&docs);
}

/* Wants each member of @object, and of what it holds, in one of the two pages. */
static void want_members(struct docs pages[2], struct json_object *object) {
        json_object_object_foreach(object, key, value) {
                if (!docs_names(&pages[0], key))
                        docs_want(&pages[1], "member", key);
                /* below it are roles, as the site names them */
                if (strcmp(key, "minutes_by_competence") != 0 &&
                    json_object_is_type(value, json_type_object))
                        want_members(pages, value);
        }
}

static void want_text(struct docs pages[2], struct text_buffer *text) {
        struct json_object *object = json_tokener_parse(text->data);

        assert_non_null(object);
        want_members(pages, object);
        json_object_put(object);
        text_buffer_done(text);
}

static void each_member_is_told_of(void **state) {
        (void)state;
        struct docs pages[2] = { docs_open("figures.md"), docs_open("mqtt.md") };
        struct reference_options options = { .glance_min = 3 };
        struct reference before, after;
        struct told told_before, told_after;
        struct text_buffer text = { 0 };
        struct period period;

        reference_before(&options, &before);
        reference_after(&options, &after);
        told_build(before, "", &told_before);
        told_build(after, "", &told_after);
        period_build("reference", "by hand", &told_before.input, &told_after.input, &period);
        period_json(&period, &text);
        want_text(pages, &text);
        told_after.input.department = "tyttebaertunet";
        period_done(&period);
        period_build("reference", "by hand", &told_before.input, &told_after.input, &period);
        night_json(&period.after, &text);
        want_text(pages, &text);
        period_done(&period);
        told_done(&told_before);
        told_done(&told_after);
        docs_close(&pages[0]);
        docs_close(&pages[1]);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(each_figure_is_told_of),
                cmocka_unit_test(each_member_is_told_of),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
