/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Planned doses: due -> late -> missed, unless one who knows says taken. One row per plan entry and
 * minute of the day waits for its next time, so rows do not grow. Dispensed is not taken, and opened
 * is neither: a dose that was dispensed and never confirmed is unconfirmed at the end. Taken counts
 * from late_min before it is due (early intake; then it is not said to be due any more). What the
 * dispenser itself says of a dose (due, late, missed) is not said again. Where nobody could hear while
 * it became late and missed, only missed is told. After the end it is the task's own rule that a later
 * "taken" closes it (CONTRACT, "A dose").
 *
 * A dispenser speaks of its own doses; a dose without one, or a word from elsewhere (an app), goes
 * by the resident.
 */
#include <stdio.h>
#include <string.h>

#include "inside.h"
#include "nattvakt/alloc.h"
#include "nattvakt/text.h"

#define DAYS_AHEAD 9          /* a weekday that comes is within eight */
#define STALE_US   US_PER_DAY /* due longer ago, and nobody was there: no news any more */

/* step of DOSE */
enum { DOSE_WAITS, DOSE_DUE, DOSE_LATE };

static struct cell *cell_of(const struct sense *sense, size_t dose) {
        return cell_find(sense, sense->first_dose + dose, MEASURE_DOSE);
}

void dose_init(struct sense *sense) {
        const struct site *site = sense->site;
        size_t count = 0;

        for (size_t i = 0; i < site->plan_count; i++)
                count += site->plan[i].is_dose ? site->plan[i].minute_count : 0;
        sense->doses = alloc_zero(count, sizeof(struct dose));
        for (size_t i = 0; i < site->plan_count; i++) {
                const struct plan_entry *entry = &site->plan[i];

                for (size_t m = 0; entry->is_dose && m < entry->minute_count; m++) {
                        struct dose *dose = &sense->doses[sense->dose_count++];

                        dose->entry = entry;
                        dose->minute = entry->minute[m];
                        snprintf(dose->key, sizeof(dose->key), "%s/%s@%02d%02d", entry->name,
                                 entry->resident, dose->minute / 60, dose->minute % 60);
                }
        }
}

/* Monday 0 .. Sunday 6; 1970-01-01 was a Thursday. */
static unsigned weekday_of(int64_t day) {
        return (unsigned)(((day + 3) % 7 + 7) % 7);
}

/* The first time after @after_us; TIME_NEVER for a plan without weekdays. */
static int64_t next_time(const struct sense *sense, const struct dose *dose, int64_t after_us) {
        int64_t today = zone_day(&sense->site->zone, after_us);

        for (int64_t day = today - 1; day < today + DAYS_AHEAD; day++) {
                int64_t at_us;

                if (!(dose->entry->weekdays & (1U << weekday_of(day))))
                        continue;
                at_us = zone_day_minute(&sense->site->zone, day, dose->minute);
                if (at_us > after_us)
                        return at_us;
        }
        return TIME_NEVER;
}

static void wait_for(struct sense *sense, size_t dose, struct cell *cell, int64_t due_us,
                     const struct moment *now) {
        cell->step = DOSE_WAITS;
        cell->active = false;
        cell->heard_us = due_us;
        cell->since_us = now->wall_us;
        cell_touch(sense, cell);
        sense_refresh(sense, sense->first_dose + dose);
}

void dose_begin(struct sense *sense, const struct moment *now) {
        for (size_t i = 0; i < sense->dose_count; i++) {
                struct cell *cell = cell_of(sense, i);
                const struct dose *dose = &sense->doses[i];

                if (cell && (cell->step != DOSE_WAITS ||
                             next_time(sense, dose, cell->heard_us - 1) == cell->heard_us))
                        continue;
                cell = cell_get(sense, sense->first_dose + i, MEASURE_DOSE);
                wait_for(sense, i, cell, next_time(sense, dose, now->wall_us), now);
        }
}

static int64_t late_us(const struct sense *sense, const struct dose *dose, int64_t due_us) {
        if (dose->entry->late_min == 0)
                return TIME_NEVER;
        return later_us(due_us + dose->entry->late_min * US_PER_MIN, sense->epoch_us + GRACE_US);
}

/* When the wait is over: missed, or, of a dose that cannot be missed, the next one's turn. */
static int64_t end_us(const struct sense *sense, const struct dose *dose, int64_t due_us) {
        if (dose->entry->missed_min == 0)
                return next_time(sense, dose, due_us);
        return later_us(due_us + dose->entry->missed_min * US_PER_MIN, sense->epoch_us + GRACE_US);
}

int64_t dose_due_us(const struct sense *sense, size_t dose) {
        const struct dose *about = &sense->doses[dose];
        const struct cell *cell = cell_of(sense, dose);

        if (!cell)
                return TIME_NEVER;
        if (cell->step == DOSE_WAITS)
                return cell->heard_us;
        if (cell->step == DOSE_DUE)
                return earlier_us(late_us(sense, about, cell->heard_us),
                                  end_us(sense, about, cell->heard_us));
        return end_us(sense, about, cell->heard_us);
}

static void tell(struct sense *sense, size_t dose, struct cell *cell, enum event_kind kind,
                 int64_t at_us, const struct moment *now, struct event_list *events) {
        const struct plan_entry *entry = sense->doses[dose].entry;
        const struct device *device =
                entry->device[0] ? site_device(sense->site, entry->device) : NULL;
        struct event *event = tell_derived(sense, kind, EVENT_PHASE_POINT, sense->doses[dose].key,
                                           cell->heard_us, now, events);

        if (device)
                tell_device(event, device);
        event->adapter = ADAPTER_GATEWAY;
        memcpy(event->department, entry->department, sizeof(event->department));
        memcpy(event->place, entry->place, sizeof(event->place));
        memcpy(event->resident, entry->resident, sizeof(event->resident));
        event->occurred_us = at_us;
        tell_detail(event, entry->name);
        memcpy(cell->event, event->id, ID_SIZE);
}

static void step(struct sense *sense, size_t dose, struct cell *cell, int phase,
                 const struct moment *now) {
        cell->step = phase;
        cell->since_us = now->wall_us;
        cell_touch(sense, cell);
        sense_refresh(sense, sense->first_dose + dose);
}

void dose_tick(struct sense *sense, size_t dose, const struct moment *now,
               struct event_list *events) {
        const struct dose *about = &sense->doses[dose];
        struct cell *cell = cell_of(sense, dose);
        const struct plan_entry *entry = about->entry;
        int64_t due_us = cell->heard_us, next_us = next_time(sense, about, due_us);

        if (cell->step == DOSE_WAITS && now->wall_us - due_us > STALE_US) {
                wait_for(sense, dose, cell, next_time(sense, about, now->wall_us - STALE_US), now);
                return;
        }
        if (cell->step == DOSE_WAITS) {
                tell(sense, dose, cell, EVENT_KIND_MED_DOSE_DUE, due_us, now, events);
                step(sense, dose, cell, DOSE_DUE, now);
                return;
        }
        if (cell->step == DOSE_DUE &&
            late_us(sense, about, due_us) < end_us(sense, about, due_us)) {
                tell(sense, dose, cell, EVENT_KIND_MED_DOSE_LATE,
                     due_us + entry->late_min * US_PER_MIN, now, events);
                step(sense, dose, cell, DOSE_LATE, now);
                return;
        }
        if (entry->missed_min > 0)
                tell(sense, dose, cell,
                     cell->active ? EVENT_KIND_MED_DOSE_UNCONFIRMED : EVENT_KIND_MED_DOSE_MISSED,
                     due_us + entry->missed_min * US_PER_MIN, now, events);
        wait_for(sense, dose, cell, next_us, now);
}

static bool is_dispenser(const struct sense *sense, const char *device) {
        for (size_t i = 0; i < sense->dose_count; i++)
                if (text_equal(sense->doses[i].entry->device, device))
                        return true;
        return false;
}

static bool is_about(const struct plan_entry *entry, const struct event *event, bool by_device) {
        if (by_device)
                return text_equal(entry->device, event->device);
        return entry->resident[0] && text_equal(entry->resident, event->resident);
}

/* Whether the event can be of the dose that @cell waits for: one that is open, or soon due. */
static bool is_in_time(const struct dose *dose, const struct cell *cell,
                       const struct event *event) {
        int64_t early_us = cell->heard_us - dose->entry->late_min * US_PER_MIN;

        return cell->heard_us != TIME_NEVER && event->occurred_us >= early_us;
}

/* The dose that @event is of: of those in time the one that was due first, or NOBODY. */
static size_t find(const struct sense *sense, const struct event *event) {
        bool by_device = event->device[0] && is_dispenser(sense, event->device);
        size_t found = NOBODY;

        for (size_t i = 0; i < sense->dose_count; i++) {
                const struct cell *cell = cell_of(sense, i);

                if (!cell || !is_about(sense->doses[i].entry, event, by_device))
                        continue;
                if (text_equal(cell->event, event->id))
                        return NOBODY; /* the same event again */
                if (!is_in_time(&sense->doses[i], cell, event))
                        continue;
                if (found == NOBODY || cell->heard_us < cell_of(sense, found)->heard_us)
                        found = i;
        }
        return found;
}

/* What an event of a dose does to it. */
enum effect { EFFECT_NONE, EFFECT_DUE, EFFECT_LATE, EFFECT_DISPENSED, EFFECT_OVER };

static enum effect effect_of(enum event_kind kind) {
        static const struct {
                enum event_kind kind;
                enum effect effect;
        } effects[] = {
                { EVENT_KIND_MED_DOSE_DUE, EFFECT_DUE },
                { EVENT_KIND_MED_DOSE_LATE, EFFECT_LATE },
                { EVENT_KIND_MED_DOSE_DISPENSED, EFFECT_DISPENSED },
                { EVENT_KIND_MED_DOSE_TAKEN, EFFECT_OVER },
                { EVENT_KIND_MED_DOSE_MISSED, EFFECT_OVER },
                { EVENT_KIND_MED_DOSE_UNCONFIRMED, EFFECT_OVER },
        };

        for (size_t i = 0; i < ELEMENTS(effects); i++)
                if (effects[i].kind == kind)
                        return effects[i].effect;
        return EFFECT_NONE;
}

void dose_event(struct sense *sense, const struct event *event, const struct moment *now) {
        enum effect effect = effect_of(event->kind);
        size_t dose = effect == EFFECT_NONE ? NOBODY : find(sense, event);
        struct cell *cell;

        if (dose == NOBODY)
                return;
        cell = cell_of(sense, dose);
        memcpy(cell->event, event->id, ID_SIZE);
        if (effect == EFFECT_OVER) {
                wait_for(sense, dose, cell, next_time(sense, &sense->doses[dose], cell->heard_us),
                         now);
                return;
        }
        if (effect == EFFECT_DISPENSED)
                cell->active = true;
        if (effect == EFFECT_DUE && cell->step == DOSE_WAITS)
                step(sense, dose, cell, DOSE_DUE, now);
        if (effect == EFFECT_LATE)
                step(sense, dose, cell, DOSE_LATE, now);
        cell_touch(sense, cell);
}
