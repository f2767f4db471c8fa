/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Labels are for people and names for references; whoever has just written "Rom 104" as a label writes it again
 * where a name is wanted. What was told of such a value ("wants a name of…", "is not in this site") gives way to
 * the name that was meant. Letters a-z may be large or small.
 */
#include <string.h>
#include <strings.h>

#include "nattvakt/cleanup.h"
#include "rule.h"

enum labelled { DEPARTMENTS, PLACES };

static const struct {
        const char *key;
        enum labelled of;
} keys[] = {
        { "department", DEPARTMENTS },
        { "departments", DEPARTMENTS },
        { "neighbours", DEPARTMENTS },
        { "place", PLACES },
};

static const char *department_of_label(const struct raw *raw, const char *text) {
        RAW_EACH(struct raw_department, department, &raw->site.departments) {
                if (strcmp(department->name, text) == 0)
                        return NULL;
        }
        RAW_EACH(struct raw_department, department, &raw->site.departments) {
                if (department->name[0] && strcasecmp(department->label, text) == 0)
                        return department->name;
        }
        return NULL;
}

static const char *place_of_label(const struct raw *raw, const char *text) {
        if (raw_place(raw, text))
                return NULL;
        RAW_EACH(struct raw_place, at, &raw->site.places) {
                if (at->place.name[0] && strcasecmp(at->place.label, text) == 0)
                        return at->place.name;
        }
        return NULL;
}

static void check_value(const struct raw *raw, const struct node *at, enum labelled of) {
        const char *name;

        if (at->type != NODE_SCALAR || !at->text[0])
                return;
        name = of == PLACES ? place_of_label(raw, at->text) : department_of_label(raw, at->text);
        if (!name)
                return;
        fault_forget(raw->faults, at);
        fault_add(raw->faults, at,
                  "'%.*s' is a label, for people: did you mean '%s', the %s's name?",
                  FAULT_TEXT(at->text), name, of == PLACES ? "place" : "department");
}

static void check_tree(const struct raw *raw, const struct node *node) {
        if (!node)
                return;
        for (const struct node *child = node->first; child; child = child->next) {
                for (size_t i = 0; child->key && i < ELEMENTS(keys); i++)
                        if (strcmp(child->key, keys[i].key) == 0)
                                for (const struct node *at = NULL; (at = tree_next(child, at));)
                                        check_value(raw, at, keys[i].of);
                check_tree(raw, child);
        }
}

void rule_label(const struct raw *raw) {
        if (raw->faults->count == 0 || raw->faults->more > 0)
                return;
        check_tree(raw, raw->gateway.node);
        check_tree(raw, raw->site.node);
        check_tree(raw, raw->staff.node);
}
