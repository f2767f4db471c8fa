/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all rules need: a sentence about a thing, a name that must be known, names that occur once.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "rule.h"

void rule_say(const struct rule *rule, const struct node *at, const char *format, ...) {
        char subject[FIELD_SUBJECT_SIZE], says[256];
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(says, sizeof(says), format, arguments);
        va_end(arguments);
        fault_add(rule->raw->faults, at, "%s%s", field_subject(rule->table, rule->item, subject),
                  says);
}

bool rule_known(const struct rule *rule, const struct node *at, const char *what, const char *name,
                const struct near_names *names, const char *is_not) {
        char hint[NEAR_SIZE];
        if (!name[0] || near_find(names, name) >= 0)
                return true;
        rule_say(rule, at, "%s '%.*s' %s%s", what, FAULT_TEXT(name), is_not,
                 near_name(name, names, hint));
        return false;
}

static const struct node *node_at(const struct near_names *names, size_t index) {
        return *(const struct node *const *)((const char *)names->items + index * names->size);
}

void rule_unique(const struct raw *raw, const struct table *table, const struct near_names *names,
                 const char *key) {
        for (size_t i = 1; i < names->count; i++) {
                struct near_names before = *names;
                const char *name = near_at(names, i);
                before.count = i;
                long first = name[0] ? near_find(&before, name) : -1;
                if (first < 0)
                        continue;
                struct rule rule = { raw, table, node_at(names, i) };
                rule_say(&rule, tree_where(rule.item, key),
                         "this %s is used a second time (first in line %d)", key,
                         tree_where(node_at(names, (size_t)first), key)->line);
        }
}
