/* SPDX-License-Identifier: Apache-2.0 */
/*
 * site.yaml: departments, places and residents belong together.
 */
#include <string.h>

#include "rule.h"

#define RESERVED "all" /* in a plan it means every resident */

static const char not_here[] = "is not in this site";

static void check_department(const struct raw *raw, const struct raw_department *department) {
        struct rule rule = { raw, &raw_department_table, department->node };
        struct near_names departments = raw_departments(raw);

        if (tree_count(department->neighbours) > DEPARTMENT_NEIGHBOURS_MAX)
                rule_say(&rule, department->neighbours, "at most %d neighbours",
                         DEPARTMENT_NEIGHBOURS_MAX);
        for (const struct node *at = NULL; (at = tree_next(department->neighbours, at));)
                if (strcmp(at->text, department->name) == 0)
                        rule_say(&rule, at, "it cannot be its own neighbour");
                else
                        rule_known(&rule, at, "department", at->text, &departments, not_here);
}

static void check_resident(const struct raw *raw, const struct raw_resident *resident) {
        struct rule rule = { raw, &raw_resident_table, resident->node };
        struct near_names places = raw_places(raw);

        rule_known(&rule, tree_where(resident->node, "place"), "place", resident->resident.place,
                   &places, not_here);
        if (strcmp(resident->resident.name, RESERVED) == 0)
                rule_say(&rule, tree_where(resident->node, "name"),
                         "'" RESERVED "' means every resident: choose another name");
}

void rule_site(const struct raw *raw) {
        const struct raw_site *site = &raw->site;
        struct near_names departments = raw_departments(raw), places = raw_places(raw),
                          residents = raw_residents(raw);
        struct rule rule = { raw, &raw_site_table, site->node };

        if (site->night.node && site->night.from_min == site->night.to_min &&
            site->night.from_min != MINUTE_NONE)
                rule_say(&rule, tree_where(site->night.node, "to"),
                         "the night ends when it begins");
        rule_unique(raw, &raw_department_table, &departments, "name");
        rule_unique(raw, &raw_place_table, &places, "name");
        rule_unique(raw, &raw_resident_table, &residents, "name");
        RAW_EACH(struct raw_department, department, &site->departments)
        check_department(raw, department);
        RAW_EACH(struct raw_place, place, &site->places) {
                struct rule about = { raw, &raw_place_table, place->node };
                rule_known(&about, tree_where(place->node, "department"), "department",
                           place->place.department, &departments, not_here);
        }
        RAW_EACH(struct raw_resident, resident, &site->residents)
        check_resident(raw, resident);
}
