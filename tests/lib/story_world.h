/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A small house in memory and lives of tasks made by hand, for what tells of tasks. Times are seconds after
 * 22:00 UTC of the night that a story plays in. Include after cmocka.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/entry.h"
#include "nattvakt/json.h"
#include "nattvakt/settings.h"
#include "nattvakt/text.h"
#include "report.h"

#define AUTUMN INT64_C(1793916000) /* 2026-11-05T22:00Z, 23:00 in Oslo */
#define DST    INT64_C(1792879200) /* 2026-10-24T22:00Z: in that night the clock is set back */

#define STORY_STEPS_MAX 24

/* clang-format off */
static const struct task_code story_codes[] = {
        { .code = "bed-exit", .text_nb = "Beboer er ute av senga", .text_en = "Resident has left the bed",
          .should = { { "care_assistant", "health_care_worker" }, 2 },
          .can = { { "registered_nurse" }, 1 } },
        { .code = "help-call", .text_nb = "Beboer ringer på", .text_en = "Resident is calling",
          .can = { { "care_assistant", "registered_nurse" }, 2 } },
        { .code = "planned-check", .text_nb = "Tilsyn", .text_en = "Check" },
        { .code = "dose-late", .text_nb = "Dosen er ikke tatt ennå", .text_en = "Dose not taken yet" },
        { .code = "dose-missed", .text_nb = "Dosen er ikke tatt", .text_en = "Dose not taken",
          .must = { { "registered_nurse" }, 1 } },
        { .code = "device-silent", .text_nb = "Enheten svarer ikke", .text_en = "Device is silent",
          .opens = { EVENT_KIND_DEVICE_OFFLINE }, .opens_count = 1 },
        { .code = "device-fault", .text_nb = "Enheten melder feil", .text_en = "Device reports a fault" },
};
static const struct department story_departments[] = {
        { .name = "east", .label = "Tyttebærtunet" }, { .name = "west", .label = "Blåbærlyngen" },
};
static const struct place story_places[] = {
        { .name = "room-104", .department = "east", .label = "Rom 104" },
        { .name = "room-105", .department = "east" },
};
static const struct device story_devices[] = {
        { .id = "0x01", .name = "room-104/bed", .adapter = ADAPTER_ZIGBEE2MQTT },
        { .id = "cord-104", .name = "cord-104", .adapter = ADAPTER_GPIO, .bridge = "gpiochip0", .place = "room-104" },
        { .id = "lamp-1", .name = "lamp-1", .adapter = ADAPTER_GPIO, .bridge = "gpiochip0" },
};
/* clang-format on */

static inline void story_house(struct configuration *ret_configuration) {
        struct configuration configuration = {
                .site = { .name = "house",
                          .label = "Huset",
                          .departments = (struct department *)story_departments,
                          .department_count = ELEMENTS(story_departments),
                          .places = (struct place *)story_places,
                          .place_count = ELEMENTS(story_places),
                          .devices = (struct device *)story_devices,
                          .device_count = ELEMENTS(story_devices) },
                .catalogue = { .codes = (struct task_code *)story_codes,
                               .count = ELEMENTS(story_codes) },
        };

        assert_int_equal(config_zone("Europe/Oslo", &configuration.site.zone), 0);
        *ret_configuration = configuration;
}

static inline void story_house_done(struct configuration *configuration) {
        free(configuration->site.zone.transitions);
}

static inline void story_language(const char *language) {
        const char *messages = getenv("NATTVAKT_LOCALEDIR");

        assert_int_equal(
                report_language(language, messages ? messages : NATTVAKT_BUILD_DIR "/locale"), 0);
}

/* Compared with the page on file; NATTVAKT_WRITE=1 writes it anew, to be read before it is committed. */
static inline void story_assert_page(const char *text, const char *name, const char *language) {
        _cleanup_(fclosep) FILE *file = NULL;
        char path[512], expected[16384] = "";
        bool write = getenv("NATTVAKT_WRITE");

        snprintf(path, sizeof(path), "%s/tests/data/story/%s-%s.txt", NATTVAKT_SOURCE_DIR, name,
                 language);
        file = fopen(path, write ? "w" : "r");
        assert_non_null(file);
        if (write) {
                assert_true(fputs(text, file) >= 0);
                return;
        }
        assert_true(fread(expected, 1, sizeof(expected) - 1, file) < sizeof(expected) - 1);
        assert_string_equal(text, expected);
}
