/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edges: a reading is news where it differs from what its device said last of the same measure.
 * Zigbee2MQTT sends all it knows with each message (TRAPS 17), so most readings are not; what a
 * message leaves out is unchanged. Nothing known yet is a first sight (ARCHITECTURE): active is
 * told as a baseline, inactive is only kept, unless the device says so now and inactive is its
 * alarm (an empty bed). Momentary ones have no edge: each is an event, within a bridge's start too
 * (TRAPS 16), but for those that the broker kept (TRAPS 7).
 */
#include <string.h>

#include "inside.h"
#include "nattvakt/text.h"

#define BATTERY_EMPTY_PCT 5
#define BATTERY_LOW_PCT   15
#define BATTERY_BACK_PCT  5 /* above its limit by so much, or a cell at the limit tells each hour */
#define ENDS_MAX          4 /* of one lost device, beside the event of the loss */

/* What may last too long because its end was lost (TRAPS 30); a low battery stays low. */
static const enum measure lasting[] = {
        MEASURE_CONTACT,        MEASURE_OCCUPANCY, MEASURE_PRESENCE, MEASURE_VIBRATION,
        MEASURE_FALL,           MEASURE_WATER,     MEASURE_SMOKE,    MEASURE_GAS,
        MEASURE_FALL_SUSPECTED, MEASURE_TEST,      MEASURE_CALL,
};

/* Of a wire: an alarm that may have ended and begun anew while the wire was out of sight. */
static const enum measure doubtful[] = {
        MEASURE_CALL,  MEASURE_FALL,  MEASURE_FALL_SUSPECTED,
        MEASURE_WATER, MEASURE_SMOKE, MEASURE_GAS,
};

static bool is_known(const struct cell *cell) {
        return cell && !(cell->step & STATE_UNKNOWN);
}

/* Stored on the way, and older than what is known by now (TRAPS 21). */
static bool is_overtaken(const struct news *news, const struct cell *cell) {
        return news->replay && is_known(cell) && news->occurred_us < cell->since_us;
}

/* What was forgotten is not active, so this is an alarm that stood when its wire was last seen. */
static bool is_doubted(const struct cell *cell) {
        return cell && cell->active && (cell->step & STATE_UNKNOWN);
}

/* A test that went on as the real thing is news, though its value is the same. */
static bool is_news(const struct cell *cell, bool active, bool test) {
        if (!is_known(cell) || cell->active != active)
                return true;
        return active && (cell->step & STATE_TEST) && !test;
}

static bool is_alarm(const struct meaning_side *side) {
        return side->kind != MEANING_SILENT && side->phase != EVENT_PHASE_END &&
               !event_kind_is_note(side->kind) && event_kind_severity(side->kind) > 0;
}

static void store(const struct news *news, struct cell *cell, bool active,
                  const struct event *event) {
        bool test = active && news->reading->test;

        cell->active = active;
        cell->since_us = news->is_live ? news->occurred_us : news->now->wall_us;
        cell->step = test ? STATE_TEST : 0;
        (void)text_set(cell->event, event ? event->id : "");
        cell_touch(news->sense, cell);
}

/* It stands still, as far as anybody knows: it has lasted since it was first told, and so has its fault. */
static void store_doubted(const struct news *news, struct cell *cell, const struct event *event) {
        cell->step &= ~STATE_UNKNOWN;
        (void)text_set(cell->event, event->id);
        cell_touch(news->sense, cell);
}

/* What the broker kept may be old, and a bridge's cache too; a wire's level is read from the wire. */
static bool is_of_now(const struct news *news) {
        return news->is_live || news->arrival->adapter == ADAPTER_GPIO;
}

static void end_long(struct sense *sense, const struct cell *cell, const struct moment *now,
                     struct event_list *events) {
        life_bathroom_end(sense, cell, now, events);
        stuck_end(sense, cell, now, events);
}

static enum life life_of(const struct news *news) {
        return news->about->role == DEVICE_ROLE_HOME_DOOR ? LIFE_HOME_DOOR : LIFE_ROOM_DOOR;
}

/* @lasted_us: for how long the state held that is over now. */
static void sign(const struct news *news, const struct meaning *meaning, bool active,
                 int64_t lasted_us) {
        size_t resident = news->sense->resident_of[news->device];

        if (!news->is_live || news->reading->test)
                return;
        if (meaning->life == MEANING_LIFE_DOOR)
                life_sign(news, resident, life_of(news));
        else if (meaning->life == MEANING_LIFE_MOVEMENT && active)
                life_sign(news, resident, LIFE_MOVEMENT);
        else if (meaning->life == MEANING_LIFE_MOVEMENT)
                life_moved(news, resident, lasted_us);
        else if (meaning->life == MEANING_LIFE_BOTH ||
                 (meaning->life == MEANING_LIFE_ACTIVE && active))
                life_sign(news, resident, LIFE_INSIDE);
}

void edge_state(const struct news *news) {
        const struct reading *reading = news->reading;
        const struct meaning *meaning = meaning_of(news->about, reading->measure);
        struct cell *cell = cell_find(news->sense, news->device, reading->measure);
        bool active = reading->active, doubted = is_doubted(cell),
             known = is_known(cell) || doubted;
        bool was_test;
        const struct meaning_side *side;
        struct event *event = NULL;
        int64_t lasted_us;

        if (!meaning)
                return;
        if (news->about->inverted && meaning_can_invert(reading->measure))
                active = !active;
        if (!is_news(cell, active, reading->test) || is_overtaken(news, cell))
                return;

        side = active ? &meaning->active : &meaning->inactive;
        cell = cell_get(news->sense, news->device, reading->measure);
        was_test = (cell->step & STATE_TEST) != 0;
        lasted_us = was_test ? 0 : news->now->wall_us - cell->since_us;
        if (side->kind != MEANING_SILENT &&
            (known || active || (is_of_now(news) && is_alarm(side)))) {
                event = tell_event(news, side->kind, side->phase);
                tell_whose(news->sense->site, event);
                event->baseline = !known || !news->is_live;
                event->test = reading->test || (!active && was_test);
                event->maybe_repeat = event->maybe_repeat || (doubted && active);
        }
        if (doubted && active && event) {
                store_doubted(news, cell, event);
        } else {
                end_long(news->sense, cell, news->now, news->events);
                store(news, cell, active, event);
        }
        if (known || active)
                sign(news, meaning, active, lasted_us);
        sense_refresh(news->sense, news->device);
}

void edge_momentary(const struct news *news) {
        const struct meaning *meaning = meaning_of(news->about, news->reading->measure);

        if (!meaning || !news->reading->active || news->arrival->retained)
                return;
        if (meaning->active.kind != MEANING_SILENT)
                tell_whose(news->sense->site,
                           tell_event(news, meaning->active.kind, EVENT_PHASE_POINT));
        sign(news, meaning, true, 0);
}

/* 0 good, 1 low, 2 empty. */
static int battery_level(double value, int level) {
        if (value <= BATTERY_EMPTY_PCT)
                return 2;
        if (level == 2 && value <= BATTERY_EMPTY_PCT + BATTERY_BACK_PCT)
                return 2;
        if (value <= BATTERY_LOW_PCT)
                return 1;
        return level > 0 && value <= BATTERY_LOW_PCT + BATTERY_BACK_PCT ? 1 : 0;
}

static struct event *tell_battery(const struct news *news, int level, int before) {
        enum event_phase phase = level > 0 ? EVENT_PHASE_START : EVENT_PHASE_END;
        int of = level > 0 ? level : before;
        struct event *event;

        event = tell_event(
                news, of == 2 ? EVENT_KIND_DEVICE_BATTERY_EMPTY : EVENT_KIND_DEVICE_BATTERY_LOW,
                phase);
        event->has_value = true;
        event->value = news->reading->value;
        (void)text_set(event->unit, "%");
        return event;
}

void edge_battery(const struct news *news) {
        struct cell *cell = cell_find(news->sense, news->device, MEASURE_BATTERY);
        int before = cell ? cell->step : 0, level;
        struct event *event = NULL;
        bool known = cell != NULL;

        if (!news->reading->has_value || (known && cell->value == news->reading->value))
                return;
        if (news->replay && known && news->occurred_us < cell->since_us)
                return;

        level = battery_level(news->reading->value, before);
        cell = cell_get(news->sense, news->device, MEASURE_BATTERY);
        if (level > before || (level == 0 && before > 0)) {
                event = tell_battery(news, level, before);
                event->baseline = !known || !news->is_live;
                memcpy(cell->event, event->id, ID_SIZE);
        }
        cell->value = news->reading->value;
        cell->step = level;
        cell->active = level > 0;
        cell->since_us = news->now->wall_us;
        cell_touch(news->sense, cell);
}

static void fill(const struct news *news, struct event *event) {
        const struct reading *reading = news->reading;
        const struct site *site = news->sense->site;
        const struct place *place = reading->place[0] ? site_place(site, reading->place) : NULL;

        if (reading->resident[0])
                tell_resident(site, event, site_resident(site, reading->resident));
        if (place) {
                memcpy(event->place, place->name, sizeof(event->place));
                memcpy(event->department, place->department, sizeof(event->department));
        }
        event->has_value = reading->has_value;
        event->value = reading->value;
        event->outcome = reading->outcome;
        event->mode = reading->mode;
        event->seconds = reading->seconds;
        memcpy(event->by, reading->by, sizeof(event->by));
        memcpy(event->unit, reading->unit, sizeof(event->unit));
        tell_whose(site, event);
}

static size_t resident_of(const struct site *site, const struct event *event) {
        const struct resident *resident =
                event->resident[0] ? site_resident(site, event->resident) : NULL;

        return resident ? (size_t)(resident - site->residents) : NOBODY;
}

void edge_event(const struct news *news) {
        const struct reading *reading = news->reading;
        struct event *event;

        if (news->arrival->retained)
                return;
        if (reading->kind == EVENT_KIND_DEVICE_OFFLINE ||
            reading->kind == EVENT_KIND_DEVICE_ONLINE) {
                hear_said(news, reading->kind == EVENT_KIND_DEVICE_ONLINE);
                return;
        }
        event = tell_event(news, reading->kind, reading->phase);
        fill(news, event);
        if (reading->test)
                return;
        dose_event(news->sense, event);
        if (!news->replay && meaning_is_sign(event->kind, event->outcome))
                life_sign(news, resident_of(news->sense->site, event),
                          event->kind == EVENT_KIND_ROOM_ACTIVITY ? LIFE_MOVEMENT : LIFE_INSIDE);
}

static bool forget(struct sense *sense, struct cell *cell, const struct moment *now,
                   struct event_list *events, bool may_tell) {
        const struct device *device = &sense->site->devices[cell->subject];
        const struct meaning *meaning = meaning_of(device, cell->measure);
        bool tells =
                may_tell && meaning && cell->active && meaning->active.phase == EVENT_PHASE_START;

        if (tells) {
                struct event *event = tell_derived(sense, meaning->active.kind, EVENT_PHASE_END,
                                                   device->id, cell->since_us, now, events);

                tell_device(event, device);
                tell_whose(sense->site, event);
                event->test = (cell->step & STATE_TEST) != 0;
                tell_detail(event, "ended by supervision");
        }
        cell->active = false;
        cell->step = STATE_UNKNOWN;
        cell_touch(sense, cell);
        return tells;
}

void edge_forget(struct sense *sense, size_t device, const struct moment *now,
                 struct event_list *events) {
        size_t told = 0;

        for (size_t i = 0; i < ELEMENTS(lasting); i++) {
                struct cell *cell = cell_find(sense, device, lasting[i]);

                if (!is_known(cell) && !is_doubted(cell))
                        continue;
                end_long(sense, cell, now, events);
                told += forget(sense, cell, now, events, told < ENDS_MAX);
        }
}

void edge_doubt(struct sense *sense, size_t device) {
        if (sense->site->devices[device].adapter != ADAPTER_GPIO)
                return;
        for (size_t i = 0; i < ELEMENTS(doubtful); i++) {
                struct cell *cell = cell_find(sense, device, doubtful[i]);

                if (!is_known(cell) || !cell->active)
                        continue;
                cell->step |= STATE_UNKNOWN;
                cell_touch(sense, cell);
        }
        sense_refresh(sense, device);
}
