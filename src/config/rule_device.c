/* SPDX-License-Identifier: Apache-2.0 */
/*
 * site.yaml: a device is named once, its source is on, and it is known whose and where it is: a task
 * about it has to reach somebody.
 */
#include <string.h>

#include "nattvakt/text.h"
#include "rule.h"

static const char not_here[] = "is not in this site";

static void check_references(const struct rule *rule, const struct raw_device *device) {
        const struct raw *raw = rule->raw;
        const struct near_names places = raw_places(raw), residents = raw_residents(raw),
                                departments = raw_departments(raw);
        const struct device *is = &device->device;

        rule_known(rule, tree_where(rule->item, "place"), "place", is->place, &places, not_here);
        rule_known(rule, tree_where(rule->item, "resident"), "resident", is->resident, &residents,
                   not_here);
        rule_known(rule, tree_where(rule->item, "department"), "department", is->department,
                   &departments, not_here);
}

static void check_somewhere(const struct rule *rule) {
        if (!tree_get(rule->item, "place") && !tree_get(rule->item, "resident") &&
            !tree_get(rule->item, "department"))
                rule_say(rule, rule->item,
                         "say its 'place', 'resident' or 'department': a task about it has to "
                         "reach somebody");
}

/* A bathroom or a corridor may be said of somebody's device, but not somebody else's room: which of the two is it? */
static void check_room(const struct rule *rule, const struct raw_device *device) {
        const struct raw *raw = rule->raw;
        const struct raw_resident *lives = raw_resident(raw, device->device.resident);
        const char *place = device->device.place;

        if (!lives || !lives->resident.place[0] || !raw_place(raw, place) ||
            strcmp(lives->resident.place, place) == 0)
                return;
        RAW_EACH(struct raw_resident, other, &raw->site.residents) {
                if (strcmp(other->resident.place, place) != 0)
                        continue;
                rule_say(rule, tree_where(rule->item, "place"),
                         "place '%s' is where '%s' lives, but resident '%s' lives in '%s': leave "
                         "'place' out, or name the other resident",
                         place, other->resident.name, lives->resident.name, lives->resident.place);
                return;
        }
}

/* Two answers to the same question are one too many. */
static void check_department(const struct rule *rule, const struct raw_device *device) {
        const struct near_names departments = raw_departments(rule->raw);
        const struct raw_place *place = raw_place(rule->raw, raw_device_place(rule->raw, device));
        if (!place || !place->place.department[0] ||
            near_find(&departments, device->device.department) < 0 ||
            strcmp(place->place.department, device->device.department) == 0)
                return;
        rule_say(rule, tree_where(rule->item, "department"),
                 "department '%s', but its place '%s' is in '%s'", device->device.department,
                 place->place.name, place->place.department);
}

void rule_where(const struct rule *rule, const struct raw_device *device) {
        if (!rule->raw->site.node)
                return;
        check_references(rule, device);
        check_room(rule, device);
        check_department(rule, device);
}

static void check_bridge(const struct rule *rule, const struct raw_device *device) {
        const struct near_names devices = raw_devices(rule->raw);
        const char *bridge = device->device.bridge;
        const char *base = rule->raw->gateway.zigbee2mqtt.base_topic;
        const struct node *at = tree_where(rule->item, "bridge");

        if (!bridge[0] || !rule->raw->gateway.node || near_find(&devices, bridge) >= 0 ||
            (device->source == ADAPTER_ZIGBEE2MQTT && strcmp(bridge, base) == 0))
                return;
        if (device->source == ADAPTER_ZIGBEE2MQTT)
                rule_say(rule, at,
                         "bridge '%.*s' is neither zigbee2mqtt's base_topic '%s' nor a device",
                         FAULT_TEXT(bridge), base);
        else
                rule_known(rule, at, "bridge", bridge, &devices, "is no device of this site");
}

static void check_source(const struct rule *rule, const struct raw_device *device) {
        const char *name = device->device.name[0] ? device->device.name : device->device.id;
        const struct node *at =
                tree_where(rule->item, tree_get(rule->item, "name") ? "name" : "id");

        if (device->source == ADAPTER_COUNT)
                return;
        if (rule->raw->gateway.sources &&
            !raw_lists(rule->raw->gateway.sources, raw_source_words[device->source]))
                rule_say(rule, tree_where(rule->item, "source"),
                         "the source '%s' is not switched on: add it to 'sources' in nattvakt.yaml",
                         raw_source_words[device->source]);
        if (device->source == ADAPTER_NATIVE && name[0] && !text_is_name(name))
                rule_say(rule, at,
                         "'%.*s' would be heard on in/<device>, which takes letters a-z, digits, "
                         "'.', '_' and '-' only",
                         FAULT_TEXT(name));
}

static const char *name_of(const struct raw_device *device) {
        return device->device.name[0] ? device->device.name : device->device.id;
}

/* Ids are checked by rule_unique; what topics call two of one source must differ as well. */
static void check_names(const struct raw *raw) {
        const struct field_list *devices = &raw->site.devices;
        RAW_EACH(struct raw_device, device, devices) {
                const struct node *at = tree_get(device->node, "name");
                if (!at || !device->device.name[0])
                        continue;
                RAW_EACH(struct raw_device, other, devices) {
                        if (other == device || other->source != device->source ||
                            strcmp(name_of(other), device->device.name) != 0 ||
                            (other > device && other->device.name[0]))
                                continue;
                        struct rule rule = { raw, &raw_device_table, device->node };
                        rule_say(&rule, at, "the name '%.*s' is that of the device in line %d too",
                                 FAULT_TEXT(device->device.name), other->node->line);
                        break;
                }
        }
}

void rule_device(const struct raw *raw) {
        struct near_names ids = raw_devices(raw);

        rule_unique(raw, &raw_device_table, &ids, "id");
        check_names(raw);
        RAW_EACH(struct raw_device, device, &raw->site.devices) {
                struct rule rule = { raw, &raw_device_table, device->node };
                rule_where(&rule, device);
                check_somewhere(&rule);
                check_bridge(&rule, device);
                check_source(&rule, device);
                if (device->heartbeat_min > 0 && device->heartbeat_h > 0)
                        rule_say(&rule, tree_where(device->node, "heartbeat_h"),
                                 "say 'heartbeat_min' or 'heartbeat_h', not both");
        }
}
