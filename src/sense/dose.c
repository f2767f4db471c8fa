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
 * An event belongs to one dose and names it, so that an intake settles that dose's task and no other:
 *   - of the doses that are open, or whose early time (late_min before) has come, the one due first;
 *   - else the one that was missed last, if it is nearer to the time that this was due than to the early time
 *     of whatever is planned next. Beyond that half-way nobody can say whether a dose is made up for or the
 *     next one taken too early, and a dose is never assumed to have been taken: that is for a nurse;
 *   - else none: it is told, and settles nothing.
 * What is told late (from a store) goes by when it happened. Each row remembers its newest missed dose alone:
 * an older one's half-way is past.
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

static void wait_for(struct sense *sense, size_t dose, struct cell *cell, int64_t due_us) {
        cell->step = DOSE_WAITS;
        cell->active = false;
        cell->heard_us = due_us;
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
                wait_for(sense, i, cell, next_time(sense, dose, now->wall_us));
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

static void name_dose(const struct dose *dose, int64_t due_us, struct event *event) {
        char due[TIME_TEXT_SIZE];

        snprintf(event->dose, sizeof(event->dose), "%s/%s", dose->key, time_text(due_us, due));
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
        name_dose(&sense->doses[dose], cell->heard_us, event);
        memcpy(cell->event, event->id, ID_SIZE);
}

static void step(struct sense *sense, size_t dose, struct cell *cell, int phase) {
        cell->step = phase;
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
                wait_for(sense, dose, cell, next_time(sense, about, now->wall_us - STALE_US));
                return;
        }
        if (cell->step == DOSE_WAITS) {
                tell(sense, dose, cell, EVENT_KIND_MED_DOSE_DUE, due_us, now, events);
                step(sense, dose, cell, DOSE_DUE);
                return;
        }
        if (cell->step == DOSE_DUE &&
            late_us(sense, about, due_us) < end_us(sense, about, due_us)) {
                tell(sense, dose, cell, EVENT_KIND_MED_DOSE_LATE,
                     due_us + entry->late_min * US_PER_MIN, now, events);
                step(sense, dose, cell, DOSE_LATE);
                return;
        }
        if (entry->missed_min > 0)
                tell(sense, dose, cell,
                     cell->active ? EVENT_KIND_MED_DOSE_UNCONFIRMED : EVENT_KIND_MED_DOSE_MISSED,
                     due_us + entry->missed_min * US_PER_MIN, now, events);
        cell->since_us = due_us;
        wait_for(sense, dose, cell, next_us);
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

/* What an event of a dose does to it. */
enum effect {
        EFFECT_NONE,
        EFFECT_DUE,
        EFFECT_LATE,
        EFFECT_DISPENSED,
        EFFECT_TAKEN,
        EFFECT_MISSED,
};

static enum effect effect_of(enum event_kind kind) {
        static const struct {
                enum event_kind kind;
                enum effect effect;
        } effects[] = {
                { EVENT_KIND_MED_DOSE_DUE, EFFECT_DUE },
                { EVENT_KIND_MED_DOSE_LATE, EFFECT_LATE },
                { EVENT_KIND_MED_DOSE_DISPENSED, EFFECT_DISPENSED },
                { EVENT_KIND_MED_DOSE_TAKEN, EFFECT_TAKEN },
                { EVENT_KIND_MED_DOSE_MISSED, EFFECT_MISSED },
                { EVENT_KIND_MED_DOSE_UNCONFIRMED, EFFECT_MISSED },
        };

        for (size_t i = 0; i < ELEMENTS(effects); i++)
                if (effects[i].kind == kind)
                        return effects[i].effect;
        return EFFECT_NONE;
}

/* An event on its way to its dose. */
struct search {
        const struct sense *sense;
        const struct event *event;
        enum effect effect;
        bool by_device;
};

static const struct dose *about(const struct search *search, size_t dose) {
        const struct dose *about = &search->sense->doses[dose];

        return is_about(about->entry, search->event, search->by_device) ? about : NULL;
}

static bool is_told_again(const struct search *search) {
        for (size_t i = 0; i < search->sense->dose_count; i++) {
                const struct cell *cell = cell_of(search->sense, i);

                if (cell && about(search, i) && text_equal(cell->event, search->event->id))
                        return true;
        }
        return false;
}

static int64_t early_us(const struct dose *dose, int64_t due_us) {
        return due_us == TIME_NEVER ? TIME_NEVER : due_us - dose->entry->late_min * US_PER_MIN;
}

/* A dose can be taken before it is due; late or missed it is afterwards alone. */
static bool is_after_begin(const struct search *search, const struct dose *dose, int64_t due_us) {
        bool is_afterwards = search->effect == EFFECT_LATE || search->effect == EFFECT_MISSED;

        return search->event->occurred_us >= (is_afterwards ? due_us : early_us(dose, due_us));
}

/* Of the doses that are open or soon due the one due first, or NOBODY. */
static size_t find_open(const struct search *search) {
        size_t found = NOBODY;
        int64_t found_us = TIME_NEVER;

        for (size_t i = 0; i < search->sense->dose_count; i++) {
                const struct dose *dose = about(search, i);
                const struct cell *cell = cell_of(search->sense, i);

                if (!dose || !cell || cell->heard_us >= found_us ||
                    !is_after_begin(search, dose, cell->heard_us))
                        continue;
                found = i;
                found_us = cell->heard_us;
        }
        return found;
}

/* When what is planned next after @due_us can be taken at the earliest. */
static int64_t next_early_us(const struct search *search, int64_t due_us) {
        int64_t first_us = TIME_NEVER;

        for (size_t i = 0; i < search->sense->dose_count; i++) {
                const struct dose *dose = about(search, i);

                if (dose)
                        first_us = earlier_us(
                                first_us, early_us(dose, next_time(search->sense, dose, due_us)));
        }
        return first_us;
}

/* The missed dose that the event is near to, or NOBODY. Two can be so only if both were due at once. */
static size_t find_missed(const struct search *search) {
        int64_t at_us = search->event->occurred_us;

        for (size_t i = 0; i < search->sense->dose_count; i++) {
                const struct dose *dose = about(search, i);
                const struct cell *cell = cell_of(search->sense, i);

                if (dose && cell && cell->since_us != 0 &&
                    is_after_begin(search, dose, cell->since_us) &&
                    at_us - cell->since_us < next_early_us(search, cell->since_us) - at_us)
                        return i;
        }
        return NOBODY;
}

static void happen_to_open(struct sense *sense, size_t dose, struct cell *cell,
                           enum effect effect) {
        if (effect == EFFECT_MISSED)
                cell->since_us = cell->heard_us;
        if (effect == EFFECT_MISSED || effect == EFFECT_TAKEN) {
                wait_for(sense, dose, cell, next_time(sense, &sense->doses[dose], cell->heard_us));
                return;
        }
        if (effect == EFFECT_DISPENSED)
                cell->active = true;
        if (effect == EFFECT_DUE && cell->step == DOSE_WAITS)
                step(sense, dose, cell, DOSE_DUE);
        if (effect == EFFECT_LATE)
                step(sense, dose, cell, DOSE_LATE);
}

void dose_event(struct sense *sense, struct event *event) {
        struct search search = {
                .sense = sense,
                .event = event,
                .effect = effect_of(event->kind),
                .by_device = event->device[0] && is_dispenser(sense, event->device),
        };
        size_t open, dose;
        struct cell *cell;

        if (search.effect == EFFECT_NONE || is_told_again(&search))
                return;
        open = find_open(&search);
        dose = open != NOBODY ? open : find_missed(&search);
        if (dose == NOBODY)
                return;
        cell = cell_of(sense, dose);
        name_dose(&sense->doses[dose], open != NOBODY ? cell->heard_us : cell->since_us, event);
        memcpy(cell->event, event->id, ID_SIZE);
        cell_touch(sense, cell);
        if (open != NOBODY)
                happen_to_open(sense, dose, cell, search.effect);
        else if (search.effect == EFFECT_TAKEN)
                cell->since_us = 0;
}
