/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tasks.yaml: each kind of event opens one thing, and the times of an entry fit each other.
 */
#include <string.h>

#include "nattvakt/cleanup.h"
#include "rule.h"

static enum event_kind kind_of(const struct node *at) {
        return (enum event_kind)field_word(at, raw_event_kind_words, EVENT_KIND_COUNT);
}

static void check_kinds(const struct rule *rule, const struct raw_task *task) {
        if (tree_count(task->opens) > ENTRY_KINDS_MAX)
                rule_say(rule, task->opens, "'opens' holds more than %d kinds", ENTRY_KINDS_MAX);
        if (tree_count(task->closes) > ENTRY_KINDS_MAX)
                rule_say(rule, task->closes, "'closes' holds more than %d kinds", ENTRY_KINDS_MAX);
        for (const struct node *at = NULL; (at = tree_next(task->opens, at));) {
                if (event_kind_is_note(kind_of(at)))
                        rule_say(
                                rule, at,
                                "%s is evidence and never an alert by itself: it can close a task, "
                                "not open one",
                                at->text);
                if (raw_lists(task->closes, at->text))
                        rule_say(rule, at, "%s opens and closes the same task", at->text);
        }
}

/* first[kind] is the entry that opened it so far. */
static void check_openers(const struct rule *rule, const struct raw_task *task,
                          const struct raw_task *first[EVENT_KIND_COUNT]) {
        for (const struct node *at = NULL; (at = tree_next(task->opens, at));) {
                enum event_kind kind = kind_of(at);
                if (first[kind] && first[kind] != task)
                        rule_say(rule, at, "%s opens '%s' already (line %d)", at->text,
                                 first[kind]->code, first[kind]->node->line);
                else
                        first[kind] = task;
        }
}

static int after_s(const struct raw_step *step) {
        return step->after_min >= 0 ? step->after_min * 60 : step->after_s;
}

static void check_step(const struct rule *rule, const struct raw_step *step,
                       const struct raw_step *before) {
        struct near_names roles = raw_roles(rule->raw);
        bool says_role = tree_get(step->node, "role"), says_to = tree_get(step->node, "to");

        if (says_role == says_to)
                rule_say(rule, step->node,
                         "a step of the ladder says 'to' (next, all or outside) or 'role', one of "
                         "them");
        if (!tree_get(step->node, "after_s") == !tree_get(step->node, "after_min"))
                rule_say(rule, step->node,
                         "a step of the ladder says 'after_s' or 'after_min', "
                         "one of them");
        else if (before && after_s(step) >= 0 && after_s(step) <= after_s(before))
                rule_say(rule,
                         tree_where(step->node, step->after_min >= 0 ? "after_min" : "after_s"),
                         "this step of the ladder comes no later than the one before it");
        if (rule->raw->roles)
                rule_known(rule, tree_where(step->node, "role"), "role", step->role, &roles,
                           "is not in the roles of staff.yaml");
}

static void check_ladder(const struct rule *rule, const struct raw_task *task) {
        const struct raw_step *before = NULL;
        if (task->escalation.count > LADDER_MAX)
                rule_say(rule, tree_where(task->node, "escalation"), "at most %d steps",
                         LADDER_MAX);
        RAW_EACH(struct raw_step, step, &task->escalation) {
                check_step(rule, step, before);
                before = step;
        }
}

static void check_times(const struct rule *rule, const struct raw_task *task) {
        if (task->complete_by_min > 0 && task->accept_by_s > task->complete_by_min * 60)
                rule_say(rule, tree_where(task->node, "accept_by_s"),
                         "accepted within %d s, but complete within %d min already",
                         task->accept_by_s, task->complete_by_min);
        if (task->accept_by_s == 0 && task->complete_by_min == 0 &&
            (task->cause == TASK_CAUSE_ALARM || task->cause == TASK_CAUSE_CALL))
                rule_say(rule, task->node,
                         "an alarm or a call without 'accept_by_s' and 'complete_by_min' "
                         "would wait for ever");
        if (task->persons > 1)
                rule_say(rule, tree_where(task->node, "persons"),
                         "asking two persons is not built yet: leave 'persons' out");
}

void rule_catalogue(const struct raw *raw) {
        struct near_names codes = raw_codes(raw);
        const struct raw_task *first[EVENT_KIND_COUNT] = { NULL };

        rule_unique(raw, &raw_task_table, &codes, "code");
        RAW_EACH(struct raw_task, task, &raw->tasks.tasks) {
                struct rule rule = { raw, &raw_task_table, task->node };
                check_kinds(&rule, task);
                check_openers(&rule, task, first);
                check_ladder(&rule, task);
                check_times(&rule, task);
        }
}
