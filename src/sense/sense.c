/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The outside of sense: hands a reading to what treats its measure, and a moment to what is due.
 * When supervision begins, and when the clock is set, silence counts anew: a board without a clock
 * wakes in 1970, and neither fifty years nor two hours back are anybody's silence (TRAPS 9).
 */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "inside.h"
#include "nattvakt/alloc.h"
#include "nattvakt/text.h"

#define ROOM_FOR     8          /* events that one reading or one tick may bring */
#define BLIND_MIN_US US_PER_MIN /* shorter blindness hides no more than supervision tolerates */
#define JUMP_US      US_PER_MIN /* wall clock against boot clock: more is a clock that was set */

struct sense *sense_new(const struct site *site) {
        struct sense *sense = alloc_zero(1, sizeof(*sense));

        sense->site = site;
        subject_init(sense);
        return sense;
}

void sense_free(struct sense *sense) {
        if (!sense)
                return;
        subject_done(sense);
        free(sense);
}

void sense_freep(struct sense **sense) {
        sense_free(*sense);
        *sense = NULL;
}

void sense_load(struct sense *sense, const struct device_state *row) {
        size_t subject = subject_find(sense, row->device, row->measure);
        struct cell *cell;

        assert(!sense->has_begun);
        if (subject == NOBODY)
                return;
        cell = cell_get(sense, subject, row->measure);
        cell->active = row->active;
        cell->step = row->step;
        cell->value = row->value;
        cell->since_us = row->since_us;
        cell->heard_us = row->heard_us;
        memcpy(cell->event, row->event, ID_SIZE);
}

bool sense_next_dirty(struct sense *sense, struct device_state *ret_row) {
        struct cell *cell = sense->first_dirty;

        if (!cell)
                return false;
        sense->first_dirty = cell->next_dirty;
        if (!sense->first_dirty)
                sense->last_dirty = NULL;
        cell->is_dirty = false;
        *ret_row = (struct device_state){
                .measure = cell->measure,
                .active = cell->active,
                .value = cell->value,
                .since_us = cell->since_us,
                .heard_us = cell->heard_us,
                .step = cell->step,
        };
        (void)text_set(ret_row->device, subject_name(sense, cell->subject));
        memcpy(ret_row->event, cell->event, ID_SIZE);
        return true;
}

/* What may come due of a device. */
static const struct watch {
        int64_t (*due_us)(const struct sense *sense, size_t device);
        void (*tick)(struct sense *sense, size_t device, const struct moment *now,
                     struct event_list *events);
} watches[] = {
        { hear_due_us, hear_tick },
        { life_bathroom_due_us, life_bathroom_tick },
        { stuck_due_us, stuck_tick },
};

static const struct watch *watch_first(const struct sense *sense, size_t device) {
        const struct watch *first = &watches[0];

        for (size_t i = 1; i < ELEMENTS(watches); i++)
                if (watches[i].due_us(sense, device) < first->due_us(sense, device))
                        first = &watches[i];
        return first;
}

void sense_refresh(struct sense *sense, size_t subject) {
        int64_t at_us = TIME_NEVER;

        if (subject < sense->first_bridge)
                at_us = watch_first(sense, subject)->due_us(sense, subject);
        else if (subject >= sense->first_resident && subject < sense->first_dose)
                at_us = life_due_us(sense, subject - sense->first_resident);
        else if (subject >= sense->first_dose && subject < sense->self)
                at_us = dose_due_us(sense, subject - sense->first_dose);
        due_set(&sense->due, subject, at_us);
}

void sense_refresh_all(struct sense *sense) {
        for (size_t i = 0; i < sense->subject_count; i++)
                sense_refresh(sense, i);
}

/* Silence counts from @at_us on. */
static void begin_anew(struct sense *sense, int64_t at_us) {
        struct cell *self = cell_get(sense, sense->self, MEASURE_HEARD);

        self->heard_us = sense->epoch_us = at_us;
        cell_touch(sense, self);
        for (size_t i = 0; i < sense->site->device_count; i++)
                hear_anew(sense, i);
        sense_refresh_all(sense);
}

/* Nothing was heard later than now: of a clock set back, all that is ahead of it is now. */
static void take_back(struct sense *sense, int64_t now_us) {
        for (size_t i = 0; i < sense->first_dose; i++)
                for (struct cell *cell = sense->cells[i]; cell; cell = cell->next) {
                        if (cell->heard_us <= now_us && cell->since_us <= now_us)
                                continue;
                        cell->heard_us = earlier_us(cell->heard_us, now_us);
                        cell->since_us = earlier_us(cell->since_us, now_us);
                        cell_touch(sense, cell);
                }
}

/* Do the rows know of a time to come? Then the clock was set back while we were down. */
static bool is_before_rows(const struct sense *sense, int64_t now_us) {
        for (size_t i = 0; i < sense->first_dose; i++)
                for (const struct cell *cell = sense->cells[i]; cell; cell = cell->next)
                        if (later_us(cell->heard_us, cell->since_us) > now_us + JUMP_US)
                                return true;
        return false;
}

/* How far the wall clock went ahead of the boot clock. */
static int64_t ahead_us(const struct sense *sense, const struct moment *now) {
        return now->wall_us - sense->last_wall_us - (now->boot_us - sense->last_boot_us);
}

static bool has_jumped(const struct sense *sense, const struct moment *now) {
        int64_t ahead = ahead_us(sense, now);

        return !now->simulated && (ahead > JUMP_US || ahead < -JUMP_US);
}

static void begin_first(struct sense *sense, const struct moment *now) {
        struct cell *self = cell_find(sense, sense->self, MEASURE_HEARD);

        sense->has_begun = true;
        if (!self) {
                self = cell_get(sense, sense->self, MEASURE_HEARD);
                self->since_us = self->heard_us = now->wall_us;
                cell_touch(sense, self);
        }
        sense->epoch_us = self->heard_us;
        hear_begin(sense, now);
        stuck_begin(sense, now);
        life_begin(sense, now);
        dose_begin(sense, now);
        sense_refresh_all(sense);
}

static void begin(struct sense *sense, const struct moment *now) {
        bool is_first = !sense->has_begun, is_set_back;

        if (is_first)
                begin_first(sense, now);
        is_set_back =
                is_first ? is_before_rows(sense, now->wall_us) : now->wall_us < sense->last_wall_us;
        if (is_first ? is_set_back : has_jumped(sense, now)) {
                if (!is_first)
                        stuck_set_clock(sense, ahead_us(sense, now));
                if (is_set_back)
                        take_back(sense, now->wall_us);
                begin_anew(sense, now->wall_us);
        }
        sense->last_wall_us = now->wall_us;
        sense->last_boot_us = now->boot_us;
}

void sense_blind(struct sense *sense, int64_t from_us, int64_t to_us) {
        if (to_us - from_us >= BLIND_MIN_US)
                begin_anew(sense, to_us);
}

void sense_unseen(struct sense *sense, int64_t from_us, int64_t to_us) {
        if (from_us <= to_us && to_us - from_us < UNSEEN_US)
                return;
        for (size_t i = 0; i < sense->site->device_count; i++)
                edge_doubt(sense, i);
}

/* What treats each measure. */
static void (*const treat[MEASURE_COUNT])(const struct news *news) = {
        [MEASURE_HEARD] = NULL,
        [MEASURE_CONTACT] = edge_state,
        [MEASURE_OCCUPANCY] = edge_state,
        [MEASURE_PRESENCE] = edge_state,
        [MEASURE_VIBRATION] = edge_state,
        [MEASURE_PRESS] = edge_momentary,
        [MEASURE_BUTTON] = edge_momentary,
        [MEASURE_CALL] = edge_state,
        [MEASURE_POWER_LOST] = edge_state,
        [MEASURE_FALL] = edge_state,
        [MEASURE_FALL_SUSPECTED] = edge_state,
        [MEASURE_WATER] = edge_state,
        [MEASURE_SMOKE] = edge_state,
        [MEASURE_GAS] = edge_state,
        [MEASURE_BATTERY_LOW] = edge_state,
        [MEASURE_BATTERY] = edge_battery,
        [MEASURE_TAMPER] = edge_state,
        [MEASURE_TEST] = edge_state,
        [MEASURE_ONLINE] = hear_online,
        [MEASURE_EVENT] = edge_event,
};

static bool names_unknown(const struct site *site, const struct reading *reading) {
        if (reading->measure != MEASURE_EVENT)
                return false;
        return (reading->resident[0] && !site_resident(site, reading->resident)) ||
               (reading->place[0] && !site_place(site, reading->place));
}

/* A bridge says its cache again at its start; a chip has none. */
static bool is_said_again(const struct news *news) {
        return news->arrival->adapter != ADAPTER_GPIO &&
               hear_is_window(news->sense, news->sense->bridge_of[news->device],
                              news->now->wall_us);
}

static int treat_device(struct news *news) {
        const struct reading *reading = news->reading;
        struct sense *sense = news->sense;

        if (names_unknown(sense->site, reading))
                return -ENOENT;
        news->device = (size_t)(news->about - sense->site->devices);
        news->is_live = !news->arrival->retained && !is_said_again(news);
        tell_when(news);
        hear_news(news);
        if (!treat[reading->measure])
                return 0;
        if (reading->momentary && treat[reading->measure] == edge_state)
                edge_momentary(news);
        else
                treat[reading->measure](news);
        return 0;
}

/* Told before the connection was lost, as was all that came since: of two states told again the older one would be
 * an edge, and neither shows that its device lives now. Presses and calls are heard whatever they may repeat. */
static bool is_old_news(const struct reading *reading, const struct arrival *arrival) {
        return arrival->maybe_repeat && !reading->momentary;
}

int sense_reading(struct sense *sense, const struct reading *reading, const struct arrival *arrival,
                  const struct moment *now, struct event_list *ret_events) {
        size_t before = ret_events->count;
        struct news news = {
                .sense = sense,
                .reading = reading,
                .arrival = arrival,
                .now = now,
                .events = ret_events,
                .device = NOBODY,
                .is_live = !arrival->retained,
        };
        int r;

        assert(before + ROOM_FOR <= EVENT_LIST_MAX);
        begin(sense, now);
        if (is_old_news(reading, arrival))
                return 0;
        if (reading->measure == MEASURE_BRIDGE_ONLINE) {
                tell_when(&news);
                r = hear_bridge(&news);
        } else {
                news.about = site_device_by_name(sense->site, arrival->adapter, reading->device);
                r = news.about ? treat_device(&news) : -ENODEV;
        }
        return r < 0 ? r : (int)(ret_events->count - before);
}

int sense_tick(struct sense *sense, const struct moment *now, struct event_list *ret_events) {
        size_t subject;

        assert(ret_events->count + ROOM_FOR <= EVENT_LIST_MAX);
        begin(sense, now);
        subject = due_first(&sense->due);
        if (sense->due.at_us[subject] > now->wall_us)
                return 0;
        if (subject >= sense->first_dose)
                dose_tick(sense, subject - sense->first_dose, now, ret_events);
        else if (subject >= sense->first_resident)
                life_tick(sense, subject - sense->first_resident, now, ret_events);
        else
                watch_first(sense, subject)->tick(sense, subject, now, ret_events);
        return 1;
}

int64_t sense_next_us(const struct sense *sense) {
        return sense->has_begun ? sense->due.at_us[due_first(&sense->due)] : 0;
}

void sense_silent(const struct sense *sense,
                  void (*each)(void *userdata, const struct device *device, int64_t heard_us),
                  void *userdata) {
        for (size_t i = 0; i < sense->site->device_count; i++) {
                const struct cell *heard = cell_find(sense, i, MEASURE_HEARD);

                if (hear_is_cut_off(sense, i) || (heard && heard->step != HEARD_FINE))
                        each(userdata, &sense->site->devices[i], heard ? heard->heard_us : 0);
        }
}
