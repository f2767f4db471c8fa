/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Native: nattvakt/<site>/in/<device> carries one care event in our own words as a JSON object, for
 * a dispenser bridge, a camera platform or a staff app. A message is one event or a heartbeat.
 *
 * The form is documented in docs/native-input.md. Only the members listed here are read, so that
 * whatever else a bridge sends along, names of people too, is gone when the message is. A value that
 * is not what the form says refuses the message: half an event would be another event. A unit that we
 * do not know is dropped alone: no call is lost for it, and no free word is kept.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "nattvakt/text.h"
#include "nattvakt/times.h"
#include "source.h"

#define SECONDS_MAX 3600 /* a look that took longer is a forgotten window, not a look */

/* Members that are text and go into a field as they are. */
static const struct {
        const char *member;
        size_t field, size;
        bool is_name; /* one of the configuration's names */
} texts[] = {
        { "id", offsetof(struct reading, source_id), SOURCE_ID_SIZE, false },
        { "resident", offsetof(struct reading, resident), NAME_SIZE, true },
        { "place", offsetof(struct reading, place), NAME_SIZE, true },
        { "by", offsetof(struct reading, by), NAME_SIZE, true },
};

/*
 * UCUM's case-sensitive codes (https://ucum.org/ucum) of what is measured in a room or on a body; `doses`
 * is ours, for dispensers.
 */
/* clang-format off */
static const char *const units[] = {
        "1", "%", "doses", "s", "min", "h", "d", "/min", "Cel", "[degF]", "hPa", "mm[Hg]", "lx", "dB", "[ppm]",
        "mm", "cm", "m", "mL", "L", "mg", "g", "kg", "mg/dL", "mmol/L", "mV", "V",
};
/* clang-format on */

/* 1 and the member's text, 0 when it is absent or null, -EPROTO when it is no text. */
static int get_text(struct json_object *object, const char *member, const char **ret_text) {
        struct json_object *value = NULL;

        json_object_object_get_ex(object, member, &value);
        if (!value)
                return 0;
        if (!json_object_is_type(value, json_type_string))
                return -EPROTO;
        *ret_text = json_object_get_string(value);
        return 1;
}

static int read_texts(struct json_object *object, struct reading *reading) {
        for (size_t i = 0; i < ELEMENTS(texts); i++) {
                const char *text;
                int r = get_text(object, texts[i].member, &text);

                if (r < 0)
                        return r;
                if (r == 0)
                        continue;
                r = text_copy((char *)reading + texts[i].field, texts[i].size, text);
                if (r < 0)
                        return r;
                if (texts[i].is_name && !text_is_name(text))
                        return -EBADMSG;
        }
        return 0;
}

static int read_unit(struct json_object *object, struct reading *reading) {
        const char *unit = NULL;
        int r = get_text(object, "unit", &unit);

        if (r > 0 && words_find(units, ELEMENTS(units), unit) >= 0)
                text_set(reading->unit, unit);
        return r;
}

/* 1 and the value of the member's word, 0 when absent, -EBADMSG when @from_word knows it not. */
static int get_word(struct json_object *object, const char *member,
                    int (*from_word)(const char *word), int *ret_value) {
        const char *word;
        int value, r = get_text(object, member, &word);

        if (r <= 0)
                return r;
        value = from_word(word);
        if (value < 0)
                return -EBADMSG;
        *ret_value = value;
        return 1;
}

static int read_words(struct json_object *object, struct reading *reading) {
        int kind = 0, phase = EVENT_PHASE_POINT, outcome = OUTCOME_NONE, mode, r;

        r = get_word(object, "kind", event_kind_from_word, &kind);
        if (r <= 0)
                return r < 0 ? r : -EBADMSG;
        mode = kind == EVENT_KIND_CAMERA_CHECK_DONE ? TASK_MODE_DIGITAL : TASK_MODE_PHYSICAL;

        r = get_word(object, "phase", event_phase_from_word, &phase);
        if (r >= 0)
                r = get_word(object, "outcome", outcome_from_word, &outcome);
        if (r >= 0)
                r = get_word(object, "mode", task_mode_from_word, &mode);
        if (r < 0)
                return r;

        reading->kind = (enum event_kind)kind;
        reading->phase = (enum event_phase)phase;
        reading->outcome = (enum outcome)outcome;
        reading->mode = (enum task_mode)mode;
        reading->active = reading->phase != EVENT_PHASE_END;
        reading->momentary = event_kind_is_momentary(reading->kind);
        return 0;
}

static int read_time(struct json_object *object, struct reading *reading) {
        const char *text;
        int64_t us;
        int r = get_text(object, "at", &text);

        if (r <= 0)
                return r;
        if (time_parse(text, &us) < 0)
                return -EBADMSG;
        if ((us < SOURCE_TIME_MIN_US || us >= SOURCE_TIME_MAX_US) &&
            !event_kind_is_loud(reading->kind)) /* a call is heard whatever clock its bridge has */
                return -ERANGE;
        reading->source_us = us;
        /* 1970 itself says no time. */
        reading->quality = us ? TIME_QUALITY_SOURCE : TIME_QUALITY_GATEWAY;
        return 0;
}

static int read_numbers(struct json_object *object, struct reading *reading) {
        int64_t seconds = -1;
        int r = json_integer(object, "seconds", &seconds);

        if (r < 0)
                return -EPROTO;
        if (r > 0 && (seconds < 0 || seconds > SECONDS_MAX))
                return -ERANGE;
        reading->seconds = (int32_t)seconds;

        r = json_number(object, "value", &reading->value);
        if (r < 0)
                return -EPROTO;
        reading->has_value = r > 0;

        return json_truth(object, "test", &reading->test) < 0 ? -EPROTO : 0;
}

static int read_event(struct json_object *object, struct reading *reading) {
        int r = read_words(object, reading);

        if (r >= 0)
                r = read_texts(object, reading);
        if (r >= 0)
                r = read_unit(object, reading);
        if (r >= 0)
                r = read_time(object, reading);
        if (r >= 0)
                r = read_numbers(object, reading);
        if (r < 0)
                return r;
        reading->measure = MEASURE_EVENT;
        return 0;
}

/* A heartbeat is {"alive":true} without a kind; it may say when. */
static int read_message(struct json_object *object, struct reading *reading) {
        bool alive = false;
        int r = json_truth(object, "alive", &alive);

        if (r < 0)
                return -EPROTO;
        if (r == 0 || json_object_object_get_ex(object, "kind", NULL))
                return read_event(object, reading);
        if (!alive)
                return -EBADMSG;
        reading->measure = MEASURE_HEARD;
        return read_time(object, reading);
}

static int decode(const struct source_message *message, struct reading_list *readings) {
        _cleanup_(json_freep) struct json_object *object = NULL;
        struct reading_list found;
        struct reading *reading = &found.at[0];
        int r;

        found.count = 1;
        *reading = (struct reading){ .quality = TIME_QUALITY_GATEWAY, .seconds = -1 };
        r = source_device(message, 0, reading->device);
        if (r < 0)
                return r;
        if (strchr(reading->device, '/'))
                return -EINVAL;
        if (message->payload_size > SOURCE_PAYLOAD_MAX)
                return -EMSGSIZE;
        object = json_parse_object(message->payload, message->payload_size);
        if (!object)
                return -EBADMSG;
        r = read_message(object, reading);
        return r < 0 ? r : source_join(readings, &found);
}

const struct source_adapter source_native = {
        .name = "native",
        .adapter = ADAPTER_NATIVE,
        .decode = decode,
};
