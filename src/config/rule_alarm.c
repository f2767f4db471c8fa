/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every alarm that something in the site can raise opens a task: an alarm that nobody is asked about
 * is worse than none, since everyone believes it is heard. The table says what a device of a role is
 * there to raise (what its measures mean is sense's matter) and what every device can.
 */
#include "line_kind.h"
#include "nattvakt/cleanup.h"
#include "rule.h"

enum whose { WHOSE_ANY, WHOSE_RESIDENT, WHOSE_NOBODY };

/* clang-format off */
static const struct {
        enum device_role role;
        enum whose whose; /* the row holds for such a device of a resident, of nobody, or for both */
        enum event_kind kind;
} raises[] = {
        { DEVICE_ROLE_BED,       WHOSE_ANY,      EVENT_KIND_BED_EXIT },
        { DEVICE_ROLE_CHAIR,     WHOSE_ANY,      EVENT_KIND_CHAIR_EXIT },
        { DEVICE_ROLE_DOOR,      WHOSE_RESIDENT, EVENT_KIND_ROOM_EXIT },
        { DEVICE_ROLE_DOOR,      WHOSE_NOBODY,   EVENT_KIND_DOOR_OPENED },
        { DEVICE_ROLE_HOME_DOOR, WHOSE_ANY,      EVENT_KIND_DOOR_OPENED },
        { DEVICE_ROLE_FALL,      WHOSE_ANY,      EVENT_KIND_PERSON_FALL },
        { DEVICE_ROLE_FALL,      WHOSE_ANY,      EVENT_KIND_PERSON_FALL_SUSPECTED },
        { DEVICE_ROLE_CALL,      WHOSE_ANY,      EVENT_KIND_PERSON_HELP_CALL },
        { DEVICE_ROLE_SMOKE,     WHOSE_ANY,      EVENT_KIND_ENV_SMOKE },
        { DEVICE_ROLE_GAS,       WHOSE_ANY,      EVENT_KIND_ENV_GAS },
        { DEVICE_ROLE_WATER,     WHOSE_ANY,      EVENT_KIND_ENV_WATER },
        { DEVICE_ROLE_CLIMATE,   WHOSE_ANY,      EVENT_KIND_ENV_TEMPERATURE },
        { DEVICE_ROLE_CAMERA,    WHOSE_ANY,      EVENT_KIND_PERSON_FALL },
        { DEVICE_ROLE_CAMERA,    WHOSE_ANY,      EVENT_KIND_PERSON_FALL_SUSPECTED },
        { DEVICE_ROLE_DISPENSER, WHOSE_ANY,      EVENT_KIND_MED_DOSE_LATE },
        { DEVICE_ROLE_DISPENSER, WHOSE_ANY,      EVENT_KIND_MED_DOSE_MISSED },
        { DEVICE_ROLE_DISPENSER, WHOSE_ANY,      EVENT_KIND_MED_DOSE_UNCONFIRMED },
        { DEVICE_ROLE_DISPENSER, WHOSE_ANY,      EVENT_KIND_MED_STOCK_LOW },
        { DEVICE_ROLE_DISPENSER, WHOSE_ANY,      EVENT_KIND_MED_STOCK_EMPTY },
        { DEVICE_ROLE_DISPENSER, WHOSE_ANY,      EVENT_KIND_MED_DISPENSE_STOPPED },
        { DEVICE_ROLE_DISPENSER, WHOSE_ANY,      EVENT_KIND_MED_PLAN_PROBLEM },
        { DEVICE_ROLE_DISPENSER, WHOSE_ANY,      EVENT_KIND_MED_DEVICE_OPEN },
        { DEVICE_ROLE_DISPENSER, WHOSE_ANY,      EVENT_KIND_DEVICE_FAULT },
};

static const enum event_kind radio_raises[] = {
        EVENT_KIND_DEVICE_OFFLINE, EVENT_KIND_DEVICE_BATTERY_LOW, EVENT_KIND_DEVICE_TAMPER,
};

static const struct {
        const char *key;
        size_t offset;
        enum event_kind kind;
} watched[] = {
        { "inactivity_min", offsetof(struct raw_resident, resident.inactivity_min), EVENT_KIND_PERSON_INACTIVITY },
        { "absence_min",    offsetof(struct raw_resident, resident.absence_min),    EVENT_KIND_PERSON_ABSENCE_LONG },
        { "bathroom_min",   offsetof(struct raw_resident, resident.bathroom_min),   EVENT_KIND_PERSON_BATHROOM_LONG },
};
/* clang-format on */

struct search {
        const struct raw *raw;
        bool is_told[EVENT_KIND_COUNT]; /* or opened: nothing (more) to say about it */
};

/* Said once per kind, at the first that can raise it: forty beds need no forty sentences. */
static void want(struct search *search, const struct rule *rule, const struct node *at,
                 enum event_kind kind) {
        if (search->is_told[kind])
                return;
        search->is_told[kind] = true;
        rule_say(rule, at,
                 "it can raise %s, but no task in tasks.yaml opens on that: nobody would be asked; "
                 "add it to the 'opens' of a task",
                 raw_event_kind_words[kind]);
}

static void check_device(struct search *search, const struct raw_device *device) {
        struct rule rule = { search->raw, &raw_device_table, device->node };
        const struct node *at = tree_where(device->node, "role");
        enum whose whose = tree_get(device->node, "resident") ? WHOSE_RESIDENT : WHOSE_NOBODY;

        for (size_t i = 0; i < ELEMENTS(raises); i++)
                if (raises[i].role == device->role &&
                    (raises[i].whose == WHOSE_ANY || raises[i].whose == whose))
                        want(search, &rule, at, raises[i].kind);
        for (size_t i = 0; device->source == ADAPTER_ZIGBEE2MQTT && i < ELEMENTS(radio_raises); i++)
                want(search, &rule, tree_where(device->node, "source"), radio_raises[i]);
        if (raw_heartbeat_s(device) > 0)
                want(search, &rule,
                     tree_where(device->node,
                                device->heartbeat_h > 0 ? "heartbeat_h" : "heartbeat_min"),
                     EVENT_KIND_DEVICE_OFFLINE);
}

static void check_line(struct search *search, const struct raw_line *line) {
        struct rule rule = { search->raw, &raw_line_table, line->node };
        enum event_kind kind = (enum event_kind)line->kind;
        const struct node *at = tree_where(line->node, "kind");

        want(search, &rule, tree_where(line->node, "chip"), EVENT_KIND_DEVICE_OFFLINE);
        if (!line_kind_of(kind))
                return;
        if (!event_kind_is_note(kind))
                want(search, &rule, at, kind);
        if (kind == EVENT_KIND_PERSON_HELP_CALL && line->device.device.stuck_min > 0)
                want(search, &rule, at, EVENT_KIND_DEVICE_FAULT);
}

static void check_resident(struct search *search, const struct raw_resident *resident) {
        struct rule rule = { search->raw, &raw_resident_table, resident->node };
        for (size_t i = 0; i < ELEMENTS(watched); i++)
                if (*(const int *)((const char *)resident + watched[i].offset) > 0)
                        want(search, &rule, tree_where(resident->node, watched[i].key),
                             watched[i].kind);
}

void rule_alarm(const struct raw *raw) {
        struct search search = { .raw = raw };

        if (!raw->tasks.node || raw->tasks.tasks.count == 0)
                return;
        RAW_EACH(struct raw_task, task, &raw->tasks.tasks) {
                /* What could not be read may hold the kind that is missed. */
                if (tree_get(task->node, "opens") && !task->opens)
                        return;
                for (const struct node *at = NULL; (at = tree_next(task->opens, at));)
                        search.is_told[field_word(at, raw_event_kind_words, EVENT_KIND_COUNT)] =
                                true;
        }
        RAW_EACH(struct raw_line, line, &raw->gateway.lines)
        check_line(&search, line);
        RAW_EACH(struct raw_device, device, &raw->site.devices)
        check_device(&search, device);
        RAW_EACH(struct raw_resident, resident, &raw->site.residents)
        check_resident(&search, resident);
}
