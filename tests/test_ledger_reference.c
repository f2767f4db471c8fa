/* SPDX-License-Identifier: Apache-2.0 */
/* The reference period's entries: how many of each kind, on how many nights. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <math.h>

#include "ledger.h"
#include "nattvakt/cleanup.h"
#include "reference.h"

/* clang-format off */
static const struct {
        enum entry_what what;
        int before, after;
        int less, less_nights, more_nights; /* after: so many on these nights, one more on those */
} totals[] = {
        { ENTRY_PHYSICAL_CHECK, 2160, 963,  64, 12, 3 },
        { ENTRY_DIGITAL_CHECK,  0,    1260, 84, 15, 0 },
        { ENTRY_SECOND_LOOK,    0,    126,  8,  9,  6 },
        { ENTRY_NOT_SEEN,       0,    126,  8,  9,  6 },
        { ENTRY_CARE,           540,  540,  36, 15, 0 },
        { ENTRY_CALL,           300,  300,  20, 15, 0 },
        { ENTRY_ALARM,          0,    240,  16, 15, 0 },
        { ENTRY_ALARM_VISIT,    0,    172,  11, 8,  7 },
        { ENTRY_NUISANCE,       0,    75,   5,  15, 0 },
        { ENTRY_NOT_AVOIDED,    0,    0,    0,  15, 0 },
        { ENTRY_NOT_DONE,       0,    0,    0,  15, 0 },
        { ENTRY_BREACH,         0,    0,    0,  15, 0 },
};
/* clang-format on */

static void count(const struct ledger *ledger, enum entry_what what, int64_t from_day,
                  int nights[REFERENCE_NIGHTS], int *ret_total) {
        int total = 0;

        for (int i = 0; i < REFERENCE_NIGHTS; i++)
                nights[i] = 0;
        for (size_t i = 0; i < ledger->count; i++) {
                int64_t night = ledger->entries[i].night - from_day;

                assert_in_range(night, 0, REFERENCE_NIGHTS - 1);
                assert_false(ledger->entries[i].measured);
                if (ledger->entries[i].what != what)
                        continue;
                nights[night]++;
                total++;
        }
        *ret_total = total;
}

static void build(const struct reference *home, struct ledger *ledger) {
        ledger_build(home->histories, home->count, NULL, 0, &home->configuration.catalogue,
                     &home->configuration.site, ledger);
}

static void the_reference_period_has_its_totals_and_their_spread(void **state) {
        static const struct reference_options as_told = { .glance_min = 3 };
        struct reference before, after;
        struct ledger of_before, of_after;

        (void)state;
        reference_before(&as_told, &before);
        reference_after(&as_told, &after);
        build(&before, &of_before);
        build(&after, &of_after);
        for (size_t i = 0; i < ELEMENTS(totals); i++) {
                int nights[REFERENCE_NIGHTS], total, less = 0, more = 0;

                print_message("  %s\n", entry_what_word(totals[i].what));
                count(&of_before, totals[i].what, before.from_day, nights, &total);
                assert_int_equal(total, totals[i].before);
                count(&of_after, totals[i].what, after.from_day, nights, &total);
                assert_int_equal(total, totals[i].after);
                for (int n = 0; n < REFERENCE_NIGHTS; n++) {
                        less += nights[n] == totals[i].less;
                        more += nights[n] == totals[i].less + 1;
                }
                assert_int_equal(less, totals[i].less_nights);
                assert_int_equal(more, totals[i].more_nights);
        }
        ledger_done(&of_before);
        ledger_done(&of_after);
        reference_done(&before);
        reference_done(&after);
}

static void entries_are_in_order_whatever_the_order_of_histories(void **state) {
        static const struct reference_options two = { .glance_min = 3, .nights = 2 };
        struct ledger forward, backward;
        struct reference home;

        (void)state;
        reference_after(&two, &home);
        build(&home, &forward);
        for (size_t i = 0; i < home.count / 2; i++) {
                struct history swap = home.histories[i];

                home.histories[i] = home.histories[home.count - 1 - i];
                home.histories[home.count - 1 - i] = swap;
        }
        build(&home, &backward);
        assert_int_equal(forward.count, backward.count);
        for (size_t i = 0; i < forward.count; i++) {
                assert_int_equal(forward.entries[i].what, backward.entries[i].what);
                assert_string_equal(forward.entries[i].task, backward.entries[i].task);
                if (i > 0)
                        assert_true(forward.entries[i - 1].night < forward.entries[i].night ||
                                    forward.entries[i - 1].at_us <= forward.entries[i].at_us);
        }
        ledger_done(&forward);
        ledger_done(&backward);
        reference_done(&home);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_reference_period_has_its_totals_and_their_spread),
                cmocka_unit_test(entries_are_in_order_whatever_the_order_of_histories),
        };

        return cmocka_run_group_tests_name("ledger/reference", tests, NULL, NULL);
}
