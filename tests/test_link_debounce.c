/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Debounce, case by case. A script's words, times in ms: A5 and I5 are edges after which the line is active
 * or inactive, in the order of the queue; with "!" edges before it were lost. rA5 and rI5 are readings of the
 * level. d5 asks what counts when nothing else came until then. What is told: A5 and I5, with "?" when its
 * edge was not seen. A line begins inactive at 0.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debounce.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/times.h"

#define FIRST_US  INT64_C(1000000000)
#define TOLD_SIZE 512

struct debounce_case {
        const char *says;
        int wait_ms;
        const char *script;
        const char *told;
};

/* clang-format off */
static const struct debounce_case cases[] = {
        /* A press, and when it counts. */
        { "a level that has lasted counts from its edge", 30, "A10 d40", "A10" },
        { "a level that is too young does not count yet", 30, "A10 d39", "" },
        { "one that counts is not told again", 30, "A10 d40 d50 rA60 d90", "A10" },
        { "a press and its release, both read late and at once", 30, "A10 I500 d900", "A10 I500" },
        { "three presses in one batch are three", 30, "A10 I100 A200 I300 A400 I500 d600",
          "A10 I100 A200 I300 A400 I500" },
        { "it does not matter that nobody asked in time", 30, "A10 d5000", "A10" },

        /* What is too short. */
        { "a glitch is no press", 30, "A10 I12 d100", "" },
        { "nor is one that is a hair shorter than the debounce", 30, "A10 I39 d100", "" },
        { "one that is exactly as long is", 30, "A10 I40 d100", "A10 I40" },
        { "a dip in a press is no release", 30, "A10 d40 I100 A120 d200", "A10" },
        { "twenty short pulses in one batch are nothing", 30,
          "A10 I11 A12 I13 A14 I15 A16 I17 A18 I19 A20 I21 A22 I23 A24 I25 A26 I27 A28 I29 d99", "" },

        /* A contact bounces; what lasted began with the last of its edges. */
        { "a contact that bounces is one press", 30, "A10 I11 A12 I14 A15 d44 d45", "A15" },
        { "and one release", 30, "A10 d40 I100 A101 I103 A104 I105 d134 d135", "A10 I105" },
        { "bounces of press and release in one batch", 30,
          "A10 I11 A12 I100 A101 I102 d200", "A12 I102" },

        /* Without debounce each edge tells. */
        { "without debounce each edge tells at once", 0, "A10 I11 A12", "A10 I11 A12" },
        { "a pulse too short for the kernel is a press all the same", 0, "I10", "A10 I10" },
        { "and a release, in a press", 0, "A10 A20", "A10 I20 A20" },
        { "without debounce a reading tells at once", 0, "rA10 A12", "A10? I12 A12" },
        { "an edge that a reading overtook is not told twice", 0, "rA10 A9 I20", "A10? I20" },
        { "nor is one of the reading's own time", 0, "rA10 A10 I20", "A10? I20" },
        { "what is told does not go back in time", 0, "rA10 A5 I7", "A10? I10" },

        /* Stamps out of order, or the same. */
        { "equal stamps: the queue's order counts", 30, "A10 I10 A10 d40", "A10" },
        { "a stamp before the last one is taken for it", 30, "A10 I8 A9 d39 d40", "A10" },
        { "edges from before the first level was read", 30, "A-5 I-3 A-2 I-1 d50", "" },
        { "two equal edges: the pulse between was too short to matter", 30, "A10 A20 d40", "A10" },
        { "also when they are far apart", 30, "A10 A90", "A10" },
        { "a pulse that the kernel merged is none", 30, "I10 I20 d90", "" },

        /* A reading that disagrees with the edges. */
        { "a lost press is found by reading", 30, "rA100 d129 d130", "A100?" },
        { "its edge arrives after all and gives the time", 30, "rA100 A99 d129", "A99" },
        { "a reading that agrees changes nothing", 30, "A10 rA20 d40", "A10" },
        { "a press that is over when it is read is none", 30, "A10 rI35 d90", "" },
        { "unless its late edge says that it had lasted", 30, "A10 rI45 I41 d90", "A10 I41" },
        { "a late edge that says it had not", 30, "A10 rI45 I39 d90", "" },
        { "a late edge of the reading's own time", 30, "A10 rI45 I45 d90", "A10 I45" },
        { "two readings within one late edge", 30, "A10 rI45 rA47 I41 A46 I60 d200", "A10 I60" },
        { "the same, of a press that was none", 30, "A10 rI45 rA47 I39 A46 I60 d200", "" },
        { "an edge from before a reading that disagrees", 30, "rA100 I99 d130", "A100?" },
        { "a release found by reading, then a press", 30, "A10 d40 rI100 A120 d200", "A10" },
        { "a stuck line is told once, however often it is read", 30,
          "rA100 rA1100 d1100 rA2100 d2100 rA3100 d3100", "A100?" },

        /* Lost edges (libgpiod 2.x: the oldest of the queue). */
        { "a press in the gap, of which the release's bounces are left", 30,
          "I2000! A2001 I2002 d2100", "A1970? I2002" },
        { "the same, and the first that is left is a press", 30,
          "A2001! I2002 A2003 I2004 d2100", "A1971? I2004" },
        { "a gap that is too short for a press", 30, "I20! d90", "" },
        { "a gap after a press that was seen", 30, "A10 I500! d900", "A10 I500" },
        { "a release and a press in the gap", 30, "A10 d40 A5000! d5100", "A10 I4970? A5000" },
        { "a release that had lasted, and a press lost after it", 30,
          "A10 d40 I100 rI150 I900! d990", "A10 I100 A870? I900" },
        { "a gap between bounces", 30, "A10 I11 A15! d44 d45", "A15" },
        { "a short gap in bounces long after the last look", 30, "A1000 I1001 I1005! d1100", "" },
        { "without debounce a gap is a press, too", 0, "I10!", "A10? I10" },

        /* Lost edges (libgpiod 1.6: the newest; the next thing known is a reading). */
        { "bounces filled the queue, and it is still pressed", 30, "A10 I11 A12 rA2000! d2000", "A12" },
        { "bounces filled the queue, and all is over", 30, "A10 I11 A12 rI2000! d2100", "A12 I2000?" },
        { "and the release that was missing comes late", 30, "A10 I11 A12 rI2000! I1500 d2100",
          "A12 I1500" },
        { "the queue's last was a release, but it is pressed", 30, "A10 I11 rA2000! d2100",
          "A1970?" },
        { "the queue's last was a release, and so is the level", 30, "A10 I11 rI2000! d2100",
          "A1970? I2000?" },
        { "a full queue, read at once, loses nothing", 30, "A10 I11 rI12! d100", "" },
        { "without debounce, after a full queue", 0, "A10 I11 rA12!", "A10 I11 A12?" },
};
/* clang-format on */

static int64_t us(const char *ms) {
        return FIRST_US + (int64_t)strtol(ms, NULL, 10) * US_PER_MS;
}

static size_t step(struct debounce *d, const char *word, struct debounce_news *news) {
        bool lost = word[strlen(word) - 1] == '!';

        if (word[0] == 'd')
                return debounce_due(d, us(word + 1), news);
        if (word[0] == 'r')
                return debounce_read(d, word[1] == 'A', us(word + 2), lost, news);

        return debounce_edge(d,
                             &(struct debounce_edge){ .active = word[0] == 'A',
                                                      .lost = lost,
                                                      .at_us = us(word + 1) },
                             news);
}

static void a_level_counts_when_it_has_lasted(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                _cleanup_(freep) char *script = strdup(cases[i].script);
                char told[TOLD_SIZE] = "", *save = NULL;
                struct debounce d;
                size_t size = 0;

                debounce_start(&d, cases[i].wait_ms * US_PER_MS, false, FIRST_US);
                for (const char *word = strtok_r(script, " ", &save); word;
                     word = strtok_r(NULL, " ", &save)) {
                        struct debounce_news news[DEBOUNCE_NEWS_MAX];
                        size_t count = step(&d, word, news);

                        for (size_t k = 0; k < count; k++)
                                size += (size_t)snprintf(told + size, sizeof(told) - size,
                                                         "%s%c%" PRId64 "%s", size ? " " : "",
                                                         news[k].active ? 'A' : 'I',
                                                         (news[k].at_us - FIRST_US) / US_PER_MS,
                                                         news[k].is_read ? "?" : "");
                }
                if (strcmp(told, cases[i].told) != 0)
                        print_error("%s (%s)\n", cases[i].says, cases[i].script);
                assert_string_equal(told, cases[i].told);
        }
}

static void it_says_when_to_ask_again(void **state) {
        const struct debounce_edge press = { .active = true, .at_us = FIRST_US + 5 };
        struct debounce_news news[DEBOUNCE_NEWS_MAX];
        struct debounce d;

        (void)state;
        debounce_start(&d, 30, false, FIRST_US);
        assert_true(debounce_due_us(&d) == TIME_NEVER);
        assert_int_equal(debounce_edge(&d, &press, news), 0);
        assert_int_equal(debounce_due_us(&d), FIRST_US + 35);
        assert_int_equal(debounce_due(&d, FIRST_US + 35, news), 1);
        assert_true(debounce_due_us(&d) == TIME_NEVER);
}

struct run {
        struct debounce d;
        unsigned dice;
        bool level, told;
        int64_t at_us, told_us;
};

static unsigned throw(struct run * run, unsigned sides) {
        run->dice = run->dice * 1103515245U + 12345U; /* C11 7.22.2: rand's example */
        return (run->dice >> 16) % sides;
}

static void hear(struct run *run, const struct debounce_news *news, size_t count) {
        for (size_t i = 0; i < count; i++) {
                assert_true(news[i].active != run->told && news[i].at_us >= run->told_us);
                run->told = news[i].active;
                run->told_us = news[i].at_us;
        }
}

static void step_by_chance(struct run *run) {
        struct debounce_news news[DEBOUNCE_NEWS_MAX];
        struct debounce_edge edge;

        run->at_us += (int64_t) throw(run, 1200) - 300;
        run->level = throw(run, 2);
        edge = (struct debounce_edge){ run->level, throw(run, 4) == 0, run->at_us };
        if (throw(run, 3) == 0)
                hear(run, news, debounce_read(&run->d, edge.active, edge.at_us, edge.lost, news));
        else
                hear(run, news, debounce_edge(&run->d, &edge, news));
}

/* However edges, readings and losses fall: what is told alternates, goes forward, and ends at the level. */
static void whatever_comes_the_level_that_stands_is_told_last(void **state) {
        struct run run = { .dice = 1 };

        (void)state;
        for (int round = 0; round < 20000; round++) {
                struct debounce_news news[DEBOUNCE_NEWS_MAX];
                int64_t wait_us = round % 3 * 1000;

                run.at_us = run.told_us = FIRST_US;
                run.told = false;
                debounce_start(&run.d, wait_us, run.told, run.at_us);
                for (int i = 0; i < 40; i++)
                        step_by_chance(&run);
                run.at_us += 40 * 300; /* behind all stamps */
                hear(&run, news, debounce_read(&run.d, run.level, run.at_us, false, news));
                hear(&run, news, debounce_due(&run.d, run.at_us + wait_us, news));
                assert_int_equal(run.told, run.level);
        }
}

#define LEVELS_MAX 12
#define WAIT_US    10000
#define END_US     1000000

/* A line as it was, and when the program learned of it: the edge of each level is seen @seen_us. */
struct lived {
        size_t count, seen, right, got;
        bool active[LEVELS_MAX];
        int64_t from_us[LEVELS_MAX], seen_us[LEVELS_MAX];
        struct debounce_news expected[LEVELS_MAX];
};

/* What debounce must find out, told by one who knows the whole line. */
static void live(struct run *run, unsigned late_us, struct lived *lived) {
        bool told = false;

        *lived = (struct lived){ .count = 2 + throw(run, LEVELS_MAX - 2) };
        run->at_us = 0;
        for (size_t i = 0; i < lived->count; i++) {
                run->at_us += 1 + (throw(run, 4) ? throw(run, 8000) : WAIT_US + throw(run, 20000));
                lived->active[i] = i % 2 == 0;
                lived->from_us[i] = run->at_us;
                lived->seen_us[i] = run->at_us + throw(run, late_us + 1);
                if (i > 0 && lived->seen_us[i] < lived->seen_us[i - 1])
                        lived->seen_us[i] = lived->seen_us[i - 1];
        }
        for (size_t i = 0; i < lived->count; i++) {
                int64_t to_us = i + 1 < lived->count ? lived->from_us[i + 1] : END_US;

                if (to_us - lived->from_us[i] < WAIT_US || lived->active[i] == told)
                        continue;
                told = lived->active[i];
                lived->expected[lived->right++] =
                        (struct debounce_news){ .active = told, .at_us = lived->from_us[i] };
        }
}

static void compare(struct lived *lived, const struct debounce_news *news, size_t count) {
        for (size_t i = 0; i < count; i++, lived->got++) {
                assert_true(lived->got < lived->right);
                assert_int_equal(news[i].active, lived->expected[lived->got].active);
                assert_int_equal(news[i].at_us, lived->expected[lived->got].at_us);
        }
}

/* The program looks at @now_us: reads the edges that are there, and then the level. */
static void look(struct debounce *d, struct lived *lived, int64_t now_us) {
        struct debounce_news news[DEBOUNCE_NEWS_MAX];
        bool level = false;

        while (lived->seen < lived->count && lived->seen_us[lived->seen] <= now_us) {
                struct debounce_edge edge = { .active = lived->active[lived->seen],
                                              .at_us = lived->from_us[lived->seen] };

                compare(lived, news, debounce_edge(d, &edge, news));
                lived->seen++;
        }
        for (size_t i = 0; i < lived->count && lived->from_us[i] <= now_us; i++)
                level = lived->active[i];
        compare(lived, news, debounce_read(d, level, now_us, false, news));
        compare(lived, news, debounce_due(d, now_us, news));
}

/* Edges up to 0.2 ms late, looked at at any times: all that lasted is told, nothing else, with its own time. */
static void what_is_told_is_what_lasted(void **state) {
        struct run run = { .dice = 7 };

        (void)state;
        for (int round = 0; round < 100000; round++) {
                unsigned pace_us = round % 3 ? (unsigned)(round % 3) * 20000 : 300;
                struct lived lived;
                struct debounce d;
                int64_t now_us = 0;

                live(&run, round % 2 ? 200 : 0, &lived);
                debounce_start(&d, WAIT_US, false, 0);
                while (lived.seen < lived.count || now_us < run.at_us + 2 * WAIT_US) {
                        now_us += 200 + throw(&run, pace_us);
                        look(&d, &lived, now_us);
                }
                assert_int_equal(lived.got, lived.right);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_level_counts_when_it_has_lasted),
                cmocka_unit_test(it_says_when_to_ask_again),
                cmocka_unit_test(whatever_comes_the_level_that_stands_is_told_last),
                cmocka_unit_test(what_is_told_is_what_lasted),
        };

        return cmocka_run_group_tests_name("link/debounce", tests, NULL, NULL);
}
