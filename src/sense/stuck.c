/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stuck calls: while a wired call lasts, the next pull of the same cord changes nothing and is not seen. One that
 * has lasted for its device's stuck_min is device.fault, told once, and told to be over when the cord is put
 * back. The call itself is told as ever; this is about the next one. Blind time counts: the cord hangs as
 * it hung, and its level is read anew when we see again: a call that may be another by then (edge.c) still
 * counts from the first, and a fault that was told stays until the wire is seen to be put back.
 *
 * A clock that is set, ahead or back, does not count: what a call has lasted is kept then, or a board that woke in 1970
 * would call each pulled cord stuck when it learns the time. Who was down meanwhile cannot know what it lasted: of a
 * call from a time that cannot have been it counts from the start. Was the clock merely behind, the call seems to
 * have lasted longer by that, and is told too early rather than never.
 */
#include <stdio.h>

#include "inside.h"

#define SINCE "line stands active since "

#define FIRST_TRUE_US (INT64_C(1577836800) * US_PER_S) /* 2020-01-01: before this program was */

static struct cell *call_of(const struct sense *sense, size_t device) {
        struct cell *cell = cell_find(sense, device, MEASURE_CALL);

        if (!cell || !cell->active || (cell->step & (STATE_TOLD | STATE_UNKNOWN)))
                return NULL;
        return cell;
}

int64_t stuck_due_us(const struct sense *sense, size_t device) {
        int minutes = sense->site->devices[device].stuck_min;
        const struct cell *cell = minutes > 0 ? call_of(sense, device) : NULL;
        int64_t due_us;

        if (!cell || hear_is_cut_off(sense, device))
                return TIME_NEVER;
        due_us = cell->since_us + minutes * US_PER_MIN;
        return cell->since_us < sense->epoch_us ? later_us(due_us, sense->epoch_us + GRACE_US)
                                                : due_us;
}

static struct event *tell(struct sense *sense, const struct cell *cell, enum event_phase phase,
                          const struct moment *now, struct event_list *events) {
        const struct device *device = &sense->site->devices[cell->subject];
        struct event *event = tell_derived(sense, EVENT_KIND_DEVICE_FAULT, phase, device->id,
                                           cell->since_us, now, events);
        char since[TIME_TEXT_SIZE], detail[LABEL_SIZE];

        tell_device(event, device);
        snprintf(detail, sizeof(detail), SINCE "%s",
                 clock_text(&sense->site->zone, cell->since_us, false, since));
        tell_detail(event, detail);
        return event;
}

void stuck_tick(struct sense *sense, size_t device, const struct moment *now,
                struct event_list *events) {
        struct cell *cell = call_of(sense, device);
        struct event *event = tell(sense, cell, EVENT_PHASE_START, now, events);
        int64_t minutes;

        event->occurred_us = stuck_due_us(sense, device);
        minutes = (event->occurred_us - cell->since_us) / US_PER_MIN; /* whole ones */
        event->has_value = true;
        event->value = (double)minutes;
        snprintf(event->unit, sizeof(event->unit), "min");
        cell->step |= STATE_TOLD;
        cell_touch(sense, cell);
        sense_refresh(sense, device);
}

void stuck_begin(struct sense *sense, const struct moment *now) {
        for (size_t i = 0; i < sense->site->device_count; i++) {
                struct cell *cell = cell_find(sense, i, MEASURE_CALL);

                if (!cell || !cell->active || cell->since_us >= FIRST_TRUE_US ||
                    now->wall_us < FIRST_TRUE_US)
                        continue;
                cell->since_us = now->wall_us;
                cell_touch(sense, cell);
        }
}

void stuck_set_clock(struct sense *sense, int64_t ahead_us) {
        for (size_t i = 0; i < sense->site->device_count; i++) {
                struct cell *cell = call_of(sense, i);

                if (!cell)
                        continue;
                cell->since_us += ahead_us;
                cell_touch(sense, cell);
        }
}

void stuck_end(struct sense *sense, const struct cell *cell, const struct moment *now,
               struct event_list *events) {
        if (cell->measure == MEASURE_CALL && (cell->step & STATE_TOLD))
                tell(sense, cell, EVENT_PHASE_END, now, events);
}
