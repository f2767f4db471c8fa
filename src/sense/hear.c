/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Supervision: silence is an event. A device with a heartbeat limit is late when nothing was heard
 * for as long as the limit (kept as its state, told to nobody), and lost when half as long again has
 * passed, a minute at least: device.offline, once, until it is back. Any message is a sign of life,
 * so a quiet motion sensor is not a dead one; what the broker kept, or a bridge says again at its
 * start, is none. One that was never heard counts from when supervision began.
 *
 * Devices behind one bridge fall silent together: when the bridge says it is offline, or when at
 * least three behind it (or all, if fewer, but two) are overdue and nothing came through it since the
 * first of them was late, that is one event, of the bridge, and none of those behind it meanwhile.
 *
 * Retained wills: a will's time is that of connecting (TRAPS 28), so offline is since it was received.
 */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "inside.h"
#include "nattvakt/text.h"

#define TOGETHER      3          /* so many silent at once are not a coincidence */
#define AFTER_WILL_US US_PER_MIN /* messages still on their way when the bridge's will came */

static struct cell *bridge_cell(const struct sense *sense, size_t bridge) {
        return bridge == NOBODY ? NULL : cell_find(sense, bridge, MEASURE_BRIDGE_ONLINE);
}

static bool is_bridge_down(const struct sense *sense, size_t bridge) {
        const struct cell *cell = bridge_cell(sense, bridge);

        return cell && (cell->step & (BRIDGE_SILENT | BRIDGE_OFFLINE));
}

bool hear_is_cut_off(const struct sense *sense, size_t device) {
        return is_bridge_down(sense, sense->bridge_of[device]);
}

bool hear_is_window(const struct sense *sense, size_t bridge, int64_t now_us) {
        const struct cell *cell = bridge_cell(sense, bridge);

        return cell && cell->active && (cell->step & BRIDGE_KNOWN) && now_us >= cell->since_us &&
               now_us < cell->since_us + WINDOW_US;
}

/* Silence of @device counts from here. */
static int64_t base_us(const struct sense *sense, size_t device, const struct cell *heard) {
        const struct cell *bridge = bridge_cell(sense, sense->bridge_of[device]);
        int64_t base = later_us(heard->heard_us, later_us(heard->since_us, sense->epoch_us));

        return bridge ? later_us(base, bridge->since_us) : base;
}

static int64_t limit_us(const struct sense *sense, size_t device) {
        return sense->site->devices[device].heartbeat_s * US_PER_S;
}

static int64_t late_us(const struct sense *sense, size_t device, const struct cell *heard) {
        return base_us(sense, device, heard) + limit_us(sense, device);
}

static int64_t lost_us(const struct sense *sense, size_t device, const struct cell *heard) {
        return late_us(sense, device, heard) + later_us(limit_us(sense, device) / 2, US_PER_MIN);
}

int64_t hear_due_us(const struct sense *sense, size_t device) {
        const struct cell *heard = cell_find(sense, device, MEASURE_HEARD);

        if (limit_us(sense, device) == 0 || !heard || heard->step == HEARD_LOST)
                return TIME_NEVER;
        if (is_bridge_down(sense, sense->bridge_of[device]))
                return TIME_NEVER;
        return heard->step == HEARD_FINE ? late_us(sense, device, heard)
                                         : lost_us(sense, device, heard);
}

void hear_begin(struct sense *sense, const struct moment *now) {
        for (size_t i = 0; i < sense->site->device_count; i++) {
                struct cell *cell;

                if (limit_us(sense, i) == 0 || cell_find(sense, i, MEASURE_HEARD))
                        continue;
                cell = cell_get(sense, i, MEASURE_HEARD);
                cell->since_us = now->wall_us;
                cell_touch(sense, cell);
        }
}

void hear_anew(struct sense *sense, size_t device) {
        struct cell *heard = cell_find(sense, device, MEASURE_HEARD);

        if (!heard || heard->step != HEARD_LATE)
                return;
        heard->step = HEARD_FINE;
        cell_touch(sense, heard);
}

static void begin_members_anew(struct sense *sense, size_t bridge) {
        const struct bridge *members = &sense->bridges[bridge - sense->first_bridge];

        for (size_t i = 0; i < members->count; i++) {
                hear_anew(sense, sense->members[members->first + i]);
                sense_refresh(sense, sense->members[members->first + i]);
        }
}

static void doubt_members(struct sense *sense, size_t bridge) {
        const struct bridge *members = &sense->bridges[bridge - sense->first_bridge];

        for (size_t i = 0; i < members->count; i++)
                edge_doubt(sense, sense->members[members->first + i]);
}

/* Puts in whose department a bridge's event falls: somebody must be asked, so its first device's. */
static struct event *tell_bridge(struct sense *sense, size_t bridge, struct event *event,
                                 const char *detail) {
        const struct bridge *members = &sense->bridges[bridge - sense->first_bridge];
        const struct device *first = &sense->site->devices[sense->members[members->first]];

        tell_device(event, first);
        event->place[0] = event->resident[0] = '\0';
        event->dispenser = false;
        memcpy(event->device, subject_name(sense, bridge), NAME_SIZE);
        tell_detail(event, detail);
        return event;
}

static void bridge_back(const struct news *news, size_t bridge, struct cell *cell) {
        struct sense *sense = news->sense;
        struct event *event =
                tell_derived(sense, EVENT_KIND_DEVICE_ONLINE, EVENT_PHASE_POINT,
                             subject_name(sense, bridge), cell->since_us, news->now, news->events);

        tell_bridge(sense, bridge, event, "bridge");
        if (news->now->wall_us - cell->since_us >= UNSEEN_US)
                doubt_members(sense, bridge);
        cell->step &= ~(BRIDGE_SILENT | BRIDGE_OFFLINE);
        cell->active = true;
        cell->since_us = cell->heard_us = news->now->wall_us;
        memcpy(cell->event, event->id, ID_SIZE);
        cell_touch(sense, cell);
        begin_members_anew(sense, bridge);
}

/* Whatever comes through a bridge shows that it works, but for what was on its way when it died. */
static void hear_through(const struct news *news) {
        size_t bridge = news->sense->bridge_of[news->device];
        int64_t now_us = news->now->wall_us;
        struct cell *cell;

        if (bridge == NOBODY || news->arrival->retained)
                return;
        cell = cell_get(news->sense, bridge, MEASURE_BRIDGE_ONLINE);
        if ((cell->step & BRIDGE_SILENT) ||
            ((cell->step & BRIDGE_OFFLINE) && now_us > cell->since_us + AFTER_WILL_US))
                bridge_back(news, bridge, cell);
        if (now_us - cell->heard_us >= HEARD_EVERY_US) {
                cell->heard_us = now_us;
                cell_touch(news->sense, cell);
        }
}

static void back(const struct news *news, struct cell *heard, bool baseline) {
        struct event *event =
                tell_derived(news->sense, EVENT_KIND_DEVICE_ONLINE, EVENT_PHASE_POINT,
                             news->about->id, heard->since_us, news->now, news->events);

        tell_device(event, news->about);
        event->baseline = baseline;
        heard->step = HEARD_FINE;
        heard->since_us = news->now->wall_us;
        memcpy(heard->event, event->id, ID_SIZE);
        cell_touch(news->sense, heard);
        sense_refresh(news->sense, news->device);
}

static bool is_sign(const struct news *news) {
        const struct reading *reading = news->reading;

        if (news->arrival->retained || (!news->is_live && !reading->momentary))
                return false;
        if (reading->measure == MEASURE_ONLINE)
                return reading->active;
        return reading->measure != MEASURE_EVENT || reading->kind != EVENT_KIND_DEVICE_OFFLINE;
}

void hear_news(const struct news *news) {
        struct sense *sense = news->sense;
        int64_t now_us = news->now->wall_us;
        struct cell *heard, *online;

        hear_through(news);
        if (!is_sign(news))
                return;
        heard = cell_find(sense, news->device, MEASURE_HEARD);
        online = cell_find(sense, news->device, MEASURE_ONLINE);
        if (online && !online->active) {
                online->active = true;
                online->since_us = now_us;
                cell_touch(sense, online);
        }
        if (!heard)
                return;
        if (heard->step != HEARD_LOST && heard->step != HEARD_LATE &&
            now_us - heard->heard_us < HEARD_EVERY_US)
                return;
        if (heard->step == HEARD_LOST)
                back(news, heard, false);
        heard->step = HEARD_FINE;
        heard->heard_us = now_us;
        cell_touch(sense, heard);
        sense_refresh(sense, news->device);
}

/* Fills an event of loss and does what follows from it. */
static void lose(struct sense *sense, size_t device, struct event *event, const char *detail,
                 const struct moment *now, struct event_list *events) {
        struct cell *heard = cell_get(sense, device, MEASURE_HEARD);

        tell_detail(event, detail);
        event->occurred_us = event->received_us;
        heard->step = HEARD_LOST;
        heard->since_us = now->wall_us;
        memcpy(heard->event, event->id, ID_SIZE);
        cell_touch(sense, heard);
        edge_forget(sense, device, now, events);
        sense_refresh(sense, device);
}

void hear_said(const struct news *news, bool online) {
        struct sense *sense = news->sense;
        struct cell *heard = cell_find(sense, news->device, MEASURE_HEARD);
        struct cell *cell = cell_find(sense, news->device, MEASURE_ONLINE);
        bool is_lost = heard && heard->step == HEARD_LOST, known = cell != NULL;
        bool was_offline = known && !cell->active;

        if (!known || cell->active != online) {
                cell = cell_get(sense, news->device, MEASURE_ONLINE);
                cell->active = online;
                cell->since_us = news->now->wall_us;
                cell_touch(sense, cell);
        }
        if (online && is_lost && was_offline)
                back(news, heard, !news->is_live);
        if (online || is_lost || is_bridge_down(sense, sense->bridge_of[news->device]))
                return;

        struct event *event = tell_event(news, EVENT_KIND_DEVICE_OFFLINE, EVENT_PHASE_POINT);
        event->baseline = !known || !news->is_live;
        event->replay = false;
        event->quality = news->now->wall_trusted ? TIME_QUALITY_GATEWAY : TIME_QUALITY_SUSPECT;
        lose(sense, news->device, event, "unavailable", news->now, news->events);
}

void hear_online(const struct news *news) {
        hear_said(news, news->reading->active);
}

static void bridge_down(struct sense *sense, size_t bridge, struct cell *cell, struct event *event,
                        int why, const struct moment *now) {
        cell->step |= why;
        cell->since_us = now->wall_us;
        memcpy(cell->event, event->id, ID_SIZE);
        cell_touch(sense, cell);
        begin_members_anew(sense, bridge);
}

static void bridge_online(const struct news *news, size_t bridge, struct cell *cell) {
        cell->active = true;
        cell_touch(news->sense, cell);
        if ((cell->step & BRIDGE_SILENT) && news->arrival->retained)
                return; /* the broker kept what it said before it fell silent */
        if (cell->step & (BRIDGE_SILENT | BRIDGE_OFFLINE)) {
                bridge_back(news, bridge, cell);
                return;
        }
        cell->since_us = cell->heard_us = news->now->wall_us;
        begin_members_anew(news->sense, bridge);
}

static void bridge_offline(const struct news *news, size_t bridge, struct cell *cell, bool known) {
        bool told = (cell->step & BRIDGE_SILENT) != 0;
        struct event *event;

        cell->active = false;
        cell->step = (cell->step & ~BRIDGE_SILENT) | BRIDGE_OFFLINE;
        cell_touch(news->sense, cell);
        if (told)
                return;
        event = tell_event(news, EVENT_KIND_DEVICE_OFFLINE, EVENT_PHASE_POINT);
        tell_bridge(news->sense, bridge, event, "bridge");
        event->occurred_us = event->received_us;
        event->baseline = !known || !news->is_live;
        bridge_down(news->sense, bridge, cell, event, BRIDGE_OFFLINE, news->now);
}

int hear_bridge(const struct news *news) {
        struct sense *sense = news->sense;
        bool online = news->reading->active, known, is_silent;
        size_t bridge = subject_find(sense, news->reading->device, MEASURE_BRIDGE_ONLINE);
        struct cell *cell;

        if (bridge == NOBODY)
                return -ENODEV;
        cell = cell_get(sense, bridge, MEASURE_BRIDGE_ONLINE);
        known = (cell->step & BRIDGE_KNOWN) != 0;
        is_silent = (cell->step & BRIDGE_SILENT) != 0;
        if (known && cell->active == online && (!is_silent || news->arrival->retained))
                return 0;
        cell->step |= BRIDGE_KNOWN;
        if (online)
                bridge_online(news, bridge, cell);
        else
                bridge_offline(news, bridge, cell, known);
        return 0;
}

/* Is it the bridge rather than @device, which just became lost? */
static bool is_bridge_silent(const struct sense *sense, size_t device, int64_t now_us) {
        size_t bridge = sense->bridge_of[device], supervised = 0, overdue = 0;
        const struct cell *cell = bridge_cell(sense, bridge);
        const struct bridge *members;

        if (bridge == NOBODY)
                return false;
        if (cell &&
            cell->heard_us > late_us(sense, device, cell_find(sense, device, MEASURE_HEARD)))
                return false;
        members = &sense->bridges[bridge - sense->first_bridge];
        for (size_t i = 0; i < members->count && overdue < TOGETHER; i++) {
                size_t member = sense->members[members->first + i];
                const struct cell *heard = cell_find(sense, member, MEASURE_HEARD);

                if (limit_us(sense, member) == 0 || !heard || heard->step == HEARD_LOST)
                        continue;
                supervised++;
                overdue += now_us >= late_us(sense, member, heard);
        }
        return overdue >= TOGETHER || (overdue == supervised && supervised >= 2);
}

static void lose_silent(struct sense *sense, size_t device, struct cell *heard,
                        const struct moment *now, struct event_list *events) {
        const struct device *about = &sense->site->devices[device];
        int64_t base = base_us(sense, device, heard);
        int64_t silent_min = (now->wall_us - heard->heard_us) / US_PER_MIN;
        size_t bridge = sense->bridge_of[device];
        struct event *event;

        if (is_bridge_silent(sense, device, now->wall_us)) {
                struct cell *cell = cell_get(sense, bridge, MEASURE_BRIDGE_ONLINE);

                event = tell_derived(sense, EVENT_KIND_DEVICE_OFFLINE, EVENT_PHASE_POINT,
                                     subject_name(sense, bridge), base, now, events);
                tell_bridge(sense, bridge, event, "nothing heard through this bridge");
                bridge_down(sense, bridge, cell, event, BRIDGE_SILENT, now);
                return;
        }
        event = tell_derived(sense, EVENT_KIND_DEVICE_OFFLINE, EVENT_PHASE_POINT, about->id, base,
                             now, events);
        tell_device(event, about);
        event->has_value = heard->heard_us != 0;
        event->value = heard->heard_us ? (double)silent_min : 0;
        (void)text_set(event->unit, heard->heard_us ? "min" : "");
        lose(sense, device, event, heard->heard_us ? "lost" : "never heard", now, events);
}

void hear_tick(struct sense *sense, size_t device, const struct moment *now,
               struct event_list *events) {
        struct cell *heard = cell_find(sense, device, MEASURE_HEARD);

        assert(heard && heard->step != HEARD_LOST);
        if (heard->step == HEARD_LATE) {
                lose_silent(sense, device, heard, now, events);
                return;
        }
        heard->step = HEARD_LATE;
        cell_touch(sense, heard);
        sense_refresh(sense, device);
}
