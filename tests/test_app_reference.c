/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reference period, whole: a simulated home is heard by the real flow, fifteen nights before and
 * fifteen after, each into a journal of its own, and the report is read as a person reads it. Then one
 * outcome is changed by SQL in a copy of the journal, and the report must notice.
 *
 * Source of the figures: PRODUCT.md, "Reference period".
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "config.h"
#include "gather.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "report.h"
#include "stage.h"
#include "world.h"

#define EXAMPLES NATTVAKT_SOURCE_DIR "/board/examples/"

/* Both journals and their configurations, and the report on them; made once for all tests. */
struct home {
        char folder[64], before[96], after[96], copy[96];
        struct configuration *configuration, *configuration_before;
        struct period_settings settings; /* of the pilot, with our journal as its baseline */
};

/* What a journal gives; the period points into the rest. */
struct told {
        struct journal *journal;
        struct gathered_period gathered;
        struct period period;
        struct text_buffer text;
};

static struct configuration *load(const char *folder) {
        struct configuration *configuration = NULL;
        struct config_faults faults = { 0 };

        assert_int_equal(config_load(folder, &configuration, &faults), 0);
        config_faults_done(&faults);
        return configuration;
}

static void play(const struct configuration *configuration, int64_t first_day, int nights,
                 const char *path) {
        struct scenario scenario = scenario_reference(first_day);
        struct world *world;
        struct player player;
        struct moment begin = { .wall_trusted = true, .simulated = true };
        struct stage stage = { 0 };
        int64_t from, to;

        scenario.nights = scenario.play_to = nights;
        world = world_new(configuration, &scenario);
        player = world_player(world);
        begin.wall_us = begin.boot_us = player.next_us(player.userdata);
        site_night_bounds(&configuration->site, first_day + nights - 1, &from, &to);
        assert_true(stage_open(&stage, configuration, path, JOURNAL_NEW, &begin) >= 0);
        assert_true(stage_play(&stage, &player, to + US_PER_H, NULL, NULL) >= 0);
        stage_close(&stage);
        world_free(world);
}

static int setup(void **state) {
        struct home *home = calloc(1, sizeof(*home));
        const struct period_settings *pilot;
        const char *locale = getenv("NATTVAKT_LOCALEDIR");

        snprintf(home->folder, sizeof(home->folder), "/tmp/nattvakt-reference-XXXXXX");
        assert_non_null(mkdtemp(home->folder));
        snprintf(home->before, sizeof(home->before), "%s/before.sqlite", home->folder);
        snprintf(home->after, sizeof(home->after), "%s/after.sqlite", home->folder);
        snprintf(home->copy, sizeof(home->copy), "%s/copy.sqlite", home->folder);
        assert_int_equal(report_language("en", locale ? locale : "."), 0);

        home->configuration = load(EXAMPLES "solskinnstoppen");
        home->configuration_before = load(EXAMPLES "solskinnstoppen-before");
        pilot = gather_period(&home->configuration->settings, "pilot");
        assert_non_null(pilot);
        home->settings = *pilot;
        text_set(home->settings.baseline_journal, home->before);
        play(home->configuration_before, pilot->baseline_from_day,
             (int)(pilot->baseline_to_day - pilot->baseline_from_day + 1), home->before);
        play(home->configuration, pilot->from_day, (int)(pilot->to_day - pilot->from_day + 1),
             home->after);
        *state = home;
        return 0;
}

static int teardown(void **state) {
        struct home *home = *state;

        journal_remove(home->before);
        journal_remove(home->after);
        journal_remove(home->copy);
        rmdir(home->folder);
        config_free(home->configuration);
        config_free(home->configuration_before);
        free(home);
        return 0;
}

static void tell(const struct home *home, const char *path, struct told *told) {
        struct text_buffer says = { 0 };

        memset(told, 0, sizeof(*told));
        assert_int_equal(journal_open(path, JOURNAL_READ, &told->journal), 0);
        assert_true(gather_both(told->journal, home->configuration, &home->settings, "",
                                &told->gathered, &says) >= 0);
        text_buffer_done(&says);
        period_build(home->settings.name, home->settings.method, &told->gathered.before.input,
                     &told->gathered.after.input, &told->period);
        period_text(&told->period, &told->text);
}

static void told_done(struct told *told) {
        text_buffer_done(&told->text);
        period_done(&told->period);
        gather_both_done(&told->gathered);
        journal_close(told->journal);
}

/* The cells of the line with that label, one space between them. */
static void cells(const char *text, const char *label, char *ret_cells, size_t size) {
        char start[96];
        const char *at;
        size_t length = 0;

        snprintf(start, sizeof(start), "\n  %s  ", label);
        at = strstr(text, start);
        if (!at) {
                fail_msg("the report has no line '%s':\n%s", label, text);
                return;
        }
        for (at += strlen(start); *at && *at != '\n' && length + 1 < size; at++)
                if (*at != ' ' || (length > 0 && ret_cells[length - 1] != ' '))
                        ret_cells[length++] = *at;
        ret_cells[length] = '\0';
}

static void expect_line(const char *text, const char *label, const char *expected) {
        char said[160];

        cells(text, label, said, sizeof(said));
        if (!text_starts_with(said, expected))
                fail_msg("%s: expected '%s', the report says '%s'", label, expected, said);
}

/* clang-format off */
static const struct {
        const char *label, *cells; /* total and mean before, total and mean after, change */
} table[] = {
        { "pure physical checks",                "2,160 144.0 963 64.2 −79.8" },
        { "digital checks",                      "0 0.0 1,260 84.0 +84.0" },
        { "second looks",                        "0 0.0 126 8.4 +8.4" },
        { "first looks that did not see",        "0 0.0 126 8.4 +8.4" },
        { "care checks",                         "540 36.0 540 36.0 0.0 0.0 %" },
        { "visits for calls",                    "300 20.0 300 20.0 0.0 0.0 %" },
        { "alarms",                              "0 0.0 240 16.0 +16.0" },
        { "nuisance alarms",                     "0 0.0 75 5.0 +5.0" },
        { "walks for alarms",                    "0 0.0 172 11.5 +11.5" },
        { "all physical visits",                 "3,000 200.0 1,975 131.7 −68.3" },
        { "avoided visits",                      "0 0.0 1,197 79.8 +79.8" },
        { "looked, yet visited: not avoided",    "0 0.0 0 0.0 0.0" },
        { "not done",                            "0 0.0 0 0.0 0.0" },
        { "breached deadlines",                  "0 0.0 0 0.0 0.0" },
        { "direct minutes",                      "15,360.0 1,024.0 14,427.0 961.8 −62.2" },
        { "gross minutes saved on checks",       "147.0" },
        { "minutes of alarm work added",         "84.8" },
        { "net minutes saved",                   "62.2 of 2,100" },
        { "worker minutes available, a night",   "2,100 2,100" },
        { "blind minutes, all nights",           "0.0 0.0" },
        { "planned checks with an outcome",      "100.0 % 100.0 %" },
};

/* In the nights after: so many on these nights, one more on those. */
static const struct {
        enum figure figure;
        int64_t less;
        size_t less_nights, more_nights;
} spreads[] = {
        { FIGURE_PHYSICAL_CHECKS, 64, 12, 3 },
        { FIGURE_DIGITAL_CHECKS,  84, 15, 0 },
        { FIGURE_SECOND_LOOKS,    8,  9,  6 },
        { FIGURE_LOOKS_NOT_SEEN,  8,  9,  6 },
        { FIGURE_CARE_VISITS,     36, 15, 0 },
        { FIGURE_CALL_VISITS,     20, 15, 0 },
        { FIGURE_ALARMS,          16, 15, 0 },
        { FIGURE_NUISANCE_ALARMS, 5,  15, 0 },
        { FIGURE_ALARM_VISITS,    11, 8,  7 },
};
/* clang-format on */

static void the_report_of_the_period_holds_the_reference_table(void **state) {
        const struct home *home = *state;
        struct told told;
        char visits[160];

        tell(home, home->after, &told);
        for (size_t i = 0; i < ELEMENTS(table); i++)
                expect_line(told.text.data, table[i].label, table[i].cells);
        cells(told.text.data, "all physical visits", visits, sizeof(visits));
        assert_true(text_ends_with(visits, "−34.2 %"));
        assert_null(strstr(told.text.data, "not enough nights"));
        print_message("figures: reference period, physical visits %s\n", visits);
        told_done(&told);
}

static void every_night_has_its_share(void **state) {
        const struct home *home = *state;
        struct told told;

        tell(home, home->after, &told);
        assert_int_equal(told.period.after.nights, 15);
        assert_int_equal(told.period.before.nights, 15);
        for (size_t i = 0; i < ELEMENTS(spreads); i++) {
                size_t less = 0, more = 0;

                for (size_t night = 0; night < told.period.after.nights; night++) {
                        int64_t count = told.period.after.figures[night][spreads[i].figure];

                        less += count == spreads[i].less * 1000;
                        more += count == (spreads[i].less + 1) * 1000;
                }
                if (less != spreads[i].less_nights || more != spreads[i].more_nights)
                        fail_msg("%s: %zu nights with %d and %zu with one more",
                                 figure_word(spreads[i].figure), less, (int)spreads[i].less, more);
        }
        told_done(&told);
}

static void sql(const char *path, const char *statement, int expected_changes) {
        sqlite3 *db = NULL;
        char *message = NULL;

        assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
        if (sqlite3_exec(db, statement, NULL, NULL, &message) != SQLITE_OK)
                fail_msg("%s: %s", statement, message);
        if (expected_changes >= 0)
                assert_int_equal(sqlite3_changes(db), expected_changes);
        assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* The report has no sums of its own that could stay as they were: it is made of the rows each time. */
static void one_outcome_set_to_not_seen_by_sql_changes_the_table(void **state) {
        const struct home *home = *state;
        struct told before, after;
        char statement[160];

        snprintf(statement, sizeof(statement), "VACUUM INTO '%s'", home->copy);
        sql(home->after, statement, -1);
        sql(home->copy,
            "UPDATE event SET outcome = 'not_seen' WHERE id = (SELECT t.event FROM transition AS t"
            " JOIN task ON task.id = t.task JOIN event AS e ON e.id = t.event"
            " WHERE t.task_order = 'complete' AND task.planned = 1 AND task.look_count = 1"
            " AND e.kind = 'camera.check_done' AND e.outcome = 'seen_ok'"
            " ORDER BY t.at_us LIMIT 1)",
            1);

        tell(home, home->after, &before);
        tell(home, home->copy, &after);
        expect_line(before.text.data, "avoided visits", "0 0.0 1,197 79.8");
        expect_line(after.text.data, "avoided visits", "0 0.0 1,196 79.7");
        expect_line(before.text.data, "first looks that did not see", "0 0.0 126 8.4");
        expect_line(after.text.data, "first looks that did not see", "0 0.0 127 8.5");
        expect_line(after.text.data, "digital checks", "0 0.0 1,260 84.0");
        expect_line(after.text.data, "pure physical checks", "2,160 144.0 963 64.2");
        assert_int_equal(after.period.after.totals[FIGURE_GROSS_MINUTES],
                         before.period.after.totals[FIGURE_GROSS_MINUTES] - 3000);
        print_message("figures: one outcome set to not_seen: avoided visits 1,197 to 1,196, looks "
                      "not seen 126 to 127\n");
        told_done(&before);
        told_done(&after);
}

struct sum {
        int64_t weight, count;
};

static int add(void *userdata, const struct evidence *item) {
        struct sum *sum = userdata;

        assert_string_not_equal(item->task, "");
        sum->weight += item->weight;
        sum->count++;
        return 0;
}

static int64_t add_side(const struct report *report) {
        int64_t rows = 0;

        for (int figure = 0; figure < FIGURE_COUNT; figure++) {
                struct sum sum = { 0 };

                assert_int_equal(
                        report_evidence(report->input, figure_word((enum figure)figure), add, &sum),
                        0);
                if (sum.weight != report->totals[figure])
                        fail_msg("%s: the evidence adds up to %lld, the figure is %lld",
                                 figure_word((enum figure)figure), (long long)sum.weight,
                                 (long long)report->totals[figure]);
                rows += sum.count;
        }
        return rows;
}

static void the_evidence_of_every_figure_adds_up_to_it(void **state) {
        const struct home *home = *state;
        struct told told;
        int64_t rows;

        tell(home, home->after, &told);
        rows = add_side(&told.period.before) + add_side(&told.period.after);
        for (int change = 0; change < CHANGE_COUNT; change++) {
                struct sum sum = { 0 };

                assert_int_equal(period_evidence(told.period.before.input, told.period.after.input,
                                                 change_figure_word((enum change_figure)change),
                                                 add, &sum),
                                 0);
                if (change == CHANGE_NET)
                        assert_int_equal(sum.weight, 933000); /* 15 nights of 62.2 minutes */
                rows += sum.count;
        }
        print_message("figures: evidence of %d figures and %d changes adds up, %lld rows\n",
                      FIGURE_COUNT, CHANGE_COUNT, (long long)rows);
        told_done(&told);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_report_of_the_period_holds_the_reference_table),
                cmocka_unit_test(every_night_has_its_share),
                cmocka_unit_test(one_outcome_set_to_not_seen_by_sql_changes_the_table),
                cmocka_unit_test(the_evidence_of_every_figure_adds_up_to_it),
        };

        return cmocka_run_group_tests_name("app/reference", tests, setup, teardown);
}
