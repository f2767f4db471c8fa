/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sharing turns a question into an order of candidates and says why the first stands before the second
 * (PRODUCT, "The task-sharing model"). One verdict per worker, one comparison by a const table of
 * criteria; nothing is remembered between two questions.
 *
 * What PRODUCT leaves open is decided thus. A valid delegation ranks as `can` does, so that the lowest
 * sufficient competence decides: with a delegation on shift the nurse is not asked first. A worker
 * of several departments is shared, and stands behind those who have only this one and behind the
 * neighbours. Somebody of no near department is asked only when nobody nearer may do it. A further rung
 * asks the one behind the one asked already, and begins anew after the last.
 */
#include "share.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/competence.h"
#include "nattvakt/text.h"

enum zone_distance { ZONE_OWN, ZONE_NEIGHBOUR, ZONE_SHARED, ZONE_OTHER };

enum right share_right(const struct task_code *code, const struct worker *worker, int64_t day) {
        return competence_right(code, worker, day);
}

static bool is_neighbour(const struct department *department, const char *name) {
        for (size_t i = 0; department && i < ELEMENTS(department->neighbours); i++)
                if (text_equal(department->neighbours[i], name))
                        return true;
        return false;
}

static enum zone_distance distance(const struct site *site, const struct worker *worker,
                                   const char *name) {
        const struct department *department = site_department(site, name);
        enum zone_distance nearest = ZONE_OTHER;

        if (*name == '\0')
                return ZONE_OWN;
        for (size_t i = 0; i < worker->department_count; i++) {
                if (text_equal(worker->departments[i], name))
                        return worker->department_count > 1 ? ZONE_SHARED : ZONE_OWN;
                if (is_neighbour(department, worker->departments[i]))
                        nearest = ZONE_NEIGHBOUR;
        }
        return nearest;
}

static bool has_declined(const struct task *task, const char *slot) {
        for (size_t i = 0; i < ELEMENTS(task->declined); i++)
                if (text_equal(task->declined[i], slot))
                        return true;
        return false;
}

/* VERDICT_LATER: a candidate. */
static enum verdict judge(const struct share_question *question, const struct worker *worker,
                          enum right right, int64_t day) {
        enum duty duty =
                staff_duty(question->staff, &question->site->zone, worker->slot, question->at_us);

        if (duty != DUTY_ON)
                return duty == DUTY_PAUSE ? VERDICT_PAUSE : VERDICT_OFF_SHIFT;
        if (right == RIGHT_NONE)
                return competence_is_lapsed(question->code, worker, day) ? VERDICT_LAPSED
                                                                         : VERDICT_NOT_COMPETENT;
        if (question->rung == RUNG_ROLE && !text_equal(worker->role, question->role))
                return VERDICT_NOT_COMPETENT;
        return has_declined(question->task, worker->slot) ? VERDICT_DECLINED : VERDICT_LATER;
}

static void weigh(const struct share_question *question, const struct worker *worker,
                  struct candidate *ret_candidate) {
        int64_t day = zone_day(&question->site->zone, question->at_us);
        enum right right = competence_right(question->code, worker, day);
        struct candidate candidate = {
                .right = right,
                .verdict = judge(question, worker, right, day),
                .rank = staff_rank(question->staff, worker->role),
                .zone = distance(question->site, worker, question->task->department),
        };

        text_set(candidate.slot, worker->slot);
        text_set(candidate.role, worker->role);
        for (size_t i = 0; i < question->workload_count; i++) {
                const struct workload *load = &question->workloads[i];

                if (!text_equal(load->slot, worker->slot))
                        continue;
                candidate.busy = load->busy;
                candidate.minutes = load->minutes;
        }
        *ret_candidate = candidate;
}

static int by_busy(const struct candidate *a, const struct candidate *b) {
        return a->busy - b->busy;
}

static int by_should(const struct candidate *a, const struct candidate *b) {
        return (a->right != RIGHT_SHOULD) - (b->right != RIGHT_SHOULD);
}

/* A role that is in no list (rank -1) stands behind all. */
static int by_rank(const struct candidate *a, const struct candidate *b) {
        return ((unsigned)a->rank > (unsigned)b->rank) - ((unsigned)a->rank < (unsigned)b->rank);
}

static int by_zone(const struct candidate *a, const struct candidate *b) {
        return a->zone - b->zone;
}

static int by_minutes(const struct candidate *a, const struct candidate *b) {
        return (a->minutes > b->minutes) - (a->minutes < b->minutes);
}

static int by_slot(const struct candidate *a, const struct candidate *b) {
        return strcmp(a->slot, b->slot);
}

/* The order of PRODUCT.md, first criterion first. */
static const struct {
        enum tiebreak name;
        int (*compare)(const struct candidate *a, const struct candidate *b);
} criteria[] = {
        { TIEBREAK_FREE, by_busy }, { TIEBREAK_SHOULD, by_should },   { TIEBREAK_RANK, by_rank },
        { TIEBREAK_ZONE, by_zone }, { TIEBREAK_MINUTES, by_minutes }, { TIEBREAK_SLOT, by_slot },
};

/* How much a verdict tells: where not all fit, those who could nearly have been asked are listed. */
static const int place_of[VERDICT_COUNT] = {
        [VERDICT_CHOSEN] = 0,        [VERDICT_LATER] = 1,     [VERDICT_DECLINED] = 2,
        [VERDICT_PAUSE] = 3,         [VERDICT_LAPSED] = 4,    [VERDICT_OTHER_DEPARTMENT] = 5,
        [VERDICT_NOT_COMPETENT] = 6, [VERDICT_OFF_SHIFT] = 7,
};

static int compare_candidates(const void *left, const void *right) {
        const struct candidate *a = left, *b = right;

        if (a->verdict != b->verdict)
                return place_of[a->verdict] - place_of[b->verdict];
        for (size_t i = 0; a->verdict == VERDICT_LATER && i < ELEMENTS(criteria); i++) {
                int order = criteria[i].compare(a, b);

                if (order != 0)
                        return order;
        }
        return by_slot(a, b);
}

/* Somebody far away is left out while somebody nearer may do it. */
static void leave_out_far(struct candidate *all, size_t count) {
        bool is_near = false;

        for (size_t i = 0; i < count; i++)
                is_near = is_near || (all[i].verdict == VERDICT_LATER && all[i].zone != ZONE_OTHER);
        for (size_t i = 0; is_near && i < count; i++)
                if (all[i].verdict == VERDICT_LATER && all[i].zone == ZONE_OTHER)
                        all[i].verdict = VERDICT_OTHER_DEPARTMENT;
}

/* Puts the one behind @asked first; the order goes round. */
static void begin_behind(struct candidate *able, size_t count, const char *asked) {
        for (size_t i = 0; i < count; i++) {
                if (!text_equal(able[i].slot, asked))
                        continue;
                for (size_t turns = 0; turns <= i; turns++) {
                        struct candidate first = able[0];

                        memmove(&able[0], &able[1], (count - 1) * sizeof(first));
                        able[count - 1] = first;
                }
                return;
        }
}

static enum tiebreak reason(const struct candidate *able, size_t count) {
        if (count == 1)
                return TIEBREAK_ONLY;
        for (size_t i = 0; i < ELEMENTS(criteria); i++)
                if (criteria[i].compare(&able[0], &able[1]) != 0)
                        return criteria[i].name;
        return TIEBREAK_NONE;
}

static const char *wanted_role(const struct share_question *question) {
        const struct task_code *code = question->code;
        const struct role_set *sets[] = { &code->must, &code->should, &code->can };

        if (question->rung == RUNG_ROLE)
                return question->role;
        for (size_t i = 0; i < ELEMENTS(sets); i++)
                if (sets[i]->count > 0)
                        return sets[i]->role[0];
        return "";
}

static void choose(const struct share_question *question, struct candidate *able, size_t count,
                   struct assignment *assignment) {
        if (count == 0) {
                text_set(assignment->role, wanted_role(question));
                return;
        }
        if (question->again)
                begin_behind(able, count, question->task->asked);
        able[0].verdict = VERDICT_CHOSEN;
        text_set(assignment->role, able[0].role);
        text_set(assignment->slot, able[0].slot);
        assignment->because = reason(able, count);
        assignment->interrupts = able[0].busy && question->task->priority == TASK_PRIORITY_STAT;
        assignment->queued = able[0].busy && !assignment->interrupts;
}

int share_choose(const struct share_question *question, struct assignment *ret_assignment) {
        size_t count = question->staff->worker_count, able = 0;
        _cleanup_(freep) struct candidate *all = alloc_zero(count, sizeof(*all));
        struct assignment assignment = { 0 };

        assert(question->rung != RUNG_ROLE || question->role);
        for (size_t i = 0; i < count; i++)
                weigh(question, &question->staff->workers[i], &all[i]);
        leave_out_far(all, count);
        if (count > 0)
                qsort(all, count, sizeof(*all), compare_candidates);
        while (able < count && all[able].verdict == VERDICT_LATER)
                able++;
        choose(question, all, able, &assignment);

        assignment.count = count < CANDIDATES_MAX ? count : CANDIDATES_MAX;
        assignment.more = count - assignment.count;
        memcpy(assignment.candidates, all, assignment.count * sizeof(*all));
        *ret_assignment = assignment;
        return able > 0;
}
