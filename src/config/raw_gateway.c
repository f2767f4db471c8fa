/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nattvakt.yaml: the gateway itself (CONTRACT, "Configuration").
 */
#include "nattvakt/cleanup.h"
#include "raw.h"

#define WORD(value, word, ...) word,

const char *const raw_source_words[2] = { "zigbee2mqtt", "native" };
const char *const raw_language_words[2] = { "nb", "en" };
static const char *const clock_words[] = { CLOCK_MODES(WORD) };
static const char *const active_words[] = { "high", "low" };
static const char *const bias_words[] = { LINE_BIASES(WORD) };
static const char *const output_words[] = { LINE_OUTPUTS(WORD) };

/* clang-format off */
static const struct field span_fields[] = {
        { "from",    FIELD_DATE, FIELD_REQUIRED, FIELD_AT(struct raw_span, from_day) },
        { "to",      FIELD_DATE, FIELD_REQUIRED, FIELD_AT(struct raw_span, to_day) },
        { "journal", FIELD_TEXT, 0,              FIELD_AT(struct raw_span, journal) },
        { "config",  FIELD_TEXT, 0,              FIELD_AT(struct raw_span, config) },
        { "method",  FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(struct raw_span, method),
          .says = "it says how the baseline was measured and is printed in each report" },
};
static const struct raw_span span_defaults = { .from_day = DAY_NONE, .to_day = DAY_NONE };
static const struct table span_table = { "baseline", NULL, TABLE_OF(struct raw_span, span_fields), .defaults = &span_defaults };

static const struct field period_fields[] = {
        { "name",     FIELD_NAME, FIELD_REQUIRED, FIELD_AT(struct raw_period, name) },
        { "from",     FIELD_DATE, FIELD_REQUIRED, FIELD_AT(struct raw_period, from_day) },
        { "to",       FIELD_DATE, FIELD_REQUIRED, FIELD_AT(struct raw_period, to_day) },
        { "baseline", FIELD_MAP,  FIELD_REQUIRED, FIELD_AT(struct raw_period, baseline), .table = &span_table },
};
static const struct raw_period period_defaults = { .from_day = DAY_NONE, .to_day = DAY_NONE };
const struct table raw_period_table = { "period", "name", TABLE_OF(struct raw_period, period_fields), .defaults = &period_defaults };

static const struct field tls_fields[] = {
        { "ca",   FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(struct raw_tls, ca) },
        { "cert", FIELD_TEXT, 0,              FIELD_AT(struct raw_tls, cert) },
        { "key",  FIELD_TEXT, 0,              FIELD_AT(struct raw_tls, key) },
};
static const struct table tls_table = { "tls", NULL, TABLE_OF(struct raw_tls, tls_fields) };

static const struct field broker_fields[] = {
        { "host",          FIELD_TEXT,  0, FIELD_AT(struct raw_broker, host) },
        { "port",          FIELD_INT,   0, FIELD_AT(struct raw_broker, port), .min = 1, .max = 65535 },
        { "client_id",     FIELD_TOPIC, 0, FIELD_AT(struct raw_broker, client_id) },
        { "username",      FIELD_TEXT,  0, FIELD_AT(struct raw_broker, username) },
        { "password_file", FIELD_TEXT,  0, FIELD_AT(struct raw_broker, password_file) },
        { "keepalive_s",   FIELD_INT,   0, FIELD_AT(struct raw_broker, keepalive_s), .min = 5, .max = 3600 },
        { "tls",           FIELD_MAP,   0, FIELD_AT(struct raw_broker, tls), .table = &tls_table },
        { "password",      FIELD_TEXT,  FIELD_LATER, .says =
          "does not belong into this file: write it into a file of its own and say password_file" },
};
static const struct raw_broker broker_defaults = { .host = "localhost", .keepalive_s = 60 };
static const struct table broker_table = { "broker", NULL,
        TABLE_OF(struct raw_broker, broker_fields), .defaults = &broker_defaults };

static const struct field zigbee2mqtt_fields[] = {
        { "base_topic", FIELD_TOPIC, 0, FIELD_AT(struct raw_zigbee2mqtt, base_topic) },
};
static const struct raw_zigbee2mqtt zigbee2mqtt_defaults = { .base_topic = "zigbee2mqtt" };
static const struct table zigbee2mqtt_table = { "zigbee2mqtt", NULL,
        TABLE_OF(struct raw_zigbee2mqtt, zigbee2mqtt_fields), .defaults = &zigbee2mqtt_defaults };

/* A cord or a relay bounces for some 10 ms; a hand cannot pull and let go within 30. */
#define DEBOUNCE_MS     30
#define DEBOUNCE_MAX_MS 1000
#define PULSE_MAX_MS    60000
#define STUCK_MIN       120
#define STUCK_MAX_MIN   (7 * 1440)

static const struct field line_fields[] = {
        { "chip",        FIELD_TOPIC, FIELD_REQUIRED, FIELD_AT(struct raw_line, chip) },
        { "line",        FIELD_INT,   FIELD_REQUIRED, FIELD_AT(struct raw_line, offset), .max = LINE_OFFSET_MAX },
        { "name",        FIELD_NAME,  FIELD_REQUIRED, FIELD_AT(struct raw_line, name) },
        { "active",      FIELD_WORD,  0, FIELD_AT(struct raw_line, active), FIELD_AMONG(active_words) },
        { "kind",        FIELD_WORD,  0, FIELD_AT(struct raw_line, kind), FIELD_AMONG(raw_event_kind_words),
          .says = "what its active level tells, as person.help_call or bed.exit" },
        { "bias",        FIELD_WORD,  0, FIELD_AT(struct raw_line, bias), FIELD_AMONG(bias_words) },
        { "debounce_ms", FIELD_INT,   0, FIELD_AT(struct raw_line, debounce_ms), .max = DEBOUNCE_MAX_MS },
        { "pulse_ms",    FIELD_INT,   0, FIELD_AT(struct raw_line, pulse_ms), .min = 1, .max = PULSE_MAX_MS },
        { "stuck_min",   FIELD_INT,   0, FIELD_AT(struct raw_line, device.device.stuck_min), .max = STUCK_MAX_MIN },
        { "output",      FIELD_WORD,  0, FIELD_AT(struct raw_line, output), FIELD_AMONG(output_words) },
        { "place",       FIELD_NAME,  0, FIELD_AT(struct raw_line, device.device.place) },
        { "resident",    FIELD_NAME,  0, FIELD_AT(struct raw_line, device.device.resident) },
        { "department",  FIELD_NAME,  0, FIELD_AT(struct raw_line, device.device.department) },
};
static const struct raw_line line_defaults = {
        .offset = -1,
        .kind = EVENT_KIND_COUNT,
        .output = LINE_OUTPUT_COUNT,
        .debounce_ms = DEBOUNCE_MS,
        .device = { .source = ADAPTER_GPIO, .role = DEVICE_ROLE_COUNT, .device = { .stuck_min = STUCK_MIN } },
};
const struct table raw_line_table = { "gpio", "name", TABLE_OF(struct raw_line, line_fields), .defaults = &line_defaults };

static const struct field gateway_fields[] = {
        { "site",        FIELD_NAME,  FIELD_REQUIRED, FIELD_AT(struct raw_gateway, site) },
        { "timezone",    FIELD_TEXT,  FIELD_REQUIRED, FIELD_AT(struct raw_gateway, timezone) },
        { "language",    FIELD_WORD,  0, FIELD_AT(struct raw_gateway, language), FIELD_AMONG(raw_language_words) },
        { "clock",       FIELD_WORD,  0, FIELD_AT(struct raw_gateway, clock), FIELD_AMONG(clock_words) },
        { "journal",     FIELD_TEXT,  0, FIELD_AT(struct raw_gateway, journal) },
        { "broker",      FIELD_MAP,   0, FIELD_AT(struct raw_gateway, broker), .table = &broker_table },
        { "sources",     FIELD_WORDS, FIELD_REQUIRED, FIELD_AT(struct raw_gateway, sources), FIELD_AMONG(raw_source_words) },
        { "zigbee2mqtt", FIELD_MAP,   0, FIELD_AT(struct raw_gateway, zigbee2mqtt), .table = &zigbee2mqtt_table },
        { "periods",     FIELD_LIST,  0, FIELD_AT(struct raw_gateway, periods), .table = &raw_period_table },
        { "gpio",        FIELD_LIST,  0, FIELD_AT(struct raw_gateway, lines), .table = &raw_line_table },
};
/* clang-format on */
static const struct raw_gateway gateway_defaults = {
        .journal = "/var/lib/nattvakt/journal.sqlite",
        .clock = CLOCK_MODE_AUTO,
        .broker = { .host = "localhost", .keepalive_s = 60 },
        .zigbee2mqtt = { .base_topic = "zigbee2mqtt" },
};
const struct table raw_gateway_table = { NULL, NULL, TABLE_OF(struct raw_gateway, gateway_fields),
                                         .defaults = &gateway_defaults };
