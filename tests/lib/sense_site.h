/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The site of sense_world.h, as rows. */

#include "nattvakt/alloc.h"
#include "sense_world.h"

/* clang-format off */
static const struct device world_devices[] = {
        /* one of each role, heard through the bridge "main", not supervised; one whose id is not its name */
        { .id = "bed",    .name = "bed",    .role = DEVICE_ROLE_BED,       .resident = "R17", .bridge = "main" },
        { .id = "chair",  .name = "chair",  .role = DEVICE_ROLE_CHAIR,     .resident = "R17", .bridge = "main" },
        { .id = "door",   .name = "door",   .role = DEVICE_ROLE_DOOR,      .resident = "R17", .bridge = "main" },
        { .id = "home",   .name = "home",   .role = DEVICE_ROLE_HOME_DOOR, .resident = "R17", .bridge = "main" },
        { .id = "0xhall", .name = "hall",   .role = DEVICE_ROLE_DOOR,      .bridge = "main" },
        { .id = "flip",   .name = "flip",   .role = DEVICE_ROLE_DOOR,      .bridge = "main", .inverted = true },
        { .id = "room",   .name = "room",   .role = DEVICE_ROLE_ROOM,      .resident = "R17", .bridge = "main" },
        { .id = "bath",   .name = "bath",   .role = DEVICE_ROLE_BATHROOM,  .resident = "R17", .bridge = "main" },
        { .id = "radar",  .name = "radar",  .role = DEVICE_ROLE_FALL,      .resident = "R17", .bridge = "main" },
        { .id = "cord",   .name = "cord",   .role = DEVICE_ROLE_CALL,      .resident = "R17", .bridge = "main" },
        { .id = "fire",   .name = "fire",   .role = DEVICE_ROLE_SMOKE,     .bridge = "main" },
        { .id = "button", .name = "button", .role = DEVICE_ROLE_STAFF_BUTTON, .bridge = "main" },
        { .id = "air",    .name = "air",    .role = DEVICE_ROLE_CLIMATE },
        /* supervised, an hour: alone, and behind a bridge with one that need speak but twice a day */
        { .id = "lone",   .name = "lone",   .role = DEVICE_ROLE_ROOM,      .heartbeat_s = 3600 },
        { .id = "attic0", .name = "attic0", .role = DEVICE_ROLE_ROOM,      .heartbeat_s = 36000, .bridge = "attic" },
        { .id = "attic1", .name = "attic1", .role = DEVICE_ROLE_ROOM,      .heartbeat_s = 3600, .bridge = "attic" },
        { .id = "attic2", .name = "attic2", .role = DEVICE_ROLE_ROOM,      .heartbeat_s = 3600, .bridge = "attic" },
        { .id = "attic3", .name = "attic3", .role = DEVICE_ROLE_FALL,      .heartbeat_s = 3600, .bridge = "attic" },
        /* a resident who is watched */
        { .id = "pir30",  .name = "pir30",  .role = DEVICE_ROLE_ROOM,      .resident = "R30" },
        { .id = "bed30",  .name = "bed30",  .role = DEVICE_ROLE_BED,       .resident = "R30" },
        { .id = "bath30", .name = "bath30", .role = DEVICE_ROLE_BATHROOM,  .resident = "R30" },
        { .id = "door30", .name = "door30", .role = DEVICE_ROLE_DOOR,      .resident = "R30" },
        { .id = "home30", .name = "home30", .role = DEVICE_ROLE_HOME_DOOR, .resident = "R30" },
        { .id = "many30", .name = "many30", .role = DEVICE_ROLE_ROOM,      .resident = "R30" },
        { .id = "chair30", .name = "chair30", .role = DEVICE_ROLE_CHAIR,   .resident = "R30" },
        { .id = "staff30", .name = "staff30", .role = DEVICE_ROLE_STAFF_BUTTON, .resident = "R30" },
        { .id = "disp30", .name = "disp30", .role = DEVICE_ROLE_DISPENSER, .resident = "R30" },
        { .id = "pir32",  .name = "pir32",  .role = DEVICE_ROLE_ROOM,      .resident = "R32" },
        { .id = "home32", .name = "home32", .role = DEVICE_ROLE_HOME_DOOR, .resident = "R32" },
        { .id = "cam30",  .name = "cam30",  .role = DEVICE_ROLE_CAMERA,    .resident = "R30" },
        /* of a place, not of a resident: one alone lives there, two do */
        { .id = "pad31",  .name = "pad31",  .role = DEVICE_ROLE_BED,       .place = "room-31" },
        { .id = "pad18",  .name = "pad18",  .role = DEVICE_ROLE_BED,       .place = "room-18" },
        { .id = "fall31", .name = "fall31", .role = DEVICE_ROLE_FALL,      .place = "room-31" },
        { .id = "cord31", .name = "cord31", .role = DEVICE_ROLE_CALL,      .place = "room-31" },
        /* native */
        { .id = "disp",   .name = "disp",   .role = DEVICE_ROLE_DISPENSER, .resident = "R18", .adapter = ADAPTER_NATIVE },
        { .id = "app",    .name = "app",    .role = DEVICE_ROLE_APP,       .adapter = ADAPTER_NATIVE },
        { .id = "cam",    .name = "cam",    .role = DEVICE_ROLE_CAMERA,    .adapter = ADAPTER_NATIVE },
};
static const struct resident world_residents[] = {
        { .name = "R17", .place = "room-17" },
        { .name = "R18", .place = "room-18" },
        { .name = "R19", .place = "room-18" },
        { .name = "R30", .place = "room-17", .inactivity_min = 120, .absence_min = 30, .bathroom_min = 45 },
        { .name = "R31", .place = "room-31" },
        { .name = "R32", .place = "room-32", .absence_min = 30 },
};
static const struct place world_places[] = {
        { .name = "room-17", .department = "bluebell" },
        { .name = "room-18", .department = "cranberry" },
        { .name = "room-31", .department = "cranberry" },
        { .name = "room-32", .department = "cranberry" },
        { .name = "lounge",  .department = "cranberry" },
};
static const struct plan_entry world_plan[] = {
        { .name = "round", .code = "glance", .resident = "R17", .minute = { 1380 }, .minute_count = 1, .weekdays = 0x7f },
        /* 23:30, and on Mondays 02:00 */
        { .name = "multi", .resident = "R18", .place = "room-18", .department = "cranberry", .is_dose = true,
          .minute = { 1410 }, .minute_count = 1, .weekdays = 0x7f, .late_min = 30, .missed_min = 120, .device = "disp" },
        { .name = "drops", .resident = "R19", .place = "room-18", .department = "cranberry", .is_dose = true,
          .minute = { 120 }, .minute_count = 1, .weekdays = 0x01, .late_min = 15, .missed_min = 60 },
};
/* Europe/Oslo around the night of 2026-11-01 (tz database: summer time ended on 2026-10-25 at 01:00 UTC). */
static const struct zone_transition world_transitions[] = {
        { INT64_MIN, 7200 }, { INT64_C(1792890000) * US_PER_S, 3600 },
};
/* clang-format on */

static void *copy_of(const void *rows, size_t count, size_t size) {
        return memcpy(alloc_zero(count, size), rows, count * size);
}

#define COPY(rows) copy_of((rows), ELEMENTS(rows), sizeof((rows)[0]))

struct site *world_site(enum world_part part) {
        struct site *site = alloc_zero(1, sizeof(*site));

        *site = (struct site){
                .name = "testhome",
                .zone = { COPY(world_transitions), ELEMENTS(world_transitions) },
                .places = COPY(world_places),
                .place_count = ELEMENTS(world_places),
                .residents = COPY(world_residents),
                .resident_count = ELEMENTS(world_residents),
                .devices = COPY(world_devices),
                .device_count = ELEMENTS(world_devices),
                .plan = COPY(world_plan),
                .plan_count = part == WORLD_DOSES || part == WORLD_ALL ? ELEMENTS(world_plan) : 1,
        };
        for (size_t i = 0; part != WORLD_SUPERVISED && part != WORLD_ALL && i < site->device_count;
             i++)
                site->devices[i].heartbeat_s = 0;
        for (size_t i = 0; part != WORLD_WATCHED && part != WORLD_ALL && i < site->resident_count;
             i++)
                site->residents[i].inactivity_min = site->residents[i].absence_min =
                        site->residents[i].bathroom_min = 0;
        site_sort(site);
        return site;
}

void world_site_free(struct site *site) {
        free(site->zone.transitions);
        free(site->places);
        free(site->residents);
        free(site->devices);
        free(site->plan);
        free(site);
}
