/* SPDX-License-Identifier: Apache-2.0 */
/*
 * site.yaml: what is planned is in the catalogue, for somebody, and its windows leave room for what
 * has to happen in them.
 */
#include <string.h>

#include "rule.h"

#define MINUTES_A_DAY 1440

static void check_who(const struct rule *rule, const struct raw_plan *plan) {
        struct near_names residents = raw_residents(rule->raw),
                          departments = raw_departments(rule->raw);
        bool says_residents = tree_get(rule->item, "residents"),
             says_department = tree_get(rule->item, "department");

        if (says_residents == says_department)
                rule_say(rule, rule->item,
                         "say 'residents' (a list, or all) or 'department', one of them");
        rule_known(rule, tree_where(rule->item, "department"), "department", plan->department,
                   &departments, "is not in this site");
        if (plan->residents && plan->residents->type == NODE_SCALAR &&
            strcmp(plan->residents->text, "all") == 0)
                return;
        for (const struct node *at = NULL; (at = tree_next(plan->residents, at));)
                rule_known(rule, at, "resident", at->text, &residents, "is not in this site");
}

/* The shortest time between two of @at, over midnight too; a day when there is one. */
static int shortest_gap(const struct node *at) {
        int minutes[PLAN_TIMES_MAX] = { 0 }, shortest = MINUTES_A_DAY;
        size_t count = raw_minutes(at, minutes);

        for (size_t i = 0; count > 1 && i < count; i++) {
                int next = i + 1 < count ? minutes[i + 1] : minutes[0] + MINUTES_A_DAY;
                shortest = next - minutes[i] < shortest ? next - minutes[i] : shortest;
        }
        return shortest;
}

static void check_times(const struct rule *rule, const struct node *at) {
        if (tree_count(at) > PLAN_TIMES_MAX)
                rule_say(rule, at, "at most %d times a day", PLAN_TIMES_MAX);
}

static void check_window(const struct rule *rule, const struct raw_plan *plan) {
        const struct raw_task *task = raw_task(rule->raw, plan->code);
        int gap = shortest_gap(plan->at);
        const struct node *at = tree_where(rule->item, "window_min");
        int looks_min = task && task->look.node ? (task->look.times - 1) * task->look.again_min : 0;

        if (plan->at && plan->window_min > gap)
                rule_say(rule, tree_get(rule->item, "window_min") ? at : plan->at,
                         "a window of %d min reaches into the next one, %d min later",
                         plan->window_min, gap);
        if (plan->window_min <= looks_min)
                rule_say(rule, at,
                         "a window of %d min is over before the last look of '%s', which comes "
                         "after %d min",
                         plan->window_min, plan->code, looks_min);
}

static const char *name_of(const struct raw_plan *plan) {
        return plan->name[0] ? plan->name : plan->code;
}

/* A task's origin is the plan's name, the resident and the time, so the name must say which plan it is. */
static void check_names(const struct raw *raw) {
        const struct raw_plan *plans = raw->site.plan.items;
        for (size_t i = 0; i < raw->site.plan.count; i++)
                for (size_t k = 0; k < i; k++) {
                        if (!name_of(&plans[i])[0] ||
                            strcmp(name_of(&plans[i]), name_of(&plans[k])) != 0)
                                continue;
                        struct rule rule = { raw, &raw_plan_table, plans[i].node };
                        rule_say(&rule, plans[i].node,
                                 "two are called '%s' (first in line %d): give each a 'name' of "
                                 "its own",
                                 name_of(&plans[i]), plans[k].node->line);
                        break;
                }
}

void rule_plan(const struct raw *raw) {
        struct near_names codes = raw_codes(raw);
        check_names(raw);
        RAW_EACH(struct raw_plan, plan, &raw->site.plan) {
                struct rule rule = { raw, &raw_plan_table, plan->node };
                if (codes.count > 0)
                        rule_known(&rule, tree_where(plan->node, "code"), "code", plan->code,
                                   &codes, "is not in tasks.yaml");
                check_who(&rule, plan);
                check_times(&rule, plan->at);
                check_window(&rule, plan);
        }
}

static void check_dispenser(const struct rule *rule, const struct raw_dose *dose) {
        const struct raw_device *device = raw_device(rule->raw, dose->device);
        const struct node *at = tree_where(rule->item, "device");

        if (!device)
                return;
        if (device->role != DEVICE_ROLE_COUNT && device->role != DEVICE_ROLE_DISPENSER)
                rule_say(rule, at, "device '%.*s' has another role than dispenser",
                         FAULT_TEXT(dose->device));
        if (device->device.resident[0] && dose->resident[0] &&
            strcmp(device->device.resident, dose->resident) != 0)
                rule_say(rule, at, "device '%.*s' is that of resident '%s'",
                         FAULT_TEXT(dose->device), device->device.resident);
}

void rule_dose(const struct raw *raw) {
        struct near_names residents = raw_residents(raw), devices = raw_devices(raw),
                          names = RAW_NAMES(struct raw_dose, name, &raw->site.doses);

        rule_unique(raw, &raw_dose_table, &names, "name");
        RAW_EACH(struct raw_dose, dose, &raw->site.doses) {
                struct rule rule = { raw, &raw_dose_table, dose->node };
                rule_known(&rule, tree_where(dose->node, "resident"), "resident", dose->resident,
                           &residents, "is not in this site");
                rule_known(&rule, tree_where(dose->node, "device"), "device", dose->device,
                           &devices, "is not in this site");
                check_dispenser(&rule, dose);
                check_times(&rule, dose->at);
                if (dose->late_min > 0 && dose->missed_min > 0 &&
                    dose->missed_min <= dose->late_min)
                        rule_say(&rule, tree_where(dose->node, "missed_min"),
                                 "missed after %d min, but late only after %d min",
                                 dose->missed_min, dose->late_min);
                if (dose->at && dose->missed_min > shortest_gap(dose->at))
                        rule_say(&rule, tree_where(dose->node, "missed_min"),
                                 "missed after %d min, but the next dose is due %d min after this "
                                 "one",
                                 dose->missed_min, shortest_gap(dose->at));
        }
}
