/* SPDX-License-Identifier: Apache-2.0 */
/* Whose task, and why: one row per sentence of PRODUCT's order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "share.h"

#define EVENING_US INT64_C(1793566800000000) /* 2026-11-01T22:00 in Oslo: 21:00Z */
#define DAY        20758                     /* 2026-11-01 */

/* clang-format off */
static struct zone_transition offsets[] = { { INT64_MIN, 3600 } };
static struct department departments[] = {
        { .name = "a", .neighbours = { "b" } }, { .name = "b", .neighbours = { "a" } }, { .name = "far" },
};
static const struct site site = { .zone = { offsets, 1 }, .departments = departments, .department_count = ELEMENTS(departments) };

static char roles[][NAME_SIZE] = { "helper", "carer", "nurse", "doctor" };

#define OWN(slot, role, department) { slot, role, { department }, 1, { { "", "", 0, 0 } }, 0 }
static struct worker workers[] = {
        OWN("c-1", "carer", "a"), OWN("c-2", "carer", "a"), OWN("c-3", "carer", "b"), OWN("c-9", "carer", "far"),
        { "c-s", "carer", { "a", "b" }, 2, { { "", "", 0, 0 } }, 0 },
        OWN("n-1", "nurse", "a"), OWN("n-2", "nurse", "b"),
        { "c-d", "carer", { "a" }, 1, { { "dose", "nurse", DAY - 9, DAY + 9 } }, 1 },
        { "c-l", "carer", { "a" }, 1, { { "dose", "nurse", DAY - 90, DAY - 1 } }, 1 },
        { "c-f", "carer", { "a" }, 1, { { "other", "nurse", DAY - 9, DAY + 9 }, { "dose", "nurse", DAY + 1, DAY + 9 } }, 2 },
        { "c-t", "carer", { "a" }, 1, { { "dose", "nurse", DAY, DAY } }, 1 },
        OWN("h-1", "helper", "a"), OWN("x-1", "stranger", "a"),
};

/* on, pause and busy are lists of slots; minutes as "slot=n"; order is what comes, the chosen first. */
static const struct row {
        const char *says, *must, *should, *can, *on, *pause, *busy, *minutes, *declined;
        const char *department, *asked, *role; /* role: RUNG_ROLE */
        bool stat;
        const char *order, *because, *left_out; /* left out: "slot:verdict" */
} rows[] = {
        { .says = "one alone", .can = "carer", .on = "c-1", .order = "c-1", .because = "only_candidate", .left_out = "" },
        { .says = "free before busy", .can = "carer", .on = "c-1 c-2", .busy = "c-1", .order = "c-2 c-1", .because = "free_before_busy", .left_out = "" },
        { .says = "free before should", .should = "carer", .can = "nurse", .on = "c-1 n-1", .busy = "c-1", .order = "n-1 c-1", .because = "free_before_busy", .left_out = "" },
        { .says = "should before can, though of higher rank", .should = "nurse", .can = "carer", .on = "c-1 n-1", .order = "n-1 c-1", .because = "should_before_can", .left_out = "" },
        { .says = "lowest sufficient competence", .can = "carer nurse", .on = "n-1 c-1", .order = "c-1 n-1", .because = "lowest_sufficient_competence", .left_out = "" },
        { .says = "rank before zone", .can = "carer nurse", .on = "n-1 c-3", .order = "c-3 n-1", .because = "lowest_sufficient_competence", .left_out = "" },
        { .says = "a role in no list of ranks stands behind all", .on = "n-1 x-1", .order = "n-1 x-1", .because = "lowest_sufficient_competence", .left_out = "" },
        { .says = "own department, then neighbour, then shared", .can = "carer", .on = "c-s c-3 c-1", .order = "c-1 c-3 c-s", .because = "nearest_zone", .left_out = "" },
        { .says = "another department only when nobody is nearer", .can = "carer", .on = "c-9 c-1", .busy = "c-1", .order = "c-1", .because = "only_candidate", .left_out = "c-9:other_department" },
        { .says = "nobody nearer: somebody from afar", .can = "carer", .on = "c-9", .order = "c-9", .because = "only_candidate", .left_out = "" },
        { .says = "without a department all are near", .department = "", .can = "carer", .on = "c-9 c-3", .order = "c-3 c-9", .because = "slot_order", .left_out = "" },
        { .says = "fewest minutes tonight", .can = "carer", .on = "c-1 c-2", .minutes = "c-1=12 c-2=3", .order = "c-2 c-1", .because = "fewest_minutes_tonight", .left_out = "" },
        { .says = "zone before minutes", .can = "carer", .on = "c-1 c-3", .minutes = "c-1=12", .order = "c-1 c-3", .because = "nearest_zone", .left_out = "" },
        { .says = "slot order at last", .can = "carer", .on = "c-2 c-1", .order = "c-1 c-2", .because = "slot_order", .left_out = "" },
        { .says = "must: only these", .must = "nurse", .can = "carer", .on = "c-1 n-1", .order = "n-1", .because = "only_candidate", .left_out = "c-1:not_competent" },
        { .says = "a valid delegation suffices, and the nurse is not asked first", .must = "nurse", .on = "c-d n-1", .order = "c-d n-1", .because = "lowest_sufficient_competence", .left_out = "" },
        { .says = "first and last day of a delegation count", .must = "nurse", .on = "c-t", .order = "c-t", .because = "only_candidate", .left_out = "" },
        { .says = "a lapsed delegation does not count, and is named", .must = "nurse", .on = "c-l n-1", .order = "n-1", .because = "only_candidate", .left_out = "c-l:lapsed_delegation" },
        { .says = "a delegation that begins tomorrow does not count, another code's neither", .must = "nurse", .on = "c-f", .order = "", .because = "none", .left_out = "c-f:lapsed_delegation" },
        { .says = "a pause is no time to ask", .can = "carer", .on = "c-1", .pause = "c-2", .order = "c-1", .because = "only_candidate", .left_out = "c-2:pause" },
        { .says = "who declined is not asked again", .can = "carer", .on = "c-1 c-2", .declined = "c-1", .order = "c-2", .because = "only_candidate", .left_out = "c-1:declined" },
        { .says = "all declined: nobody", .can = "carer", .on = "c-1 c-2", .declined = "c-2 c-1", .order = "", .because = "none", .left_out = "c-1:declined c-2:declined" },
        { .says = "the first in the order waits in his queue", .can = "carer", .on = "c-1 c-2", .busy = "c-1 c-2", .order = "c-1 c-2", .because = "slot_order", .left_out = "" },
        { .says = "stat interrupts the first", .can = "carer", .on = "c-1 c-2", .busy = "c-1 c-2", .stat = true, .order = "c-1 c-2", .because = "slot_order", .left_out = "" },
        { .says = "stat prefers the free one", .can = "carer", .on = "c-1 c-2", .busy = "c-1", .stat = true, .order = "c-2 c-1", .because = "free_before_busy", .left_out = "" },
        { .says = "a further rung asks the one behind", .can = "carer nurse", .on = "c-1 c-2 n-1", .asked = "c-1", .order = "c-2 n-1 c-1", .because = "lowest_sufficient_competence", .left_out = "" },
        { .says = "behind the last comes the first", .can = "carer nurse", .on = "c-1 c-2 n-1", .asked = "n-1", .order = "c-1 c-2 n-1", .because = "slot_order", .left_out = "" },
        { .says = "there is no other", .can = "carer", .on = "c-1", .asked = "c-1", .order = "c-1", .because = "only_candidate", .left_out = "" },
        { .says = "the one asked has gone home", .can = "carer", .on = "c-1 c-2", .asked = "n-1", .order = "c-1 c-2", .because = "slot_order", .left_out = "n-1:off_shift" },
        { .says = "a rung names a role", .can = "carer nurse", .on = "c-1 n-1 n-2", .asked = "c-1", .role = "nurse", .order = "n-1 n-2", .because = "nearest_zone", .left_out = "c-1:not_competent" },
        { .says = "nobody of the role is there", .can = "carer doctor", .on = "c-1", .role = "doctor", .order = "", .because = "none", .left_out = "c-1:not_competent" },
        { .says = "no requirement: everybody may", .on = "h-1 n-1", .order = "h-1 n-1", .because = "lowest_sufficient_competence", .left_out = "" },
        { .says = "nobody on shift", .can = "carer", .on = "", .order = "", .because = "none", .left_out = "" },
};
/* clang-format on */

static bool is_in(const char *list, const char *slot) {
        const char *at = list ? strstr(list, slot) : NULL;

        return at != NULL;
}

static void fill_roles(struct role_set *set, const char *list) {
        char words[128];

        snprintf(words, sizeof(words), "%s", list ? list : "");
        for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
                text_set(set->role[set->count++], word);
}

struct house {
        struct task task;
        struct task_code code;
        struct worker workers[ELEMENTS(workers)];
        struct shift shifts[ELEMENTS(workers)];
        struct workload loads[ELEMENTS(workers)];
        struct staff staff;
};

/* Workers, shifts and loads begin at @turn, so that their order is another each time. */
static void build(const struct row *row, size_t turn, struct house *house) {
        size_t count = ELEMENTS(workers), declined = 0;

        memset(house, 0, sizeof(*house));
        text_set(house->code.code, "dose");
        fill_roles(&house->code.must, row->must);
        fill_roles(&house->code.should, row->should);
        fill_roles(&house->code.can, row->can);
        text_set(house->task.department, row->department ? row->department : "a");
        text_set(house->task.asked, row->asked ? row->asked : "");
        house->task.priority = row->stat ? TASK_PRIORITY_STAT : TASK_PRIORITY_ASAP;
        for (size_t i = 0; i < count; i++) {
                const struct worker *worker = &workers[(i + turn) % count];
                const char *slot = worker->slot;
                const char *minutes = row->minutes ? strstr(row->minutes, slot) : NULL;
                bool is_on = is_in(row->on, slot), is_paused = is_in(row->pause, slot);

                house->workers[i] = *worker;
                text_set(house->loads[count - 1 - i].slot, slot);
                house->loads[count - 1 - i].busy = is_in(row->busy, slot);
                if (minutes)
                        house->loads[count - 1 - i].minutes = atof(minutes + strlen(slot) + 1);
                if (is_in(row->declined, slot))
                        text_set(house->task.declined[declined++], slot);
                if (!is_on && !is_paused)
                        continue;
                house->shifts[house->staff.shift_count++] =
                        (struct shift){ .from_min = 1320,
                                        .to_min = 435,
                                        .weekdays = 127,
                                        .until_day = INT64_MAX,
                                        .pause_from_min = is_paused ? 1320 : 0,
                                        .pause_to_min = is_paused ? 1350 : 0 };
                text_set(house->shifts[house->staff.shift_count - 1].worker, slot);
        }
        house->staff.roles = roles;
        house->staff.role_count = ELEMENTS(roles);
        house->staff.workers = house->workers;
        house->staff.worker_count = count;
        house->staff.shifts = house->shifts;
}

static int ask(const struct row *row, struct house *house, struct assignment *assignment) {
        struct share_question question = {
                .task = &house->task,
                .code = &house->code,
                .site = &site,
                .staff = &house->staff,
                .workloads = house->loads,
                .workload_count = ELEMENTS(workers),
                .at_us = EVENING_US,
                .rung = row->role ? RUNG_ROLE : RUNG_NEXT,
                .role = row->role,
                .again = row->asked != NULL,
        };

        memset(assignment, 0xff, sizeof(*assignment));
        return share_choose(&question, assignment);
}

/* Off shift is left out of the sentences unless the row speaks of it. */
static void say(const struct row *row, const struct assignment *assignment, char *order,
                char *left_out, size_t size) {
        order[0] = left_out[0] = '\0';
        for (size_t i = 0; i < assignment->count; i++) {
                const struct candidate *candidate = &assignment->candidates[i];
                const char *verdict = verdict_word(candidate->verdict);
                bool is_able =
                        candidate->verdict == VERDICT_CHOSEN || candidate->verdict == VERDICT_LATER;
                char *to = is_able ? order : left_out;

                if (candidate->verdict == VERDICT_OFF_SHIFT &&
                    !is_in(row->left_out, candidate->slot))
                        continue;
                assert_int_equal(candidate->verdict == VERDICT_CHOSEN, i == 0 && is_able);
                snprintf(to + strlen(to), size - strlen(to), "%s%s%s%s", *to ? " " : "",
                         candidate->slot, is_able ? "" : ":", is_able ? "" : verdict);
        }
}

static void check_row(const struct row *row, size_t turn) {
        struct house house;
        struct assignment assignment;
        char order[256], left_out[256];
        int found;

        build(row, turn, &house);
        found = ask(row, &house, &assignment);
        say(row, &assignment, order, left_out, sizeof(order));
        assert_string_equal(order, row->order);
        assert_string_equal(left_out, row->left_out);
        assert_string_equal(tiebreak_word(assignment.because), row->because);
        assert_int_equal(found, *row->order ? 1 : 0);
        assert_int_equal(assignment.count, ELEMENTS(workers));
        assert_int_equal(assignment.more, 0);
        if (found) {
                bool is_busy = is_in(row->busy, assignment.slot);

                assert_string_equal(assignment.slot, assignment.candidates[0].slot);
                assert_string_equal(assignment.role, assignment.candidates[0].role);
                assert_int_equal(assignment.queued, is_busy && !row->stat);
                assert_int_equal(assignment.interrupts, is_busy && row->stat);
        } else {
                assert_string_equal(assignment.slot, "");
                assert_false(assignment.queued || assignment.interrupts);
        }
}

static void every_sentence_holds_whatever_the_order_of_the_lists(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                print_message("  %s\n", rows[i].says);
                for (size_t turn = 0; turn < ELEMENTS(workers); turn++)
                        check_row(&rows[i], turn);
        }
}

static void says_whom_it_waits_for_when_nobody_may(void **state) {
        static const struct row nurse = { .must = "nurse", .can = "carer", .on = "c-1" },
                                doctor = { .can = "carer", .on = "c-1", .role = "doctor" },
                                anybody = { .on = "" };
        struct house house;
        struct assignment assignment;

        (void)state;
        build(&nurse, 0, &house);
        assert_int_equal(ask(&nurse, &house, &assignment), 0);
        assert_string_equal(assignment.role, "nurse");
        build(&doctor, 0, &house);
        assert_int_equal(ask(&doctor, &house, &assignment), 0);
        assert_string_equal(assignment.role, "doctor");
        build(&anybody, 0, &house);
        assert_int_equal(ask(&anybody, &house, &assignment), 0);
        assert_string_equal(assignment.role, "");
}

static void lists_as_many_as_fit_and_counts_the_rest(void **state) {
        static const struct row row = { .can = "carer", .on = "" };
        static struct worker many[CANDIDATES_MAX + 6];
        struct house house;
        struct assignment assignment;

        (void)state;
        build(&row, 0, &house);
        for (size_t i = 0; i < ELEMENTS(many); i++) {
                snprintf(many[i].slot, sizeof(many[i].slot), "m-%02zu", i);
                text_set(many[i].role, "carer");
        }
        house.shifts[0] = (struct shift){ .worker = "m-29",
                                          .from_min = 1320,
                                          .to_min = 435,
                                          .weekdays = 127,
                                          .until_day = INT64_MAX };
        house.staff.shift_count = 1;
        house.staff.workers = many;
        house.staff.worker_count = ELEMENTS(many);
        assert_int_equal(ask(&row, &house, &assignment), 1);
        assert_string_equal(assignment.slot, "m-29");
        assert_int_equal(assignment.count, CANDIDATES_MAX);
        assert_int_equal(assignment.more, 6);
        assert_string_equal(assignment.candidates[1].slot, "m-00");
}

static void an_empty_register_has_nobody(void **state) {
        static const struct row row = { .can = "carer", .on = "" };
        struct house house;
        struct assignment assignment;

        (void)state;
        build(&row, 0, &house);
        house.staff.worker_count = 0;
        assert_int_equal(ask(&row, &house, &assignment), 0);
        assert_int_equal(assignment.count, 0);
        assert_string_equal(assignment.role, "carer");
}

static void tells_each_right(void **state) {
        /* clang-format off */
        static const struct {
                const char *must, *should, *can, *slot, *right;
        } cases[] = {
                { "nurse", NULL, NULL, "n-1", "must" },        { "nurse", "nurse", NULL, "n-1", "should" },
                { NULL, "nurse", "carer", "n-1", "should" },   { NULL, "nurse", "carer", "c-1", "can" },
                { NULL, "nurse", "carer", "h-1", "none" },     { NULL, NULL, NULL, "h-1", "can" },
                { "nurse", NULL, NULL, "c-d", "delegation" },  { "nurse", NULL, NULL, "c-l", "none" },
                { NULL, NULL, "carer", "c-d", "can" },         { "nurse", NULL, "carer", "c-1", "none" },
        };
        /* clang-format on */

        (void)state;
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                struct task_code code = { .code = "dose" };
                const struct staff staff = { .workers = workers,
                                             .worker_count = ELEMENTS(workers) };

                fill_roles(&code.must, cases[i].must);
                fill_roles(&code.should, cases[i].should);
                fill_roles(&code.can, cases[i].can);
                assert_string_equal(
                        right_word(share_right(&code, staff_worker(&staff, cases[i].slot), DAY)),
                        cases[i].right);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_sentence_holds_whatever_the_order_of_the_lists),
                cmocka_unit_test(says_whom_it_waits_for_when_nobody_may),
                cmocka_unit_test(lists_as_many_as_fit_and_counts_the_rest),
                cmocka_unit_test(an_empty_register_has_nobody),
                cmocka_unit_test(tells_each_right),
        };

        return cmocka_run_group_tests_name("share/order", tests, NULL, NULL);
}
