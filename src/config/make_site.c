/* SPDX-License-Identifier: Apache-2.0 */
/*
 * site.yaml to struct site. A plan for many residents becomes one entry for each; digital where the
 * resident's decision grants it and the catalogue's entry has a look.
 */
#include <stdio.h>
#include <string.h>

#include "line_kind.h"
#include "make.h"
#include "nattvakt/alloc.h"
#include "nattvakt/text.h"

static void make_departments(const struct raw *raw, struct site *site) {
        const struct field_list *list = &raw->site.departments;
        site->departments = alloc_zero(list->count, sizeof(*site->departments));
        RAW_EACH(struct raw_department, from, list) {
                struct department *to = &site->departments[site->department_count++];
                size_t count = 0;
                make_set(to->name, from->name);
                make_set(to->label, from->label[0] ? from->label : from->name);
                for (const struct node *at = NULL; (at = tree_next(from->neighbours, at));)
                        make_set(to->neighbours[count++], at->text);
        }
}

static void make_places(const struct raw *raw, struct site *site) {
        site->places = alloc_zero(raw->site.places.count, sizeof(*site->places));
        RAW_EACH(struct raw_place, from, &raw->site.places)
        site->places[site->place_count++] = from->place;
}

static void make_residents(const struct raw *raw, struct site *site) {
        site->residents = alloc_zero(raw->site.residents.count, sizeof(*site->residents));
        RAW_EACH(struct raw_resident, from, &raw->site.residents) {
                struct resident *to = &site->residents[site->resident_count++];
                *to = from->resident;
                to->digital_check = from->checks == 1;
        }
}

/* A lamp of the whole house that does not work: somebody has to be asked, so the first department is. */
static const char *line_department(const struct raw *raw, const struct raw_line *line) {
        const struct raw_department *first = raw->site.departments.items;
        const char *department = raw_device_department(raw, &line->device);

        return department[0] || !first ? department : first->name;
}

/* What an output is not able to tell needs no meaning: it has the role of what means nothing. */
static void make_line_device(const struct raw *raw, const struct raw_line *from,
                             struct device *to) {
        const struct line_kind *kind = line_kind_of((enum event_kind)from->kind);

        *to = from->device.device;
        to->adapter = ADAPTER_GPIO;
        to->role = kind ? kind->role : DEVICE_ROLE_APP;
        to->inverted = kind && kind->inverted;
        to->stuck_min = kind && kind->measure == MEASURE_CALL ? to->stuck_min : 0;
        make_set(to->id, from->name);
        make_set(to->name, from->name);
        make_set(to->bridge, from->chip);
        make_set(to->place, raw_device_place(raw, &from->device));
        make_set(to->department, line_department(raw, from));
}

static void make_devices(const struct raw *raw, struct site *site) {
        site->devices = alloc_zero(raw->site.devices.count + raw->gateway.lines.count,
                                   sizeof(*site->devices));
        RAW_EACH(struct raw_line, from, &raw->gateway.lines)
        make_line_device(raw, from, &site->devices[site->device_count++]);
        RAW_EACH(struct raw_device, from, &raw->site.devices) {
                struct device *to = &site->devices[site->device_count++];
                *to = from->device;
                to->adapter = (enum adapter)from->source;
                to->role = (enum device_role)from->role;
                to->heartbeat_s = raw_heartbeat_s(from);
                make_set(to->name, from->device.name[0] ? from->device.name : from->device.id);
                make_set(to->place, raw_device_place(raw, from));
                make_set(to->department, raw_device_department(raw, from));
                make_set(to->bridge, raw_bridge(raw, from));
        }
        site_sort(site);
}

static void add_entry(const struct raw *raw, struct site *site, size_t *capacity,
                      const struct plan_entry *entry, const struct raw_resident *resident) {
        alloc_room(&site->plan, site->plan_count, capacity, sizeof(*site->plan));
        struct plan_entry *to = &site->plan[site->plan_count++];
        const struct raw_task *task = raw_task(raw, entry->code);
        *to = *entry;
        make_set(to->resident, resident->resident.name);
        make_set(to->place, resident->resident.place);
        make_set(to->department, raw_resident_department(raw, resident->resident.name));
        if (!to->is_dose && resident->checks == 1 && task && task->look.node)
                to->mode = TASK_MODE_DIGITAL;
}

static bool is_for(const struct raw *raw, const struct raw_plan *plan,
                   const struct raw_resident *resident) {
        if (!plan->residents)
                return strcmp(raw_resident_department(raw, resident->resident.name),
                              plan->department) == 0;
        return (plan->residents->type == NODE_SCALAR &&
                strcmp(plan->residents->text, "all") == 0) ||
               raw_lists(plan->residents, resident->resident.name);
}

static void make_plan(const struct raw *raw, struct site *site, size_t *capacity) {
        RAW_EACH(struct raw_plan, plan, &raw->site.plan) {
                struct plan_entry entry = { .mode = TASK_MODE_PHYSICAL,
                                            .window_min = plan->window_min,
                                            .weekdays = raw_weekdays(plan->weekdays) };
                make_set(entry.name, plan->name[0] ? plan->name : plan->code);
                make_set(entry.code, plan->code);
                entry.minute_count = raw_minutes(plan->at, entry.minute);
                RAW_EACH(struct raw_resident, resident, &raw->site.residents)
                if (is_for(raw, plan, resident))
                        add_entry(raw, site, capacity, &entry, resident);
        }
}

/* The task that a missed dose opens, "" when there is none. */
static const char *dose_code(const struct raw *raw) {
        RAW_EACH(struct raw_task, task, &raw->tasks.tasks)
        if (raw_lists(task->opens, raw_event_kind_words[EVENT_KIND_MED_DOSE_MISSED]))
                return task->code;
        return "";
}

static void make_doses(const struct raw *raw, struct site *site, size_t *capacity) {
        RAW_EACH(struct raw_dose, dose, &raw->site.doses) {
                struct plan_entry entry = { .is_dose = true,
                                            .mode = TASK_MODE_DEVICE,
                                            .weekdays = raw_weekdays(dose->weekdays),
                                            .window_min = dose->missed_min,
                                            .late_min = dose->late_min,
                                            .missed_min = dose->missed_min };
                make_set(entry.name, dose->name);
                make_set(entry.code, dose_code(raw));
                make_set(entry.device, dose->device);
                entry.minute_count = raw_minutes(dose->at, entry.minute);
                add_entry(raw, site, capacity, &entry, raw_resident(raw, dose->resident));
        }
}

void make_site(const struct raw *raw, struct site *ret_site) {
        struct site site = { .night_from_min = raw->site.night.from_min,
                             .night_to_min = raw->site.night.to_min };
        size_t capacity = 0;

        make_set(site.name, raw->gateway.site);
        make_set(site.label, raw->site.label);
        make_set(site.timezone, raw->gateway.timezone);
        make_departments(raw, &site);
        make_places(raw, &site);
        make_residents(raw, &site);
        make_devices(raw, &site);
        make_plan(raw, &site, &capacity);
        make_doses(raw, &site, &capacity);
        *ret_site = site;
}
