/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tasks taken back from our retained topics after the journal was lost: each number has bounds, a text that
 * does not fit leaves the topic alone, and anything else that cannot be read empties it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>

#include "app_house.h"

#define ID    "0123456789abcdef0123456789abcdef"
#define TOPIC "nattvakt/house/task/" ID
#define TEN   "0123456789"
#define N48   TEN TEN TEN TEN "01234567"

#define TAKEN   1
#define EMPTIED 2
#define LEFT    3

/* clang-format off */
static const struct {
        const char *says, *more;
        int becomes;
} cases[] = {
        { "a task as it was said", "", TAKEN },
        { "all at their most", ",\"severity\":40,\"step\":6,\"looks\":100,\"night_count\":1000,\"sequence\":2147483647", TAKEN },
        { "all at their least", ",\"severity\":0,\"step\":0,\"looks\":0,\"night_count\":0,\"sequence\":0", TAKEN },
        { "a severity of none", ",\"severity\":41", EMPTIED },
        { "a severity below all", ",\"severity\":-1", EMPTIED },
        { "a rung above the ladder", ",\"step\":7", EMPTIED },
        { "a rung below the ladder", ",\"step\":-1", EMPTIED },
        { "looks without end", ",\"looks\":101", EMPTIED },
        { "fewer looks than none", ",\"looks\":-1", EMPTIED },
        { "a night of calls", ",\"night_count\":1001", EMPTIED },
        { "a night of fewer than none", ",\"night_count\":-1", EMPTIED },
        { "a number past an int", ",\"severity\":4294967296", EMPTIED },
        { "steps beyond all", ",\"sequence\":9223372036854775807", EMPTIED },
        { "steps before the first", ",\"sequence\":-1", EMPTIED },
        { "a text for a number", ",\"step\":\"1\"", EMPTIED },
        { "a word of none", ",\"mode\":\"remote\"", EMPTIED },
        { "a time of none", ",\"accept_by\":\"soon\"", EMPTIED },
        { "another topic's id", ",\"id\":\"ffffffffffffffffffffffffffffffff\"", EMPTIED },
        { "a place longer than ours", ",\"place\":\"" N48 "\"", LEFT },
        { "an id longer than ours", ",\"id\":\"" ID "0\"", LEFT },
        { "a role longer than ours", ",\"asked\":{\"role\":\"" N48 "\"}", LEFT },
        { "a worker longer than ours", ",\"asked\":{\"worker\":\"" N48 "\"}", LEFT },
};
/* clang-format on */

static int adopt(struct house *house, const char *more) {
        char payload[1024];
        int size = snprintf(payload, sizeof(payload),
                            "{\"id\":\"" ID "\",\"code\":\"help-call\",\"state\":\"accepted\","
                            "\"mode\":\"physical\",\"cause\":\"call\",\"priority\":\"stat\","
                            "\"place\":\"room-2\",\"resident\":\"R2\",\"department\":\"east\","
                            "\"opened_at\":\"2026-11-01T21:50:00Z\"%s}",
                            more);

        return flow_adopt(house->flow, TOPIC, payload, (size_t)size, &house->now);
}

/* What waits for the task's own topic: NULL nothing, "" that it is emptied. The caller's. */
static char *retained(struct house *house) {
        struct outbox_row row;
        int64_t after = 0;
        char *payload = NULL;

        while (journal_outbox_next(house->journal, after, &row) > 0) {
                after = row.id;
                if (text_equal(row.message.topic, TOPIC)) {
                        free(payload);
                        payload = strdup(row.message.payload);
                }
                message_done(&row.message);
        }
        return payload;
}

static void takes_empties_or_leaves(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                int becomes = cases[i].becomes;
                const int64_t(*refused)[REFUSAL_COUNT];
                struct house *house;
                void *own = NULL;
                char *said;

                build(&own);
                house = own;
                if (adopt(house, cases[i].more) != (becomes == TAKEN ? 1 : -EBADMSG))
                        fail_msg("%s: another answer", cases[i].says);
                assert_int_equal(commit(house, NULL), 1);
                refused = flow_counts(house->flow)->refused;
                said = retained(house);
                if (becomes == LEFT ? !!said : !said || (becomes == EMPTIED) != !*said)
                        fail_msg("%s: %s", cases[i].says, said ? said : "left alone");
                free(said);
                assert_int_equal(flow_open_tasks(house->flow), becomes == TAKEN);
                assert_int_equal(refused[ADAPTER_GATEWAY][REFUSAL_UNREADABLE], becomes == EMPTIED);
                assert_int_equal(refused[ADAPTER_GATEWAY][REFUSAL_TOO_LONG], becomes == LEFT);
                tear_down(&own);
        }
}

static void forgets_who_is_no_worker_of_ours(void **state) {
        struct house *house = *state;
        char *said;

        assert_int_equal(adopt(house, ",\"by\":\"Kari.Hansen\",\"asked\":{\"role\":\"carer\","
                                      "\"worker\":\"Kari.Hansen\"}"),
                         1);
        assert_int_equal(commit(house, NULL), 1);
        said = retained(house);
        assert_non_null(said);
        assert_null(strstr(said, "Hansen"));
        free(said);
}

static void keeps_a_worker_of_ours(void **state) {
        struct house *house = *state;
        char *said;

        assert_int_equal(adopt(house, ",\"by\":\"c-1\",\"asked\":{\"worker\":\"c-1\"}"), 1);
        assert_int_equal(commit(house, NULL), 1);
        said = retained(house);
        assert_non_null(said);
        assert_non_null(strstr(said, "\"by\":\"c-1\""));
        assert_non_null(strstr(said, "\"worker\":\"c-1\""));
        free(said);
}

static void keeps_the_dose_that_it_is_about(void **state) {
        struct house *house = *state;
        char *said;

        assert_int_equal(adopt(house, ",\"dose\":\"m/R2@0600/2026-11-01T05:00:00.000Z\""), 1);
        assert_int_equal(commit(house, NULL), 1);
        said = retained(house);
        assert_non_null(said);
        assert_non_null(strstr(said, "\"dose\":\"m/R2@0600/2026-11-01T05:00:00.000Z\""));
        free(said);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(takes_empties_or_leaves),
                cmocka_unit_test_setup_teardown(forgets_who_is_no_worker_of_ours, build, tear_down),
                cmocka_unit_test_setup_teardown(keeps_a_worker_of_ours, build, tear_down),
                cmocka_unit_test_setup_teardown(keeps_the_dose_that_it_is_about, build, tear_down),
        };

        return cmocka_run_group_tests_name("app/adopt", tests, NULL, NULL);
}
