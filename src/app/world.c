/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time and devices of the simulated world: a queue of things to say, regular reports of every
 * device (so that its silence would mean something), and the nights one after another.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "nattvakt/alloc.h"
#include "nattvakt/text.h"
#include "world_private.h"

#define REPORT_EVERY_US US_PER_H
#define EVENING_US      US_PER_H /* devices are heard from an hour before the first night */

struct scenario scenario_reference(int64_t first_day) {
        return (struct scenario){ .seed = 1,
                                  .first_day = first_day,
                                  .nights = 15,
                                  .play_from = 1,
                                  .play_to = 15,
                                  .calls = 20,
                                  .alarms = 11,
                                  .nuisance = 5,
                                  .not_seen_ppm = 100000,
                                  .second_not_seen_ppm = 50000,
                                  .walked_ppm = 93334 };
}

/* SplitMix64 (Steele, Lea, Flood 2014): small, seeded, and the same everywhere. */
uint64_t world_random(struct world *world) {
        uint64_t z = world->random += UINT64_C(0x9e3779b97f4a7c15);

        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
        return z ^ (z >> 31);
}

int64_t world_below(struct world *world, int64_t below) {
        return below > 0 ? (int64_t)(world_random(world) % (uint64_t)below) : 0;
}

static bool is_before(const struct saying *a, const struct saying *b) {
        return a->at_us < b->at_us || (a->at_us == b->at_us && a->order < b->order);
}

static void close_gap(struct world *world) {
        memmove(world->queue, world->queue + world->queue_first,
                (world->queue_count - world->queue_first) * sizeof(*world->queue));
        world->queue_count -= world->queue_first;
        world->queue_first = 0;
}

void world_say_at(struct world *world, int64_t at_us, const char *topic, const char *payload) {
        struct saying saying = { .at_us = at_us - at_us % US_PER_MS, .order = world->order++ };
        size_t at;

        text_set(saying.message.topic, topic);
        saying.message.payload = alloc_text(payload);
        saying.message.size = strlen(payload);
        saying.message.qos = 1;

        if (world->queue_first > 256)
                close_gap(world);
        alloc_room(&world->queue, world->queue_count, &world->queue_capacity,
                   sizeof(*world->queue));
        for (at = world->queue_count++; at > world->queue_first; at--) {
                if (!is_before(&saying, &world->queue[at - 1]))
                        break;
                world->queue[at] = world->queue[at - 1];
        }
        world->queue[at] = saying;
}

/* What a device of that role says in normal and in alarm. */
static void report_text(const struct device *device, bool active, char *text, size_t size) {
        const char *bed = device->role == DEVICE_ROLE_BED ? "\"occupancy\":%s" : NULL;
        bool value = device->role == DEVICE_ROLE_BED || device->role == DEVICE_ROLE_DOOR ||
                                     device->role == DEVICE_ROLE_HOME_DOOR
                             ? !active
                             : active;
        char fact[64];

        if (device->inverted)
                value = !value;
        snprintf(fact, sizeof(fact),
                 bed                                     ? "\"occupancy\":%s"
                 : device->role == DEVICE_ROLE_DOOR      ? "\"contact\":%s"
                 : device->role == DEVICE_ROLE_HOME_DOOR ? "\"contact\":%s"
                 : device->role == DEVICE_ROLE_SMOKE     ? "\"smoke\":%s"
                 : device->role == DEVICE_ROLE_WATER     ? "\"water_leak\":%s"
                                                         : "\"occupancy\":%s",
                 value ? "true" : "false");
        snprintf(text, size, "{%s,\"battery\":87,\"linkquality\":120}", fact);
}

static void report_topic(const struct world *world, const struct device *device, char *topic) {
        if (device->adapter == ADAPTER_NATIVE)
                snprintf(topic, TOPIC_SIZE, "nattvakt/%s/in/%s", world->configuration->site.name,
                         device->name);
        else
                snprintf(topic, TOPIC_SIZE, "%s/%s",
                         world->configuration->settings.zigbee2mqtt_base, device->name);
}

void world_report_at(struct world *world, const struct device *device, bool active, int64_t at_us) {
        char topic[TOPIC_SIZE], payload[160] = "{\"alive\":true}";

        report_topic(world, device, topic);
        if (device->adapter != ADAPTER_NATIVE)
                report_text(device, active, payload, sizeof(payload));
        world_say_at(world, at_us, topic, payload);
}

/* Reports that are due are queued when their time is the world's next. */
static int64_t next_report(const struct world *world, size_t *ret_index) {
        const struct site *site = &world->configuration->site;
        int64_t next = TIME_NEVER;

        for (size_t i = 0; i < site->device_count; i++)
                if (world->report_us[i] < next) {
                        next = world->report_us[i];
                        *ret_index = i;
                }
        return next;
}

/* Well within what its supervision allows, hourly where there is none. */
static int64_t report_every(const struct device *device) {
        int64_t half = device->heartbeat_s * US_PER_S / 2;

        return half > 0 && half < REPORT_EVERY_US ? half : REPORT_EVERY_US;
}

static int64_t world_next(void *userdata) {
        struct world *world = userdata;
        size_t index;
        int64_t next = next_report(world, &index);

        if (world->queue_first < world->queue_count &&
            world->queue[world->queue_first].at_us < next)
                next = world->queue[world->queue_first].at_us;
        if (world->next_night_us < next)
                next = world->next_night_us;
        return next > world->end_us ? TIME_NEVER : next;
}

static void queue_due(struct world *world, int64_t now_us) {
        const struct site *site = &world->configuration->site;
        size_t i = 0;

        while (world->next_night_us <= now_us)
                world_make_night(world);
        while (next_report(world, &i) <= now_us) {
                world_report_at(world, &site->devices[i], world->active[i], world->report_us[i]);
                world->report_us[i] += report_every(&site->devices[i]);
        }
}

static bool world_say(void *userdata, int64_t now_us, struct message *ret_message) {
        struct world *world = userdata;
        struct saying *first;

        queue_due(world, now_us);
        if (world->queue_first == world->queue_count)
                return false;
        first = &world->queue[world->queue_first];
        if (first->at_us > now_us)
                return false;

        *ret_message = first->message;
        world->queue_first++;
        return true;
}

static void world_hear(void *userdata, int64_t now_us, const char *topic, const char *payload,
                       size_t size) {
        struct world *world = userdata;
        char start[TOPIC_SIZE];

        snprintf(start, sizeof(start), "nattvakt/%s/task/", world->configuration->site.name);
        if (size && text_starts_with(topic, start) && !strchr(topic + strlen(start), '/'))
                world_answer(world, now_us, payload, size);
}

static const struct device *native_of_role(const struct site *site, enum device_role role) {
        for (size_t i = 0; i < site->device_count; i++)
                if (site->devices[i].adapter == ADAPTER_NATIVE && site->devices[i].role == role)
                        return &site->devices[i];
        return NULL;
}

static void set_times(struct world *world) {
        const struct site *site = &world->configuration->site;
        const struct scenario *scenario = &world->scenario;
        int64_t begin, unused;

        site_night_bounds(site, scenario->first_day + scenario->play_from - 1, &begin, &unused);
        site_night_bounds(site, scenario->first_day + scenario->play_to - 1, &unused,
                          &world->end_us);
        if (scenario->lively) {
                begin = scenario->first_us + EVENING_US;
                world->end_us = TIME_NEVER - 1;
        } else {
                world->end_us += US_PER_H;
        }
        world->next_night_us = scenario->lively ? scenario->first_us : begin;
        world->night = scenario->play_from - 1;
        for (size_t i = 0; i < site->device_count; i++)
                world->report_us[i] = site->devices[i].adapter == ADAPTER_GPIO
                                              ? TIME_NEVER /* a wire says nothing over the broker */
                                              : begin - EVENING_US + (int64_t)i * US_PER_S;
}

struct world *world_new(const struct configuration *configuration,
                        const struct scenario *scenario) {
        struct world *world = alloc_zero(1, sizeof(*world));
        char topic[TOPIC_SIZE];

        world->configuration = configuration;
        world->scenario = *scenario;
        world->random = scenario->seed;
        world->free_us = alloc_zero(configuration->staff.worker_count, sizeof(int64_t));
        world->active = alloc_zero(configuration->site.device_count, sizeof(bool));
        world->report_us = alloc_zero(configuration->site.device_count, sizeof(int64_t));
        world->caller = native_of_role(&configuration->site, DEVICE_ROLE_CALL);
        world->camera = native_of_role(&configuration->site, DEVICE_ROLE_CAMERA);
        set_times(world);
        if (configuration->settings.sources[ADAPTER_ZIGBEE2MQTT] &&
            configuration->site.device_count) {
                snprintf(topic, sizeof(topic), "%s/bridge/state",
                         configuration->settings.zigbee2mqtt_base);
                world_say_at(world, world->report_us[0], topic, "{\"state\":\"online\"}");
        }
        return world;
}

void world_free(struct world *world) {
        if (!world)
                return;
        for (size_t i = world->queue_first; i < world->queue_count; i++)
                message_done(&world->queue[i].message);
        free(world->queue);
        free(world->free_us);
        free(world->active);
        free(world->report_us);
        free(world);
}

struct player world_player(struct world *world) {
        return (struct player){
                .userdata = world, .next_us = world_next, .say = world_say, .hear = world_hear
        };
}
