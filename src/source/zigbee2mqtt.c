/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Zigbee2MQTT: <base>/<friendly name> carries the whole known state of a device as JSON, so a battery
 * report says once more that the door is open. What is news is decided in sense/. An absent property
 * is unchanged; null and "" say nothing; a wrong type refuses the message, for then it is not what
 * we think it is. A friendly name may hold '/'. Beside the devices we hear their availability and
 * the state of the bridge, each in the form of version 2 (JSON) and of version 1 (plain text).
 *
 * Not heard: the bridge's lists and logs, commands (/set, /get) and the copies that
 * `output: attribute_and_json` makes of single properties on <friendly name>/<property>.
 *
 * Topics       https://www.zigbee2mqtt.io/guide/usage/mqtt_topics_and_messages.html
 * Availability https://www.zigbee2mqtt.io/guide/configuration/device-availability.html
 * last_seen, output   https://www.zigbee2mqtt.io/guide/configuration/mqtt.html and frontend settings
 * Properties   https://www.zigbee2mqtt.io/guide/usage/exposes.html and the pages of devices:
 *              fall_status HS2FD-EF1-3.0, fall_down_status MIR-HE200-TY, sos HS1EB, action BT400B
 */
#include <errno.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "nattvakt/text.h"
#include "nattvakt/times.h"
#include "source.h"

#define PERCENT_MAX  100
#define AVAILABILITY "/availability"

struct fact;

/* What one property says. Returns 0 or a code of source.h; @value is never null nor "". */
typedef int (*read_fn)(const struct fact *fact, struct json_object *value,
                       struct reading_list *found);

struct fact {
        const char *property;
        read_fn read;
        enum measure measure;
        bool active; /* the value that means it began: a contact is true while the door is shut */
};

static const struct {
        const char *word;
        enum measure measure;
} actions[] = {
        { "emergency", MEASURE_PRESS }, { "sos", MEASURE_PRESS },
        { "panic", MEASURE_PRESS },     { "vibration", MEASURE_VIBRATION },
        { "tilt", MEASURE_VIBRATION },  { "drop", MEASURE_VIBRATION },
};

static const struct {
        const char *word;
        bool fall, suspected;
} falls[] = {
        { "normal", false, false },      { "none", false, false },
        { "fall_warning", false, true }, { "maybe_fall", false, true },
        { "fall_alarm", true, false },   { "fall", true, false },
};

/* Adds a reading; two properties of one measure are one reading, active when either is. */
static void put(struct reading_list *found, enum measure measure, bool active, bool momentary) {
        struct reading reading = { .measure = measure,
                                   .active = active,
                                   .momentary = momentary,
                                   .quality = TIME_QUALITY_GATEWAY,
                                   .seconds = -1 };

        for (size_t i = 0; i < found->count; i++)
                if (found->at[i].measure == measure) {
                        found->at[i].active |= active;
                        return;
                }
        reading_list_add(found, &reading);
}

static int read_truth(const struct fact *fact, struct json_object *value,
                      struct reading_list *found) {
        if (!json_object_is_type(value, json_type_boolean))
                return -EPROTO;
        put(found, fact->measure, json_object_get_boolean(value) == fact->active, false);
        return 0;
}

/*
 * Old SOS buttons say sos: true at each press and never false, so an edge would hear the first press
 * alone: each true is a press. The bridge repeats it from its cache, which costs a needless visit.
 */
static int read_sos(const struct fact *fact, struct json_object *value,
                    struct reading_list *found) {
        if (!json_object_is_type(value, json_type_boolean))
                return -EPROTO;
        if (json_object_get_boolean(value))
                put(found, fact->measure, true, true);
        return 0;
}

/* Whether @action is @word, or @word at one of several keys or endpoints: panic_2. */
static bool is_action(const char *action, const char *word) {
        size_t size = strlen(word);

        return strncmp(action, word, size) == 0 && (action[size] == '\0' || action[size] == '_');
}

static int read_action(const struct fact *fact, struct json_object *value,
                       struct reading_list *found) {
        const char *action = json_object_get_string(value);

        if (!json_object_is_type(value, json_type_string))
                return -EPROTO;
        for (size_t i = 0; i < ELEMENTS(actions); i++)
                if (is_action(action, actions[i].word)) {
                        put(found, actions[i].measure, true, true);
                        return 0;
                }
        put(found, fact->measure, true, true);
        return 0;
}

/*
 * Both measures are said each time, so that an alarm lowered to a warning and raised again is news
 * twice. A word that we do not know refuses the message: the device then falls silent for us and is
 * reported, which is better than a fall detector that is heard and not understood.
 */
static int read_fall(const struct fact *fact, struct json_object *value,
                     struct reading_list *found) {
        const char *word = json_object_get_string(value);

        if (!json_object_is_type(value, json_type_string))
                return -EPROTO;
        if (strcmp(word, "unknown") == 0)
                return 0;
        for (size_t i = 0; i < ELEMENTS(falls); i++)
                if (strcmp(word, falls[i].word) == 0) {
                        put(found, fact->measure, falls[i].fall, false);
                        put(found, MEASURE_FALL_SUSPECTED, falls[i].suspected, false);
                        return 0;
                }
        return -EBADMSG;
}

/* A decimal number without sign or exponent, as versions before 1.0 wrote "80.00"; -1 if none. */
static double decimal(const char *text) {
        double number = 0, place = 1;
        size_t whole = strspn(text, "0123456789"), all = whole;

        if (text[whole] == '.')
                all = whole + 1 + strspn(text + whole + 1, "0123456789");
        if (whole == 0 || whole > 3 || text[all] != '\0' || all == whole + 1)
                return -1;
        for (size_t i = 0; i < whole; i++)
                number = number * 10 + (text[i] - '0');
        for (size_t i = whole + 1; i < all; i++)
                number += (text[i] - '0') * (place /= 10);
        return number;
}

/* Devices that count in halves say up to 200: that is no per cent, and no reason to lose a call. */
static int read_battery(const struct fact *fact, struct json_object *value,
                        struct reading_list *found) {
        double percent;

        if (json_object_is_type(value, json_type_string)) {
                percent = decimal(json_object_get_string(value));
                if (percent < 0)
                        return -EPROTO;
        } else if (json_object_is_type(value, json_type_int) ||
                   json_object_is_type(value, json_type_double)) {
                percent = json_object_get_double(value);
        } else {
                return -EPROTO;
        }

        if (!(percent >= 0 && percent <= PERCENT_MAX))
                return 0;
        put(found, fact->measure, false, false);
        found->at[found->count - 1].value = percent;
        found->at[found->count - 1].has_value = true;
        return 0;
}

/* clang-format off */
static const struct fact facts[] = {
        { "contact",          read_truth,   MEASURE_CONTACT,     false },
        { "occupancy",        read_truth,   MEASURE_OCCUPANCY,   true },
        { "presence",         read_truth,   MEASURE_PRESENCE,    true },
        { "vibration",        read_truth,   MEASURE_VIBRATION,   true },
        { "action",           read_action,  MEASURE_BUTTON,      true },
        { "sos",              read_sos,     MEASURE_PRESS,       true },
        { "fall_status",      read_fall,    MEASURE_FALL,        true },
        { "fall_down_status", read_fall,    MEASURE_FALL,        true },
        { "water_leak",       read_truth,   MEASURE_WATER,       true },
        { "smoke",            read_truth,   MEASURE_SMOKE,       true },
        { "gas",              read_truth,   MEASURE_GAS,         true },
        { "carbon_monoxide",  read_truth,   MEASURE_GAS,         true },
        { "battery_low",      read_truth,   MEASURE_BATTERY_LOW, true },
        { "battery",          read_battery, MEASURE_BATTERY,     true },
        { "tamper",           read_truth,   MEASURE_TAMPER,      true },
        { "test",             read_truth,   MEASURE_TEST,        true },
};

/* Beside facts: properties whose copies on topics of their own are no devices. */
static const char *const other_properties[] = {
        "last_seen", "linkquality", "voltage", "temperature", "device_temperature", "humidity",
        "pressure", "illuminance", "illuminance_lux", "elapsed", "state", "trouble",
};
/* clang-format on */

/* Whether @device ends in /<property>: then a plain value is a copy and no message of a device. */
static bool is_property_copy(const char *device) {
        const char *last = strrchr(device, '/');

        if (!last)
                return false;
        for (size_t i = 0; i < ELEMENTS(facts); i++)
                if (strcmp(last + 1, facts[i].property) == 0)
                        return true;
        for (size_t i = 0; i < ELEMENTS(other_properties); i++)
                if (strcmp(last + 1, other_properties[i]) == 0)
                        return true;
        return false;
}

/*
 * last_seen: ISO 8601 or milliseconds since 1970, as the installer chose. Local time without an
 * offset, or the time of a bridge whose clock was never set, is no time: the gateway's counts then.
 */
static int read_last_seen(struct json_object *object, int64_t *ret_us) {
        const char *text = json_text(object, "last_seen");
        int64_t us = 0, ms = 0;

        if (text)
                (void)time_parse(text, &us);
        else if (json_integer(object, "last_seen", &ms) < 0)
                return -EPROTO;
        if (ms > 0 && ms < SOURCE_TIME_MAX_US / US_PER_MS)
                us = ms * US_PER_MS;
        *ret_us = us >= SOURCE_TIME_MIN_US && us < SOURCE_TIME_MAX_US ? us : 0;
        return 0;
}

/* Whether the payload means to be an object, whole or not. */
static bool is_object(const struct source_message *message) {
        size_t i = 0;

        while (i < message->payload_size && strchr(" \t\r\n", message->payload[i]))
                i++;
        return i < message->payload_size && message->payload[i] == '{';
}

static bool says_nothing(struct json_object *value) {
        return !value || (json_object_is_type(value, json_type_string) &&
                          json_object_get_string_len(value) == 0);
}

static int read_facts(struct json_object *object, struct reading_list *found) {
        put(found, MEASURE_HEARD, true, false);
        for (size_t i = 0; i < ELEMENTS(facts); i++) {
                struct json_object *value = NULL;
                int r;

                json_object_object_get_ex(object, facts[i].property, &value);
                if (says_nothing(value))
                        continue;
                r = facts[i].read(&facts[i], value, found);
                if (r < 0)
                        return r;
        }
        return 0;
}

/* Gives each of @found what the message as a whole says: device, time and whether it is a test. */
static void sign(struct reading_list *found, const char *device, int64_t source_us) {
        bool test = false;

        for (size_t i = 0; i < found->count; i++)
                test |= found->at[i].measure == MEASURE_TEST && found->at[i].active;
        for (size_t i = 0; i < found->count; i++) {
                struct reading *reading = &found->at[i];

                memcpy(reading->device, device, strlen(device) + 1);
                reading->test = test;
                reading->source_us = source_us;
                reading->quality = source_us ? TIME_QUALITY_SOURCE : TIME_QUALITY_GATEWAY;
        }
}

static int decode_device(const struct source_message *message, struct reading_list *readings) {
        _cleanup_(json_freep) struct json_object *object = NULL;
        struct reading_list found;
        char device[DEVICE_NAME_SIZE];
        int64_t source_us;
        int r = source_device(message, 0, device);

        found.count = 0; /* the rest is written before it is read: no clearing of pages a message */
        if (r < 0)
                return r;
        if (message->payload_size > SOURCE_PAYLOAD_MAX)
                return -EMSGSIZE;
        object = json_parse_object(message->payload, message->payload_size);
        if (!object)
                return is_property_copy(device) && !is_object(message) ? 0 : -EBADMSG;

        r = read_last_seen(object, &source_us);
        if (r >= 0)
                r = read_facts(object, &found);
        if (r < 0)
                return r;
        sign(&found, device, source_us);
        return source_join(readings, &found);
}

/* "online" or "offline", plain or as {"state":…}. */
static int read_online(const struct source_message *message, bool *ret_online) {
        _cleanup_(json_freep) struct json_object *object = NULL;
        const char *state = NULL;
        char plain[sizeof("offline")] = "";

        if (message->payload_size < sizeof(plain)) {
                if (message->payload_size > 0)
                        memcpy(plain, message->payload, message->payload_size);
                state = plain;
        } else {
                object = json_parse_object(message->payload, message->payload_size);
                if (!object)
                        return -EBADMSG;
                state = json_text(object, "state");
                if (!state)
                        return json_object_object_get_ex(object, "state", NULL) ? -EPROTO
                                                                                : -EBADMSG;
        }
        if (strcmp(state, "online") != 0 && strcmp(state, "offline") != 0)
                return -EBADMSG;
        *ret_online = state[1] == 'n';
        return 0;
}

static int decode_online(const struct source_message *message, enum measure measure,
                         const char *device, struct reading_list *readings) {
        struct reading_list found;
        bool online;
        int r;

        found.count = 0;
        if (message->payload_size > SOURCE_PAYLOAD_MAX)
                return -EMSGSIZE;
        r = read_online(message, &online);
        if (r < 0)
                return r;
        put(&found, measure, online, false);
        sign(&found, device, 0);
        return source_join(readings, &found);
}

static int decode_availability(const struct source_message *message,
                               struct reading_list *readings) {
        char device[DEVICE_NAME_SIZE];
        int r = source_device(message, strlen(AVAILABILITY), device);

        return r < 0 ? r : decode_online(message, MEASURE_ONLINE, device, readings);
}

static int decode_bridge(const struct source_message *message, struct reading_list *readings) {
        char name[DEVICE_NAME_SIZE];

        if (strcmp(message->topic + message->base_size, "/bridge/state") != 0)
                return 0;
        if (message->base_size >= sizeof(name))
                return -ENAMETOOLONG;
        memcpy(name, message->topic, message->base_size);
        name[message->base_size] = '\0';
        return decode_online(message, MEASURE_BRIDGE_ONLINE, name, readings);
}

/* Commands to a device: <name>/set, <name>/get and both with one property behind. */
static bool is_command(const char *rest) {
        return text_ends_with(rest, "/set") || text_ends_with(rest, "/get") ||
               strstr(rest, "/set/") || strstr(rest, "/get/");
}

static int decode(const struct source_message *message, struct reading_list *readings) {
        const char *rest = message->topic + message->base_size;

        if (text_starts_with(rest, "/bridge/"))
                return decode_bridge(message, readings);
        if (is_command(rest))
                return 0;
        if (text_ends_with(rest, AVAILABILITY))
                return decode_availability(message, readings);
        return decode_device(message, readings);
}

const struct source_adapter source_zigbee2mqtt = {
        .name = "zigbee2mqtt",
        .adapter = ADAPTER_ZIGBEE2MQTT,
        .decode = decode,
};
