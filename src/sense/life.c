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
 *
 * Movement sensors fire now and then in an empty home: the sun, a draught, a pet. So once it was told
 * that a resident is unheard of or away,
 *   - a movement that stays alone for LASTING_US ends nothing. A second one within that time does,
 *     whatever sensor it comes from, and one that went on for so long (sensors' time-outs are minutes).
 *     So does at once what no empty home brings forth: a bed entered or left, a door (of
 *     inactivity), a press, a dose taken, a look that saw the resident;
 *   - a door after a movement inside, be that a lone one, ends an absence too: who is away passes no door from
 *     inside. It may be the next exit, so absence counts from it, as from any door before anything was told;
 *   - yet a lone movement, or a door alone, may be of somebody who came home and fell behind it. So
 *     silence counts from there again, and is told again (as an update): the first time after inactivity_min as
 *     ever, for one who got up once and fell must not wait longer; then after twice the time, four
 *     times, a day at most (or inactivity_min, where that is longer). Of a resident without
 *     inactivity_min it is the absence that is told again, and absence_min that is doubled.
 * So nobody is forgotten: whatever moves last, a day of silence after it is told. And days away with
 * stray pulses give one event, one more after the first pulse, and few after that, for each demands a longer
 * silence than the one before. Before anything was told a single movement counts as it always did.
 */
#include <string.h>

#include "inside.h"

/* step of ACTIVITY: bits, and above them how many times it was told since the last lasting sign */
enum {
        TOLD_INACTIVE = 1,
        TOLD_AWAY = 2,
        BY_HOME_DOOR = 4,
        STIRRED = 8, /* since it was told there was a sign, at heard_us */
        TIMES_ONE = 16,
        TIMES_MAX = 15,
};

#define LASTING_US \
        (10 * US_PER_MIN) /* who is up moves again within; also what makes pulses one visit */
#define LONGEST_SILENCE_US \
        US_PER_DAY /* not waited longer for, but where inactivity_min itself is longer */

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

static bool is_told(const struct cell *cell) {
        return (cell->step & (TOLD_INACTIVE | TOLD_AWAY)) != 0;
}

/* How long the silence must be: once more the plain time, then twice as long each time that it was told. */
static int64_t silence_us(const struct cell *cell, int minutes) {
        int64_t silence = minutes * US_PER_MIN, longest = later_us(silence, LONGEST_SILENCE_US);

        for (int times = cell->step / TIMES_ONE; times > 1 && silence < longest; times--)
                silence *= 2;
        return earlier_us(silence, longest);
}

/* Silence of one who is not asked after for it can but be an absence that goes on. */
static bool is_silence_absence(const struct resident *resident, const struct cell *cell) {
        return resident->inactivity_min == 0 && (cell->step & TOLD_AWAY);
}

static int64_t silent_us(const struct sense *sense, size_t resident, const struct cell *cell) {
        const struct resident *about = resident_at(sense, resident);
        int minutes = is_silence_absence(about, cell) ? about->absence_min : about->inactivity_min;

        if (minutes == 0 || (is_told(cell) && !(cell->step & STIRRED)))
                return TIME_NEVER;
        return later_us(cell->heard_us, sense->epoch_us) + silence_us(cell, minutes);
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
        return earlier_us(silent_us(sense, resident, cell), away_us(sense, resident, cell));
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
        bool is_back = life_is_inside(life) || !cell->active;
        bool was_away = is_back && (cell->step & TOLD_AWAY);
        bool was_inactive = cell->step & TOLD_INACTIVE;

        if (was_inactive)
                tell(news->sense, resident, EVENT_KIND_PERSON_INACTIVITY, EVENT_PHASE_END,
                     cell->heard_us, news->now, news->events);
        if (was_away)
                tell(news->sense, resident, away_kind(cell), EVENT_PHASE_END, cell->since_us,
                     news->now, news->events);
        cell->step &= ~(TOLD_INACTIVE | (was_away ? TOLD_AWAY : 0));
        if (!is_told(cell))
                cell->step &= BY_HOME_DOOR;
        return was_away || was_inactive;
}

/* Whether the sign may be of a sensor that fired by itself: after what was told, one such sign alone. */
static bool is_lone(const struct cell *cell, enum life life, int64_t now_us) {
        if (life != LIFE_MOVEMENT || !is_told(cell))
                return false;
        return !(cell->step & STIRRED) || now_us - cell->heard_us > LASTING_US;
}

/* What a sign does to an absence that is told or may come. True: it changed something. */
static bool pass(struct cell *cell, enum life life, int64_t now_us) {
        bool was_active = cell->active;

        if (life_is_inside(life)) {
                cell->active = false;
                return was_active;
        }
        if (cell->step & TOLD_AWAY) {
                cell->step |= STIRRED;
                return true;
        }
        cell->active = true;
        cell->since_us = now_us;
        cell->step &= ~BY_HOME_DOOR;
        cell->step |= life == LIFE_HOME_DOOR ? BY_HOME_DOOR : 0;
        return true;
}

void life_sign(const struct news *news, size_t resident, enum life life) {
        struct cell *cell = resident == NOBODY ? NULL : activity(news->sense, resident);
        int64_t now_us = news->now->wall_us;
        bool changed;

        if (!cell)
                return;
        changed = is_lone(cell, life, now_us);
        if (changed) {
                cell->step |= STIRRED;
                if (cell->step & TOLD_AWAY)
                        cell->active = false; /* maybe inside: then the next door is an exit */
        } else {
                changed = end_told(news, resident, cell, life);
                changed = pass(cell, life, now_us) || changed;
        }
        if (!changed && now_us - cell->heard_us < HEARD_EVERY_US)
                return;
        cell->heard_us = now_us;
        cell_touch(news->sense, cell);
        sense_refresh(news->sense, news->sense->first_resident + resident);
}

void life_moved(const struct news *news, size_t resident, int64_t lasted_us) {
        const struct cell *cell = resident == NOBODY ? NULL : activity(news->sense, resident);

        if (cell && is_told(cell) && lasted_us >= LASTING_US)
                life_sign(news, resident, LIFE_INSIDE);
}

void life_tick(struct sense *sense, size_t resident, const struct moment *now,
               struct event_list *events) {
        struct cell *cell = activity(sense, resident);
        bool is_away = away_us(sense, resident, cell) <= silent_us(sense, resident, cell);
        bool is_still = is_silence_absence(resident_at(sense, resident), cell);
        int64_t due_us = life_due_us(sense, resident);
        int told = is_away || is_still ? TOLD_AWAY : TOLD_INACTIVE;
        struct event *event = tell(
                sense, resident, told == TOLD_AWAY ? away_kind(cell) : EVENT_KIND_PERSON_INACTIVITY,
                cell->step & told ? EVENT_PHASE_UPDATE : EVENT_PHASE_START,
                is_away ? cell->since_us : cell->heard_us, now, events);

        cell->step |= told;
        cell->step &= ~STIRRED;
        if (cell->step / TIMES_ONE < TIMES_MAX)
                cell->step += TIMES_ONE;
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
