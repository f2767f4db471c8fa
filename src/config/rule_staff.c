/* SPDX-License-Identifier: Apache-2.0 */
/*
 * staff.yaml: workers have roles and departments that exist; shifts are those of workers, do not
 * overlap, and a pause lies within its shift.
 */
#include <string.h>

#include "rule.h"

#define MINUTES_A_DAY 1440
#define SHIFT_MAX_MIN \
        (16 * 60) /* a long shift of a weekend rota and an hour more: no one is awake longer */

static void check_delegations(const struct raw *raw, const struct raw_worker *worker) {
        struct near_names codes = raw_codes(raw), roles = raw_roles(raw);
        RAW_EACH(struct raw_delegation, delegation, &worker->delegations) {
                const struct delegation *is = &delegation->delegation;
                struct rule rule = { raw, &raw_worker_table, worker->node };
                if (codes.count > 0)
                        rule_known(&rule, tree_where(delegation->node, "code"), "code", is->code,
                                   &codes, "is not in tasks.yaml");
                rule_known(&rule, tree_where(delegation->node, "granted_by"), "role",
                           is->granted_by, &roles, "is not in 'roles'");
                if (is->from_day != DAY_NONE && is->until_day != DAY_NONE &&
                    is->until_day < is->from_day)
                        rule_say(&rule, tree_where(delegation->node, "until"),
                                 "the delegation of '%s' ends before it begins", is->code);
        }
}

static void check_worker(const struct raw *raw, const struct raw_worker *worker) {
        struct rule rule = { raw, &raw_worker_table, worker->node };
        struct near_names roles = raw_roles(raw), departments = raw_departments(raw);

        if (raw->roles)
                rule_known(&rule, tree_where(worker->node, "role"), "role", worker->role, &roles,
                           "is not in 'roles'");
        if (tree_count(worker->departments) > WORKER_DEPARTMENTS_MAX)
                rule_say(&rule, worker->departments, "at most %d departments",
                         WORKER_DEPARTMENTS_MAX);
        for (const struct node *at = NULL;
             raw->site.node && (at = tree_next(worker->departments, at));)
                rule_known(&rule, at, "department", at->text, &departments, "is not in site.yaml");
        if (worker->delegations.count > DELEGATIONS_MAX)
                rule_say(&rule, tree_where(worker->node, "delegations"), "at most %d delegations",
                         DELEGATIONS_MAX);
        check_delegations(raw, worker);
}

static int length_min(const struct raw_shift *shift) {
        int length = shift->to_min - shift->from_min;
        return length > 0 ? length : length + MINUTES_A_DAY;
}

/* Minutes from the shift's beginning to @minute of the day. */
static int into(const struct raw_shift *shift, int minute) {
        return (minute - shift->from_min + MINUTES_A_DAY) % MINUTES_A_DAY;
}

static void check_hours(const struct rule *rule, const struct raw_shift *shift) {
        const struct raw_hours *pause = &shift->pause;

        if (shift->from_min == MINUTE_NONE || shift->to_min == MINUTE_NONE)
                return;
        if (length_min(shift) > SHIFT_MAX_MIN)
                rule_say(rule, tree_where(rule->item, "to"),
                         "a shift of %d h %02d min: longer than %d h is taken for a slip",
                         length_min(shift) / 60, length_min(shift) % 60, SHIFT_MAX_MIN / 60);
        else if (pause->node && pause->from_min != MINUTE_NONE && pause->to_min != MINUTE_NONE &&
                 (into(shift, pause->from_min) >= into(shift, pause->to_min) ||
                  into(shift, pause->to_min) > length_min(shift)))
                rule_say(rule, pause->node, "the pause does not lie within the shift");
        if (shift->until_day < shift->from_day)
                rule_say(rule, tree_where(rule->item, "until_date"),
                         "the shift ends before it begins");
}

/* Whether a shift of @a on weekday @a_day reaches into one of @b on @b_day, both counted within a week that repeats. */
static bool do_overlap_on(const struct raw_shift *a, int a_day, const struct raw_shift *b,
                          int b_day) {
        const int week = WEEKDAYS * MINUTES_A_DAY;
        int a_from = a_day * MINUTES_A_DAY + a->from_min,
            b_from = b_day * MINUTES_A_DAY + b->from_min;
        int later = (b_from - a_from + week) % week, earlier = (a_from - b_from + week) % week;
        return later < length_min(a) || earlier < length_min(b);
}

static bool do_overlap(const struct raw_shift *a, const struct raw_shift *b) {
        unsigned a_days = raw_weekdays(a->weekdays), b_days = raw_weekdays(b->weekdays);

        if (a->from_min == MINUTE_NONE || a->to_min == MINUTE_NONE || b->from_min == MINUTE_NONE ||
            b->to_min == MINUTE_NONE || a->until_day < b->from_day || b->until_day < a->from_day)
                return false;
        for (int i = 0; i < WEEKDAYS; i++)
                for (int k = 0; k < WEEKDAYS; k++)
                        if ((a_days >> i & 1) && (b_days >> k & 1) && do_overlap_on(a, i, b, k))
                                return true;
        return false;
}

static void check_overlap(const struct rule *rule, const struct raw_shift *shift,
                          const struct node *worker) {
        RAW_EACH(struct raw_shift, other, &rule->raw->staff.rota) {
                if (other >= shift)
                        return;
                if (!raw_lists(other->workers, worker->text) || !do_overlap(shift, other))
                        continue;
                rule_say(rule, worker, "'%s' is on the shift in line %d at the same time",
                         worker->text, other->node->line);
                return;
        }
}

void rule_staff(const struct raw *raw) {
        struct near_names workers = raw_workers(raw);

        rule_unique(raw, &raw_worker_table, &workers, "slot");
        RAW_EACH(struct raw_worker, worker, &raw->staff.workers)
        check_worker(raw, worker);
        RAW_EACH(struct raw_shift, shift, &raw->staff.rota) {
                struct rule rule = { raw, &raw_shift_table, shift->node };
                for (const struct node *at = NULL; (at = tree_next(shift->workers, at));) {
                        rule_known(&rule, at, "worker", at->text, &workers,
                                   "is not among 'workers'");
                        check_overlap(&rule, shift, at);
                }
                check_hours(&rule, shift);
        }
}
