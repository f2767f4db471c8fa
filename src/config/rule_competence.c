/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tasks.yaml against staff.yaml: the roles that a task asks for exist, and there is at least one
 * worker in the register who has the right to do it. Whether one is on shift is the rota's matter.
 */
#include <string.h>

#include "nattvakt/cleanup.h"
#include "rule.h"

static void check_roles(const struct rule *rule, const struct raw_competence *competence) {
        const struct {
                const char *key;
                const struct node *list;
        } sets[] = { { "must", competence->must },
                     { "should", competence->should },
                     { "can", competence->can } };
        struct near_names roles = raw_roles(rule->raw);

        for (size_t i = 0; i < ELEMENTS(sets); i++) {
                if (tree_count(sets[i].list) > ENTRY_ROLES_MAX)
                        rule_say(rule, sets[i].list, "'%s' holds more than %d roles", sets[i].key,
                                 ENTRY_ROLES_MAX);
                for (const struct node *at = NULL; (at = tree_next(sets[i].list, at));) {
                        rule_known(rule, at, "role", at->text, &roles,
                                   "is not in the roles of staff.yaml");
                        /* `should` may order those of `must`; of `can` it is the other half. */
                        for (size_t k = 1; k < i; k++)
                                if (raw_lists(sets[k].list, at->text))
                                        rule_say(rule, at, "role '%s' is in '%s' already", at->text,
                                                 sets[k].key);
                }
        }
}

/* Where some must, only they may: what else is listed would never count. */
static void check_must(const struct rule *rule, const struct raw_competence *competence) {
        if (!competence->must)
                return;
        if (competence->can)
                rule_say(rule, competence->can,
                         "'can' has no meaning beside 'must': only those of 'must' may do it");
        for (const struct node *at = NULL; (at = tree_next(competence->should, at));)
                if (!raw_lists(competence->must, at->text))
                        rule_say(rule, at,
                                 "role '%s' is not in 'must', and only those of 'must' may do it",
                                 at->text);
}

static bool has_delegation(const struct raw_worker *worker, const char *code) {
        RAW_EACH(struct raw_delegation, delegation, &worker->delegations)
        if (strcmp(delegation->delegation.code, code) == 0)
                return true;
        return false;
}

static bool may_do(const struct raw_worker *worker, const struct raw_task *task) {
        const struct raw_competence *competence = &task->competence;
        if (has_delegation(worker, task->code) || raw_lists(competence->must, worker->role))
                return true;
        return !competence->must && (raw_lists(competence->should, worker->role) ||
                                     raw_lists(competence->can, worker->role));
}

static bool may_anyone(const struct raw *raw, const struct raw_task *task) {
        RAW_EACH(struct raw_worker, worker, &raw->staff.workers)
        if (may_do(worker, task))
                return true;
        return false;
}

static bool are_roles_known(const struct raw *raw, const struct node *list) {
        struct near_names roles = raw_roles(raw);
        for (const struct node *at = NULL; (at = tree_next(list, at));)
                if (near_find(&roles, at->text) < 0)
                        return false;
        return true;
}

/* A worker whose role is misspelt was told already, and may be the one who is missed. */
static bool are_workers_known(const struct raw *raw) {
        struct near_names roles = raw_roles(raw);
        RAW_EACH(struct raw_worker, worker, &raw->staff.workers)
        if (near_find(&roles, worker->role) < 0)
                return false;
        return true;
}

static void check_anyone(const struct rule *rule, const struct raw_task *task) {
        const struct raw *raw = rule->raw;
        const struct raw_competence *competence = &task->competence;
        const struct node *at = competence->node;

        if (!at)
                return;
        if (!tree_get(at, "must") && !tree_get(at, "should") && !tree_get(at, "can")) {
                rule_say(rule, at, "'competence' names no role: say 'must', 'should' or 'can'");
                return;
        }
        if (!competence->must && !competence->should && !competence->can)
                return;
        /* A role that does not exist was told already, and is the reason. */
        if (are_roles_known(raw, competence->must) && are_roles_known(raw, competence->should) &&
            are_roles_known(raw, competence->can) && !may_anyone(raw, task))
                rule_say(rule, at,
                         "no worker in staff.yaml has one of these roles or a delegation of this "
                         "task: nobody could ever do it");
}

static void check_ladder(const struct rule *rule, const struct raw_task *task) {
        struct near_names roles = raw_roles(rule->raw);
        RAW_EACH(struct raw_step, step, &task->escalation) {
                bool is_filled = !step->role[0] || near_find(&roles, step->role) < 0;
                RAW_EACH(struct raw_worker, worker, &rule->raw->staff.workers)
                is_filled = is_filled || strcmp(worker->role, step->role) == 0;
                if (!is_filled)
                        rule_say(rule, tree_where(step->node, "role"),
                                 "the ladder asks role '%s', which no worker in staff.yaml has",
                                 step->role);
        }
}

void rule_competence(const struct raw *raw) {
        if (!raw->roles || raw->staff.workers.count == 0)
                return;
        bool is_known = are_workers_known(raw);
        RAW_EACH(struct raw_task, task, &raw->tasks.tasks) {
                struct rule rule = { raw, &raw_task_table, task->node };
                check_roles(&rule, &task->competence);
                check_must(&rule, &task->competence);
                if (!is_known)
                        continue;
                check_anyone(&rule, task);
                check_ladder(&rule, task);
        }
}
