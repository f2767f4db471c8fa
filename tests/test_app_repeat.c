/* SPDX-License-Identifier: Apache-2.0 */
/* The broker's repeats: which arrivals after a resume are taken for ones already handled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "repeat.h"

#define WINDOW 1000

static struct repeat_row row(int mid, uint64_t content) {
        return (struct repeat_row){ .mid = mid, .topic_hash = content, .payload_hash = ~content };
}

static bool arrives(struct repeats *repeats, int mid, uint64_t content) {
        struct repeat_row arrival = row(mid, content);

        return repeats_is_one(repeats, &arrival);
}

static void remember(struct repeats *repeats, int mid, uint64_t content) {
        struct repeat_row arrival = row(mid, content);

        repeats_add(repeats, &arrival);
}

static struct repeats *with_three(void) {
        struct repeats *repeats = alloc_zero(1, sizeof(*repeats));

        remember(repeats, 1, 11);
        remember(repeats, 2, 22);
        remember(repeats, 3, 33);
        return repeats;
}

static void takes_nothing_for_a_repeat_without_a_resume(void **state) {
        _cleanup_(freep) struct repeats *repeats = with_three();

        (void)state;
        assert_false(arrives(repeats, 1, 11));
}

static void knows_each_one_again_once(void **state) {
        _cleanup_(freep) struct repeats *repeats = with_three();

        (void)state;
        repeats_resume(repeats, WINDOW);
        assert_true(arrives(repeats, 2, 22));
        assert_true(arrives(repeats, 3, 33));
        assert_false(arrives(repeats, 2, 22)); /* the same button pressed again */
        repeats_resume(repeats, WINDOW);
        assert_true(arrives(repeats, 2, 22));
}

static void lets_what_made_no_news_pass(void **state) {
        _cleanup_(freep) struct repeats *repeats = with_three();

        (void)state;
        repeats_resume(repeats, WINDOW);
        assert_false(arrives(repeats, 4, 44)); /* was no news, so it was not remembered */
        assert_true(arrives(repeats, 3, 33));
}

static void ends_when_a_packet_id_comes_with_other_content(void **state) {
        _cleanup_(freep) struct repeats *repeats = with_three();

        (void)state;
        repeats_resume(repeats, WINDOW);
        assert_true(arrives(repeats, 1, 11));
        assert_false(arrives(repeats, 2, 99));
        assert_false(arrives(repeats, 3, 33));
}

static void looks_at_topic_and_payload(void **state) {
        static const struct repeat_row others[] = {
                { .mid = 1, .topic_hash = 11, .payload_hash = 7 },
                { .mid = 1, .topic_hash = 7, .payload_hash = ~UINT64_C(11) },
        };

        (void)state;
        for (size_t i = 0; i < ELEMENTS(others); i++) {
                _cleanup_(freep) struct repeats *repeats = with_three();

                repeats_resume(repeats, WINDOW);
                assert_false(repeats_is_one(repeats, &others[i]));
        }
}

static void ends_after_the_window(void **state) {
        _cleanup_(freep) struct repeats *repeats = with_three();

        (void)state;
        repeats_resume(repeats, 2);
        assert_true(arrives(repeats, 1, 11));
        assert_true(arrives(repeats, 2, 22));
        assert_false(arrives(repeats, 3, 33));
}

static void counts_nothing_without_a_packet_id(void **state) {
        _cleanup_(freep) struct repeats *repeats = with_three();

        (void)state;
        remember(repeats, 0, 44);
        repeats_resume(repeats, 1);
        assert_false(arrives(repeats, 0, 44)); /* QoS 0 is never sent again */
        assert_true(arrives(repeats, 1, 11));
}

static void believes_the_newest_of_a_packet_id(void **state) {
        _cleanup_(freep) struct repeats *repeats = with_three();

        (void)state;
        remember(repeats, 1, 55);
        repeats_resume(repeats, WINDOW);
        assert_true(arrives(repeats, 1, 55));
        repeats_resume(repeats, WINDOW);
        assert_false(arrives(repeats, 1, 11));
}

static void forgets_the_oldest_when_full(void **state) {
        _cleanup_(freep) struct repeats *repeats = with_three();

        (void)state;
        for (int i = 0; i < REPEATS_MAX - 1; i++)
                remember(repeats, 100 + i, 7);
        repeats_resume(repeats, WINDOW);
        assert_false(arrives(repeats, 1, 11));
        assert_false(arrives(repeats, 2, 22));
        assert_true(arrives(repeats, 3, 33));
        assert_true(arrives(repeats, 100 + REPEATS_MAX - 2, 7));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(takes_nothing_for_a_repeat_without_a_resume),
                cmocka_unit_test(knows_each_one_again_once),
                cmocka_unit_test(lets_what_made_no_news_pass),
                cmocka_unit_test(ends_when_a_packet_id_comes_with_other_content),
                cmocka_unit_test(looks_at_topic_and_payload),
                cmocka_unit_test(ends_after_the_window),
                cmocka_unit_test(counts_nothing_without_a_packet_id),
                cmocka_unit_test(believes_the_newest_of_a_packet_id),
                cmocka_unit_test(forgets_the_oldest_when_full),
        };

        return cmocka_run_group_tests_name("app/repeat", tests, NULL, NULL);
}
