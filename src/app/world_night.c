/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What happens in a simulated night: residents call, leave their beds and rooms, and sensors err. How often
 * is the scenario's; when and to whom is drawn from the seed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "world_private.h"

#define NIGHT_EDGE_US \
        (25 * US_PER_MIN) /* nothing new so close to either end: all is answered in the night */
#define ALARM_APART_US \
        (70 * US_PER_MIN) /* one resident's alarms: farther apart than one incident lasts */
#define AWAY_US   (25 * US_PER_MIN) /* back in bed after */
#define DOOR_US   (40 * US_PER_S)   /* a door stands open */
#define LIVELY_US US_PER_H          /* a lively "night" is an hour */
#define TRIES     400

/* How many of the night @i (1..) when so many ppm of @per_night are wanted, exact over all nights. */
static int64_t share_of_night(int i, int64_t per_night, int64_t ppm) {
        return per_night * ppm * i / 1000000 - per_night * ppm * (i - 1) / 1000000;
}

static bool can_alarm(const struct device *device) {
        return device->resident[0] && device->adapter != ADAPTER_GPIO &&
               (device->role == DEVICE_ROLE_BED || device->role == DEVICE_ROLE_DOOR);
}

static bool is_free(const struct world *world, const struct device *device, int64_t at_us) {
        for (size_t i = 0; i < world->alarm_count; i++) {
                const struct world_alarm *other = &world->alarms[i];
                int64_t apart = at_us - other->at_us;

                if ((other->device == device ||
                     strcmp(other->device->resident, device->resident) == 0) &&
                    apart < ALARM_APART_US && apart > -ALARM_APART_US)
                        return false;
        }
        return true;
}

static void make_alarm(struct world *world, bool nuisance, bool walked, int64_t from_us,
                       int64_t to_us) {
        const struct site *site = &world->configuration->site;

        for (int i = 0; i < TRIES && world->alarm_count < WORLD_ALARMS_MAX; i++) {
                size_t at = (size_t)world_below(world, (int64_t)site->device_count);
                const struct device *device = &site->devices[at];
                const struct resident *resident = site_resident(site, device->resident);
                int64_t at_us =
                        from_us + world_below(world, (to_us - from_us) / US_PER_MS) * US_PER_MS;

                if (!can_alarm(device) || !resident || !is_free(world, device, at_us))
                        continue;
                if (nuisance && !walked && !resident->alarm_look)
                        continue; /* nobody may look, so nobody can clear it by a look */

                world->alarms[world->alarm_count++] = (struct world_alarm){
                        .device = device, .at_us = at_us, .nuisance = nuisance, .walked = walked
                };
                world_report_at(world, device, true, at_us);
                world_report_at(world, device, false,
                                at_us + (device->role == DEVICE_ROLE_DOOR ? DOOR_US : AWAY_US));
                return;
        }
}

static void make_call(struct world *world, int64_t from_us, int64_t to_us, uint64_t *called) {
        const struct site *site = &world->configuration->site;
        int64_t at_us = from_us + world_below(world, to_us - from_us);
        char topic[TOPIC_SIZE], payload[256], text[TIME_TEXT_SIZE];
        size_t who = 0;

        if (!world->caller || site->resident_count == 0)
                return;
        for (int i = 0; i < TRIES; i++) {
                who = (size_t)world_below(world, (int64_t)site->resident_count);
                if (who >= 64 || !(*called >> who & 1))
                        break;
        }
        if (who < 64)
                *called |= UINT64_C(1) << who;
        snprintf(topic, sizeof(topic), "nattvakt/%s/in/%s", site->name, world->caller->name);
        snprintf(payload, sizeof(payload),
                 "{\"kind\":\"person.help_call\",\"id\":\"call-%" PRId64 "-%" PRId64
                 "\",\"resident\":\"%s\",\"at\":\"%s\"}",
                 at_us / US_PER_S, ++world->call_number, site->residents[who].name,
                 time_text(at_us, text));
        world_say_at(world, at_us, topic, payload);
}

static bool has_alarms(const struct site *site) {
        for (size_t i = 0; i < site->device_count; i++)
                if (can_alarm(&site->devices[i]))
                        return true;
        return false;
}

/* Planned looks of one night: of the plan's entries that are done digitally. */
static int64_t planned_looks(const struct site *site) {
        int64_t count = 0;

        for (size_t i = 0; i < site->plan_count; i++)
                if (!site->plan[i].is_dose && site->plan[i].mode == TASK_MODE_DIGITAL)
                        count += (int64_t)site->plan[i].minute_count;
        return count;
}

void world_make_night(struct world *world) {
        const struct site *site = &world->configuration->site;
        const struct scenario *scenario = &world->scenario;
        int i = ++world->night;
        int64_t walked = share_of_night(i, scenario->nuisance, scenario->walked_ppm);
        int64_t looks = planned_looks(site), from_us, to_us, unused;
        uint64_t called = 0;

        site_night_bounds(site, scenario->first_day + i - 1, &from_us, &to_us);
        if (scenario->lively) {
                from_us = world->next_night_us;
                to_us = from_us + LIVELY_US + NIGHT_EDGE_US;
        } else {
                from_us += NIGHT_EDGE_US;
        }
        world->random = scenario->seed * UINT64_C(1000003) + (uint64_t)i;
        world->alarm_count = 0;
        world->looks_left = looks;
        world->not_seen_left = share_of_night(i, looks, scenario->not_seen_ppm);
        world->seconds_left = world->not_seen_left;
        world->second_not_seen_left = share_of_night(i, looks, scenario->second_not_seen_ppm);

        for (int n = 0; n < scenario->nuisance && has_alarms(site); n++)
                make_alarm(world, true, n < walked, from_us, to_us - NIGHT_EDGE_US);
        for (int n = 0; n < scenario->alarms && has_alarms(site); n++)
                make_alarm(world, false, true, from_us, to_us - NIGHT_EDGE_US);
        for (int n = 0; n < scenario->calls; n++)
                make_call(world, from_us, to_us - NIGHT_EDGE_US, &called);

        world->next_night_us = TIME_NEVER;
        if (scenario->lively)
                world->next_night_us = from_us + LIVELY_US;
        else if (i < scenario->play_to)
                site_night_bounds(site, scenario->first_day + i, &world->next_night_us, &unused);
}
