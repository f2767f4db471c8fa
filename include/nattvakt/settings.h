/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The gateway's own settings (nattvakt.yaml) and the whole configuration as one value. */

#include "nattvakt/catalogue.h"
#include "nattvakt/line.h"
#include "nattvakt/site.h"
#include "nattvakt/staff.h"

#define PATH_SIZE 512

/* clang-format off */
#define CLOCK_MODES(X) \
        X(AUTO, "auto") \
        X(TRUSTED, "trusted") \
        X(SIMULATED, "simulated")
/* clang-format on */
#define CLOCK_MODE_VALUE(mode, word) CLOCK_MODE_##mode,
enum clock_mode { CLOCK_MODES(CLOCK_MODE_VALUE) CLOCK_MODE_COUNT };
WORDS_DECLARE(clock_mode)

struct broker_settings {
        char host[128];
        int port;
        char client_id[NAME_SIZE * 2];
        char username[NAME_SIZE];
        char password_file[PATH_SIZE];
        char ca[PATH_SIZE], cert[PATH_SIZE], key[PATH_SIZE];
        int keepalive_s;
};

/* A period to be compared with a baseline, in one journal each. */
struct period_settings {
        char name[NAME_SIZE];
        int64_t from_day, to_day;                   /* nights, both inclusive */
        int64_t baseline_from_day, baseline_to_day; /* nights, both inclusive */
        char baseline_journal[PATH_SIZE];           /* "": the same journal */
        char baseline_config[PATH_SIZE]; /* folder of the configuration then; "": the same */
        char method[LABEL_SIZE];         /* how the baseline was measured, printed */
};

struct settings {
        enum clock_mode clock;
        struct broker_settings broker;
        bool sources[ADAPTER_COUNT];      /* which adapters are on */
        char zigbee2mqtt_base[NAME_SIZE]; /* "zigbee2mqtt" */
        char journal[PATH_SIZE];          /* "/var/lib/nattvakt/journal.sqlite" unless said */
        char language[3];                 /* "nb" or "en": of texts that go out */
        struct period_settings *periods;
        size_t period_count;
        struct gpio_line *lines; /* GPIO, as written; they are devices of the site too */
        size_t line_count;
};

/* All of it. Made and freed by config (config_load, config_free). */
struct configuration {
        struct settings settings;
        struct site site;
        struct catalogue catalogue;
        struct staff staff;
        char fingerprint[17]; /* hash of the files, hex: printed in each report */
};
