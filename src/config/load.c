/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A folder of files to a configuration: bytes to trees, trees to raw structs, rules over all of them,
 * and only when nobody has anything to say, the model. A file that cannot be read, is no YAML or has no keys takes no
 * part: what it would have held is not missed elsewhere.
 */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "load.h"
#include "make.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/hash.h"
#include "path.h"
#include "rule.h"
#include "zone.h"

/* clang-format off */
static const struct {
        const struct table *table;
        size_t offset;
} parts[FAULT_FILES_MAX] = { /* in the order of fault_files */
        { &raw_gateway_table, offsetof(struct raw, gateway) },
        { &raw_site_table,    offsetof(struct raw, site) },
        { &raw_tasks_table,   offsetof(struct raw, tasks) },
        { &raw_staff_table,   offsetof(struct raw, staff) },
};

static void (*const rules[])(const struct raw *) = {
        rule_gateway, rule_site, rule_device, rule_line, rule_plan, rule_dose,
        rule_catalogue, rule_competence, rule_staff, rule_alarm, rule_label,
};
/* clang-format on */

static_assert(offsetof(struct raw_gateway, node) == 0 && offsetof(struct raw_site, node) == 0 &&
                      offsetof(struct raw_tasks, node) == 0 &&
                      offsetof(struct raw_staff, node) == 0,
              "a part begins with its node");

static void read_roles(struct raw *raw) {
        if (!raw->staff.roles)
                return;
        raw->roles = alloc_zero(tree_count(raw->staff.roles), sizeof(*raw->roles));
        for (const struct node *at = NULL; (at = tree_next(raw->staff.roles, at));)
                make_set(raw->roles[raw->role_count++], at->text);
}

static void read_zone(const struct raw *raw, struct zone *zone) {
        const char *name = raw->gateway.timezone;
        char hint[NEAR_SIZE];
        if (name[0] && config_zone(name, zone) < 0)
                fault_add(raw->faults, tree_where(raw->gateway.node, "timezone"),
                          "there is no time zone '%.*s'%s; it is named as in Europe/Oslo",
                          FAULT_TEXT(name), zone_near(name, hint));
}

/* Keys are wanted; a file that is something else says nothing, as one that is no YAML. */
static void read_tree(const struct table *table, const struct node *tree, void *part,
                      struct config_faults *faults) {
        const struct node **node = part; /* each part begins with it */

        field_read(table, tree, part, faults);
        if (tree->type != NODE_MAP)
                *node = NULL;
}

static void read_parts(struct raw *raw, const struct load_files *files,
                       struct node *trees[FAULT_FILES_MAX]) {
        for (size_t i = 0; i < FAULT_FILES_MAX; i++) {
                const struct text_buffer *bytes = &files->bytes[i];
                void *part = (char *)raw + parts[i].offset;
                if (parts[i].table->defaults)
                        memcpy(part, parts[i].table->defaults, parts[i].table->size);
                trees[i] = bytes->data ? tree_parse(fault_files[i], bytes->data, bytes->size,
                                                    raw->faults)
                                       : NULL;
                if (trees[i])
                        read_tree(parts[i].table, trees[i], part, raw->faults);
        }
        read_roles(raw);
}

static void release(struct raw *raw, struct node *trees[FAULT_FILES_MAX]) {
        for (size_t i = 0; i < FAULT_FILES_MAX; i++) {
                field_release(parts[i].table, (char *)raw + parts[i].offset);
                tree_free(trees[i]);
        }
        free(raw->roles);
}

static void make_fingerprint(const struct load_files *files, char ret[17]) {
        struct text_buffer all = { 0 };
        for (size_t i = 0; i < FAULT_FILES_MAX; i++) {
                text_appendf(&all, "%s %zu\n", fault_files[i], files->bytes[i].size);
                text_append_bytes(&all, files->bytes[i].data, files->bytes[i].size);
        }
        snprintf(ret, 17, "%016" PRIx64, hash_bytes(all.data, all.size));
        text_buffer_done(&all);
}

static struct configuration *make_configuration(const struct raw *raw, struct zone zone,
                                                const struct load_files *files) {
        struct configuration *configuration = alloc_zero(1, sizeof(*configuration));
        make_settings(raw, &configuration->settings);
        make_site(raw, &configuration->site);
        configuration->site.zone = zone;
        make_catalogue(raw, &configuration->catalogue);
        make_staff(raw, &configuration->staff);
        make_fingerprint(files, configuration->fingerprint);
        return configuration;
}

int load_configuration(const char *folder, const struct load_files *files,
                       struct configuration **ret_configuration, struct config_faults *faults) {
        struct raw raw = { .folder = folder, .faults = faults };
        struct node *trees[FAULT_FILES_MAX] = { NULL };
        struct zone zone = { 0 };

        read_parts(&raw, files, trees);
        if (raw.gateway.node)
                read_zone(&raw, &zone);
        for (size_t i = 0; i < ELEMENTS(rules); i++)
                rules[i](&raw);
        fault_sort(faults);
        bool is_good = faults->count == 0;
        if (is_good)
                *ret_configuration = make_configuration(&raw, zone, files);
        else
                free(zone.transitions);
        release(&raw, trees);
        return is_good ? 0 : -EINVAL;
}
