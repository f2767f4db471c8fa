/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Outages in the flow: what the journal says of the time in which nobody looked, and of reports that were due
 * meanwhile. A full disk is a limit on the size of files (setrlimit(2)).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "config.h"
#include "flow.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"

#define NIGHT_US (INT64_C(1793570400) * US_PER_S) /* 2026-11-01T22:00Z, 23:00 in Oslo */

struct home {
        char folder[64], path[96];
        struct configuration *configuration;
        struct journal *journal;
        struct flow *flow;
        struct moment now;
};

static void open_at(struct home *home, int64_t us) {
        home->now = (struct moment){ us, us, true, false };
        assert_int_equal(journal_open(home->path, JOURNAL_DAEMON, &home->journal), 0);
        assert_int_equal(flow_open(home->configuration, home->journal, &home->now, &home->flow), 0);
}

static int turn(struct home *home, int64_t us) {
        home->now.wall_us = home->now.boot_us = us;
        flow_tick(home->flow, &home->now);
        return flow_commit(home->flow, &home->now, NULL);
}

static void shut(struct home *home) {
        flow_close(home->flow);
        journal_close(home->journal);
}

static int build(void **state) {
        struct home *home = calloc(1, sizeof(*home));
        struct config_faults faults = { 0 };

        assert_non_null(home);
        snprintf(home->folder, sizeof(home->folder), "/tmp/nattvakt-outage-XXXXXX");
        assert_non_null(mkdtemp(home->folder));
        snprintf(home->path, sizeof(home->path), "%s/journal.sqlite", home->folder);
        assert_int_equal(config_load(NATTVAKT_SOURCE_DIR "/tests/nights/site", &home->configuration,
                                     &faults),
                         0);
        config_faults_done(&faults);
        *state = home;
        return 0;
}

static int tear_down(void **state) {
        struct home *home = *state;

        shut(home);
        journal_remove(home->path);
        assert_int_equal(rmdir(home->folder), 0);
        config_free(home->configuration);
        free(home);
        return 0;
}

static int add_blind(void *userdata, const struct blind_row *row) {
        struct text_buffer *text = userdata;

        text_appendf(text, "%s %lld-%lld; ", blind_cause_word(row->cause),
                     (long long)((row->from_us - NIGHT_US) / US_PER_MIN),
                     (long long)(row->to_us ? (row->to_us - NIGHT_US) / US_PER_MIN : -1));
        return 0;
}

static void assert_blind(struct home *home, const char *wanted) {
        struct text_buffer text = { 0 };

        text_append(&text, "");
        assert_int_equal(journal_each_blind(home->journal, 0, INT64_MAX, add_blind, &text), 0);
        assert_string_equal(text.data, wanted);
        text_buffer_done(&text);
}

static void a_broker_lost_when_we_went_down_does_not_blind_later_nights(void **state) {
        struct home *home = *state;

        open_at(home, NIGHT_US);
        assert_true(turn(home, NIGHT_US) >= 0);
        flow_begin(home->flow, &home->now);
        flow_blind(home->flow, BLIND_CAUSE_BROKER, NIGHT_US, 0);
        assert_true(turn(home, NIGHT_US + 5 * US_PER_MIN) >= 0);
        assert_blind(home, "broker 0--1; ");
        shut(home);

        open_at(home, NIGHT_US + 30 * US_PER_MIN);
        assert_true(turn(home, NIGHT_US + 30 * US_PER_MIN) >= 0);
        assert_blind(home, "broker 0-5; down 5-30; ");
}

static void set_full(bool full) {
        struct rlimit limit = { .rlim_cur = full ? 1 : RLIM_INFINITY, .rlim_max = RLIM_INFINITY };

        (void)signal(SIGXFSZ, SIG_IGN);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void an_outage_is_told_though_the_first_turn_after_it_fails(void **state) {
        struct home *home = *state;

        open_at(home, NIGHT_US);
        assert_true(turn(home, NIGHT_US) >= 0);
        shut(home);

        open_at(home, NIGHT_US + 40 * US_PER_MIN);
        set_full(true);
        assert_true(turn(home, NIGHT_US + 40 * US_PER_MIN) < 0);
        set_full(false);
        assert_blind(home, "");
        assert_int_equal(turn(home, NIGHT_US + 41 * US_PER_MIN), 1);
        assert_blind(home, "down 0-41; ");
        assert_true(turn(home, NIGHT_US + 43 * US_PER_MIN) >= 0);
        assert_blind(home, "down 0-41; ");
}

/* How many reports of a night wait in the outbox. */
static size_t reports(struct home *home) {
        struct outbox_row row;
        int64_t after = 0;
        size_t count = 0;

        while (journal_outbox_next(home->journal, after, &row) == 1) {
                after = row.id;
                count += strstr(row.message.topic, "/report/night/2026-11-01/") != NULL;
                message_done(&row.message);
        }
        return count;
}

static void a_report_that_was_due_while_we_were_down_goes_out_after(void **state) {
        struct home *home = *state;
        const char *call = "{\"kind\":\"person.help_call\",\"id\":\"c1\",\"resident\":\"R12\"}";
        struct flow_arrival arrival = { .topic = "nattvakt/solskinnstoppen/in/nurse-call",
                                        .payload = call,
                                        .size = strlen(call) };

        open_at(home, NIGHT_US);
        flow_message(home->flow, &arrival, &home->now);
        assert_true(turn(home, NIGHT_US) >= 0);
        assert_int_equal(reports(home), 0);
        shut(home);

        open_at(home, NIGHT_US + US_PER_DAY / 2 + 2 * US_PER_H); /* both times have passed */
        while (flow_next_us(home->flow) <= home->now.wall_us || home->now.wall_us < NIGHT_US)
                assert_true(turn(home, home->now.wall_us) >= 0);
        assert_true(turn(home, home->now.wall_us) >= 0);
        assert_true(turn(home, home->now.wall_us) >= 0);
        assert_int_equal(reports(home), home->configuration->site.department_count + 1);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, build, tear_down)
        const struct CMUnitTest tests[] = {
                TEST(a_broker_lost_when_we_went_down_does_not_blind_later_nights),
                TEST(an_outage_is_told_though_the_first_turn_after_it_fails),
                TEST(a_report_that_was_due_while_we_were_down_goes_out_after),
        };

        return cmocka_run_group_tests_name("app/outage", tests, NULL, NULL);
}
