/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events from readings and from time: who, where, when, and an id that the same event gets again
 * (ARCHITECTURE, invariant 2). Ids come from, in this order:
 *   the source's own id, of native sources alone: counters in radio payloads are random or constant
 *     (TRAPS 22: Milesight WS101 `msgid`, PillBuddy `sequence`);
 *   a wire's edge's time, which is our own, in µs, and the same when the edge is heard once more after a
 *     commit that failed;
 *   the source's time, if it is finer than a second and can be true;
 *   the time of arrival and the payload. Then the broker's redelivery would have another id: states that
 *     may be one are not heard (sense.c), momentary ones are told and say maybe_repeat.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "inside.h"
#include "nattvakt/text.h"

#define AHEAD_MAX_US  US_PER_MIN        /* clocks beside each other differ by so much */
#define REPLAY_US     (10 * US_PER_MIN) /* older was stored on the way: no alarm by itself */
#define BELIEVE_US    (7 * US_PER_DAY)  /* older still is a clock that never was set */
#define FIRST_TRUE_US (INT64_C(1577836800) * US_PER_S) /* 2020-01-01: before this program was */
#define NUMBER_SIZE   24

void tell_when(struct news *news) {
        int64_t said_us = news->reading->source_us, now_us = news->now->wall_us;
        bool trusted = news->now->wall_trusted;

        news->occurred_us = now_us;
        news->quality = trusted ? TIME_QUALITY_GATEWAY : TIME_QUALITY_SUSPECT;
        news->replay = false;
        if (said_us == 0)
                return;
        if (said_us > now_us + AHEAD_MAX_US || said_us < now_us - BELIEVE_US) {
                news->quality = TIME_QUALITY_SUSPECT;
                return;
        }
        news->occurred_us = said_us;
        news->quality = news->reading->quality;
        /* A wire keeps nothing: an edge that is old is one that could not be written before. */
        news->replay =
                trusted && said_us < now_us - REPLAY_US && news->arrival->adapter != ADAPTER_GPIO;
}

/* Whether the source's time tells two events apart: fine enough, and no clock that was never set. */
static bool is_identifying(const struct news *news) {
        int64_t said_us = news->reading->source_us;

        if (news->arrival->adapter == ADAPTER_GPIO)
                return said_us != 0;
        if (said_us % US_PER_S == 0)
                return false;
        if (news->now->wall_trusted)
                return news->occurred_us == said_us;
        return said_us > FIRST_TRUE_US;
}

static const char *number(int64_t value, char text[NUMBER_SIZE]) {
        snprintf(text, NUMBER_SIZE, "%" PRId64, value);
        return text;
}

static void identify(const struct news *news, struct event *event) {
        const struct reading *reading = news->reading;
        const char *kind = event_kind_word(event->kind), *phase = event_phase_word(event->phase);
        const char *measure = measure_word(reading->measure);
        const struct arrival *arrival = news->arrival;
        char time[NUMBER_SIZE], payload[NUMBER_SIZE];
        uint64_t hash;

        if (arrival->adapter == ADAPTER_NATIVE && reading->source_id[0]) {
                hash_parts(event->id, "source", event->device, kind, phase, reading->source_id);
                return;
        }
        if (is_identifying(news)) {
                hash_parts(event->id, "time", event->device, measure, kind, phase,
                           number(reading->source_us, time));
                return;
        }
        hash = arrival->payload ? hash_bytes(arrival->payload, arrival->payload_size) : 0;
        hash_parts(event->id, "arrival", event->device, measure, kind, phase,
                   number(news->now->wall_us, time), number((int64_t)hash, payload));
}

static struct event *append(struct event_list *events, enum event_kind kind, enum event_phase phase,
                            const struct moment *now) {
        struct event *event;

        assert(events->count < EVENT_LIST_MAX);
        event = &events->at[events->count++];
        *event = (struct event){
                .kind = kind,
                .phase = phase,
                .adapter = ADAPTER_GATEWAY,
                .occurred_us = now->wall_us,
                .received_us = now->wall_us,
                .quality = now->wall_trusted ? TIME_QUALITY_GATEWAY : TIME_QUALITY_SUSPECT,
                .severity = event_kind_severity(kind),
                .simulated = now->simulated,
                .seconds = -1,
        };
        return event;
}

struct event *tell_event(const struct news *news, enum event_kind kind, enum event_phase phase) {
        struct event *event = append(news->events, kind, phase, news->now);

        if (news->about)
                tell_device(event, news->about);
        else
                (void)text_set(event->device, news->reading->device);
        event->adapter = news->arrival->adapter;
        event->occurred_us = news->occurred_us;
        event->quality = news->quality;
        event->replay = news->replay;
        event->test = news->reading->test;
        event->maybe_repeat = news->arrival->maybe_repeat;
        identify(news, event);
        return event;
}

struct event *tell_derived(const struct sense *sense, enum event_kind kind, enum event_phase phase,
                           const char *subject, int64_t key_us, const struct moment *now,
                           struct event_list *events) {
        struct event *event = append(events, kind, phase, now);
        char time[NUMBER_SIZE];

        hash_parts(event->id, "derived", sense->site->name, subject, event_kind_word(kind),
                   event_phase_word(phase), number(key_us, time));
        return event;
}

void tell_device(struct event *event, const struct device *device) {
        memcpy(event->device, device->id, sizeof(event->device));
        memcpy(event->department, device->department, sizeof(event->department));
        memcpy(event->place, device->place, sizeof(event->place));
        memcpy(event->resident, device->resident, sizeof(event->resident));
        event->adapter = device->adapter;
        event->dispenser = device->role == DEVICE_ROLE_DISPENSER;
}

void tell_resident(const struct site *site, struct event *event, const struct resident *resident) {
        const struct place *place = site_place(site, resident->place);

        memcpy(event->resident, resident->name, sizeof(event->resident));
        memcpy(event->place, resident->place, sizeof(event->place));
        if (place)
                memcpy(event->department, place->department, sizeof(event->department));
}

/* Looks through the residents: for events alone, which are few. */
static const struct resident *lives_alone(const struct site *site, const char *place) {
        const struct resident *alone = NULL;

        for (size_t i = 0; i < site->resident_count; i++) {
                if (!text_equal(site->residents[i].place, place))
                        continue;
                if (alone)
                        return NULL;
                alone = &site->residents[i];
        }
        return alone;
}

void tell_whose(const struct site *site, struct event *event) {
        const struct resident *resident;

        if (event->resident[0] || !event->place[0] || !meaning_is_of_person(event->kind))
                return;
        resident = lives_alone(site, event->place);
        if (resident)
                memcpy(event->resident, resident->name, sizeof(event->resident));
}

void tell_detail(struct event *event, const char *text) {
        snprintf(event->detail, sizeof(event->detail), "%s", text);
}
