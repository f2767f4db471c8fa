/* SPDX-License-Identifier: Apache-2.0 */
/*
 * staff.yaml to struct staff: a shift of several workers becomes one for each.
 */
#include "make.h"
#include "nattvakt/alloc.h"
#include "nattvakt/text.h"

static void make_workers(const struct raw *raw, struct staff *staff) {
        staff->workers = alloc_zero(raw->staff.workers.count, sizeof(*staff->workers));
        RAW_EACH(struct raw_worker, from, &raw->staff.workers) {
                struct worker *to = &staff->workers[staff->worker_count++];
                make_set(to->slot, from->slot);
                make_set(to->role, from->role);
                for (const struct node *at = NULL; (at = tree_next(from->departments, at));)
                        make_set(to->departments[to->department_count++], at->text);
                RAW_EACH(struct raw_delegation, delegation, &from->delegations)
                to->delegations[to->delegation_count++] = delegation->delegation;
        }
}

static void make_shift(const struct raw_shift *from, const char *worker, struct shift *to) {
        make_set(to->worker, worker);
        to->from_min = from->from_min;
        to->to_min = from->to_min;
        to->weekdays = raw_weekdays(from->weekdays);
        to->pause_from_min = from->pause.from_min;
        to->pause_to_min = from->pause.to_min;
        to->from_day = from->from_day;
        to->until_day = from->until_day;
}

void make_staff(const struct raw *raw, struct staff *ret_staff) {
        struct staff staff = { .role_count = raw->role_count };
        size_t capacity = 0;

        staff.roles = alloc_zero(raw->role_count, sizeof(*staff.roles));
        for (size_t i = 0; i < raw->role_count; i++)
                make_set(staff.roles[i], raw->roles[i]);
        make_workers(raw, &staff);
        RAW_EACH(struct raw_shift, shift, &raw->staff.rota)
        for (const struct node *at = NULL; (at = tree_next(shift->workers, at));) {
                alloc_room(&staff.shifts, staff.shift_count, &capacity, sizeof(*staff.shifts));
                make_shift(shift, at->text, &staff.shifts[staff.shift_count++]);
        }
        *ret_staff = staff;
}
