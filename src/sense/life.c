/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A resident's signs of life, from the resident's own devices and from what people say. Three things
 * are derived from their absence, each told once a stretch, and once more when it is over:
 *   person.inactivity     no sign at all for the resident's inactivity_min;
 *   person.absence_long   a door was passed and nothing inside gave a sign since, for absence_min;
 *   person.left_home      the same, when it was the door of the home;
 *   person.bathroom_long  the bathroom has been occupied for bathroom_min.
 * A sign is something that a person brings about: the end of a motion is a timeout and no sign, a
 * state that was only said again is none, and neither is a test. The last sign is kept to the
 * minute. While an absence lasts nobody is called inactive. Blind time counts for nothing.
 */
#include <string.h>

#include "inside.h"

/* step of ACTIVITY: bits */
enum { TOLD_INACTIVE = 1, TOLD_AWAY = 2, BY_HOME_DOOR = 4 };

static const enum measure bathroom_measures[] = { MEASURE_OCCUPANCY, MEASURE_PRESENCE };

static const struct resident *resident_at(const struct sense *sense, size_t resident) {
        return &sense->site->residents[resident];
}

static struct cell *activity(const struct sense *sense, size_t resident) {
        return cell_find(sense, sense->first_resident + resident, MEASURE_ACTIVITY);
}

static bool is_watched(const struct resident *resident) {
        return resident->inactivity_min > 0 || resident->absence_min > 0;
}

void life_begin(struct sense *sense, const struct moment *now) {
        for (size_t i = 0; i < sense->site->resident_count; i++) {
                struct cell *cell;

                if (!is_watched(resident_at(sense, i)) || activity(sense, i))
                        continue;
                cell = cell_get(sense, sense->first_resident + i, MEASURE_ACTIVITY);
                cell->heard_us = now->wall_us;
                cell_touch(sense, cell);
        }
}

static int64_t inactive_us(const struct sense *sense, size_t resident, const struct cell *cell) {
        int minutes = resident_at(sense, resident)->inactivity_min;

        if (minutes == 0 || (cell->step & (TOLD_INACTIVE | TOLD_AWAY)))
                return TIME_NEVER;
        return later_us(cell->heard_us, sense->epoch_us) + minutes * US_PER_MIN;
}

static int64_t away_us(const struct sense *sense, size_t resident, const struct cell *cell) {
        int minutes = resident_at(sense, resident)->absence_min;

        if (minutes == 0 || !cell->active || (cell->step & TOLD_AWAY))
                return TIME_NEVER;
        return later_us(cell->since_us, sense->epoch_us) + minutes * US_PER_MIN;
}

int64_t life_due_us(const struct sense *sense, size_t resident) {
        const struct cell *cell = activity(sense, resident);

        if (!cell)
                return TIME_NEVER;
        return earlier_us(inactive_us(sense, resident, cell), away_us(sense, resident, cell));
}

static struct event *tell(struct sense *sense, size_t resident, enum event_kind kind,
                          enum event_phase phase, int64_t key_us, const struct moment *now,
                          struct event_list *events) {
        const struct resident *about = resident_at(sense, resident);
        struct event *event = tell_derived(sense, kind, phase, about->name, key_us, now, events);

        tell_resident(sense->site, event, about);
        return event;
}

static enum event_kind away_kind(const struct cell *cell) {
        return cell->step & BY_HOME_DOOR ? EVENT_KIND_PERSON_LEFT_HOME
                                         : EVENT_KIND_PERSON_ABSENCE_LONG;
}

/* Tells that what was told is over; true if it changed anything. */
static bool end_told(const struct news *news, size_t resident, struct cell *cell, enum life life) {
        bool was_away = life == LIFE_INSIDE && (cell->step & TOLD_AWAY);
        bool was_inactive = cell->step & TOLD_INACTIVE;

        if (was_inactive)
                tell(news->sense, resident, EVENT_KIND_PERSON_INACTIVITY, EVENT_PHASE_END,
                     cell->heard_us, news->now, news->events);
        if (was_away)
                tell(news->sense, resident, away_kind(cell), EVENT_PHASE_END, cell->since_us,
                     news->now, news->events);
        cell->step &= ~(TOLD_INACTIVE | (was_away ? TOLD_AWAY : 0));
        return was_away || was_inactive;
}

void life_sign(const struct news *news, size_t resident, enum life life) {
        struct cell *cell = resident == NOBODY ? NULL : activity(news->sense, resident);
        int64_t now_us = news->now->wall_us;
        bool changed;

        if (!cell)
                return;
        changed = end_told(news, resident, cell, life);
        if (life == LIFE_INSIDE) {
                changed = changed || cell->active;
                cell->active = false;
        } else if (!(cell->step & TOLD_AWAY)) {
                changed = true;
                cell->active = true;
                cell->since_us = now_us;
                cell->step &= ~BY_HOME_DOOR;
                cell->step |= life == LIFE_HOME_DOOR ? BY_HOME_DOOR : 0;
        }
        if (!changed && now_us - cell->heard_us < HEARD_EVERY_US)
                return;
        cell->heard_us = now_us;
        cell_touch(news->sense, cell);
        sense_refresh(news->sense, news->sense->first_resident + resident);
}

void life_tick(struct sense *sense, size_t resident, const struct moment *now,
               struct event_list *events) {
        struct cell *cell = activity(sense, resident);
        bool is_away = away_us(sense, resident, cell) <= inactive_us(sense, resident, cell);
        int64_t due_us = life_due_us(sense, resident);
        struct event *event;

        if (is_away) {
                event = tell(sense, resident, away_kind(cell), EVENT_PHASE_START, cell->since_us,
                             now, events);
                cell->step |= TOLD_AWAY;
        } else {
                event = tell(sense, resident, EVENT_KIND_PERSON_INACTIVITY, EVENT_PHASE_START,
                             cell->heard_us, now, events);
                cell->step |= TOLD_INACTIVE;
        }
        event->occurred_us = due_us;
        memcpy(cell->event, event->id, ID_SIZE);
        cell_touch(sense, cell);
        sense_refresh(sense, sense->first_resident + resident);
}

static int bathroom_min(const struct sense *sense, size_t device) {
        size_t resident = sense->resident_of[device];

        if (sense->site->devices[device].role != DEVICE_ROLE_BATHROOM || resident == NOBODY)
                return 0;
        return resident_at(sense, resident)->bathroom_min;
}

/* The cell of @device that has been occupied longest and was not told, or NULL. */
static struct cell *occupied(const struct sense *sense, size_t device) {
        struct cell *longest = NULL;

        for (size_t i = 0; i < ELEMENTS(bathroom_measures); i++) {
                struct cell *cell = cell_find(sense, device, bathroom_measures[i]);

                if (!cell || !cell->active || (cell->step & (STATE_TOLD | STATE_UNKNOWN)))
                        continue;
                if (!longest || cell->since_us < longest->since_us)
                        longest = cell;
        }
        return longest;
}

int64_t life_bathroom_due_us(const struct sense *sense, size_t device) {
        int minutes = bathroom_min(sense, device);
        const struct cell *cell = minutes > 0 ? occupied(sense, device) : NULL;
        int64_t due_us;

        if (!cell)
                return TIME_NEVER;
        due_us = cell->since_us + minutes * US_PER_MIN;
        return cell->since_us < sense->epoch_us ? later_us(due_us, sense->epoch_us + GRACE_US)
                                                : due_us;
}

static struct event *tell_bathroom(struct sense *sense, const struct cell *cell,
                                   enum event_phase phase, const struct moment *now,
                                   struct event_list *events) {
        const struct device *device = &sense->site->devices[cell->subject];
        struct event *event = tell_derived(sense, EVENT_KIND_PERSON_BATHROOM_LONG, phase,
                                           device->id, cell->since_us, now, events);

        tell_device(event, device);
        return event;
}

void life_bathroom_tick(struct sense *sense, size_t device, const struct moment *now,
                        struct event_list *events) {
        struct cell *cell = occupied(sense, device);
        struct event *event = tell_bathroom(sense, cell, EVENT_PHASE_START, now, events);

        event->occurred_us = life_bathroom_due_us(sense, device);
        cell->step |= STATE_TOLD;
        cell_touch(sense, cell);
        sense_refresh(sense, device);
}

void life_bathroom_end(struct sense *sense, const struct cell *cell, const struct moment *now,
                       struct event_list *events) {
        if (cell->measure != MEASURE_CALL && (cell->step & STATE_TOLD))
                tell_bathroom(sense, cell, EVENT_PHASE_END, now, events);
}
