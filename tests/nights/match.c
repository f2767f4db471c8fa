/* SPDX-License-Identifier: Apache-2.0 */
#include "match.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_SIZE 320
#define LOCAL_SIZE sizeof("22:04:10")

static struct json_object *member(struct json_object *object, const char *path) {
        char first[64];
        const char *dot = strchr(path, '.');
        struct json_object *found = NULL;

        snprintf(first, sizeof(first), "%.*s", dot ? (int)(dot - path) : (int)strlen(path), path);
        if (!json_object_object_get_ex(object, first, &found) || !dot)
                return found;
        return json_object_is_type(found, json_type_object) ? member(found, dot + 1) : NULL;
}

static void write_time(struct json_object *value, const struct zone *zone, char *text,
                       size_t size) {
        char local[TIME_TEXT_SIZE];
        int64_t us;

        if (time_parse(json_object_get_string(value), &us) == 0)
                snprintf(text, size, "%s", clock_text(zone, us, true, local));
}

/* The member as a night file would say it; "none" when it is absent. */
static void write_value(struct json_object *object, const struct match_field *field,
                        const struct zone *zone, char text[VALUE_SIZE]) {
        struct json_object *value = member(object, field->path), *count;

        snprintf(text, VALUE_SIZE, "none");
        if (field->kind == MATCH_LENGTH &&
            json_object_object_get_ex(object, "evidence_count", &count))
                snprintf(text, VALUE_SIZE, "%" PRId64, json_object_get_int64(count));
        else if (value && field->kind == MATCH_LENGTH)
                snprintf(text, VALUE_SIZE, "%zu", json_object_array_length(value));
        else if (value && field->kind == MATCH_TIME)
                write_time(value, zone, text, VALUE_SIZE);
        else if (value)
                snprintf(text, VALUE_SIZE, "%s", json_object_get_string(value));
}

/* "22:04" means the minute, "22:04:10" the second. */
static bool is_same(const struct match_field *field, const char *wanted, const char *value) {
        size_t size = strlen(wanted);

        if (field->kind == MATCH_TIME && size + 1 < LOCAL_SIZE && strchr(wanted, ':'))
                return strncmp(wanted, value, size) == 0;
        if (field->kind == MATCH_NUMBER)
                return strtod(wanted, NULL) == strtod(value, NULL) && strcmp(value, "none") != 0;
        return strcmp(wanted, value) == 0;
}

static bool match_named(struct json_object *object, const struct match_field *fields, size_t count,
                        const char *name, size_t size, const char *wanted, const struct zone *zone,
                        struct text_buffer *says) {
        char value[VALUE_SIZE];

        for (size_t i = 0; i < count; i++) {
                if (strlen(fields[i].name) != size || strncmp(fields[i].name, name, size) != 0)
                        continue;
                write_value(object, &fields[i], zone, value);
                if (is_same(&fields[i], wanted, value))
                        return true;
                text_appendf(says, "%.*s=%s is %s", (int)size, name, wanted, value);
                return false;
        }
        text_appendf(says, "there is nothing called '%.*s'", (int)size, name);
        return false;
}

static bool match_bare(struct json_object *object, const struct match_field *fields, size_t count,
                       const char *word, const struct zone *zone, struct text_buffer *says) {
        bool wanted = *word != '!';
        char value[VALUE_SIZE];

        word += !wanted;
        for (size_t i = 0; i < count; i++) {
                write_value(object, &fields[i], zone, value);
                if (fields[i].kind == MATCH_TRUTH && strcmp(fields[i].name, word) == 0) {
                        if ((strcmp(value, "true") == 0) == wanted)
                                return true;
                        text_appendf(says, "%s is %s", word, value);
                        return false;
                }
                if (fields[i].is_bare && wanted && strcmp(value, word) == 0)
                        return true;
        }
        text_appendf(says, "'%s' is not there", word);
        return false;
}

bool match(struct json_object *object, const struct match_field *fields, size_t count,
           const char *word, const struct zone *zone, struct text_buffer *says) {
        const char *equals = strchr(word, '=');

        if (!equals)
                return match_bare(object, fields, count, word, zone, says);
        return match_named(object, fields, count, word, (size_t)(equals - word), equals + 1, zone,
                           says);
}
