/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json-c with our limits. json-c alone would build 15 levels of a 10,000 deep text before it stops,
 * would take a NUL for the end, and would cut a member's name at an escaped NUL; so one walk over the
 * bytes decides first whether the text is worth parsing. The walk knows only strings, escapes and
 * brackets (RFC 8259 sections 2 and 7); the grammar is json-c's business.
 */
#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "nattvakt/text.h"
#include "nattvakt/times.h"

#define NUMBER_TEXT_SIZE 40
#define EXACT_WHOLE_MAX  9007199254740992.0 /* 2^53: beyond it doubles skip whole numbers */

static void tokener_freep(struct json_tokener **tokener) {
        if (*tokener)
                json_tokener_free(*tokener);
}

/*
 * Behind the string that opens at @at; NULL when it does not end, or holds a control character
 * (which json-c lets pass) or an escaped NUL.
 */
static const char *behind_string(const char *at, const char *end) {
        for (at++; at < end; at++) {
                if (*at == '"')
                        return at + 1;
                if ((unsigned char)*at < ' ')
                        return NULL;
                if (*at != '\\')
                        continue;
                if (end - at > 5 && memcmp(at, "\\u0000", 6) == 0)
                        return NULL;
                at++;
                if (at < end && (unsigned char)*at > '~') /* no escape; below it would become one */
                        return NULL;
        }
        return NULL;
}

static bool is_worth_parsing(const char *text, size_t size) {
        const char *end = text + size;
        int depth = 0;

        for (const char *at = text; at && at < end;) {
                switch (*at) {
                case '"':
                        at = behind_string(at, end);
                        if (!at)
                                return false;
                        continue;
                case '{':
                case '[':
                        if (++depth > JSON_DEPTH_MAX)
                                return false;
                        break;
                case '}':
                case ']':
                        depth--;
                        break;
                case '\'': /* json-c takes it for a quotation mark */
                        return false;
                }
                at++;
        }
        return depth == 0;
}

/* The bytes of the well-formed UTF-8 character that begins at @at, and its number. */
static size_t character_at(const char *at, uint32_t *ret_number) {
        static const struct {
                uint8_t mask, lead; /* of the first byte */
        } forms[] = { { 0x80, 0x00 }, { 0xe0, 0xc0 }, { 0xf0, 0xe0 }, { 0xf8, 0xf0 } };
        uint8_t first = (uint8_t)*at;
        size_t size = 1;
        uint32_t number;

        while (size < ELEMENTS(forms) && (first & forms[size - 1].mask) != forms[size - 1].lead)
                size++;
        number = first & (uint8_t)~forms[size - 1].mask;
        for (size_t i = 1; i < size; i++)
                number = number << 6 | ((uint8_t)at[i] & 0x3f);
        *ret_number = number;
        return size;
}

/*
 * json-c 0.18 (Debian 13's) takes every byte from 0x80 on for a control character when it is strict
 * and char is signed (https://github.com/json-c/json-c/issues/875, 892): it gets escapes in their place.
 */
static void escape(const char *text, size_t size, struct text_buffer *ascii) {
        size_t plain = 0;

        for (size_t at = 0, step = 1; at < size; at += step) {
                uint32_t number;

                step = character_at(text + at, &number);
                if (step == 1)
                        continue;
                text_append_bytes(ascii, text + plain, at - plain);
                plain = at + step;
                if (number < 0x10000)
                        text_appendf(ascii, "\\u%04x", number);
                else
                        text_appendf(ascii, "\\u%04x\\u%04x", 0xd800 + ((number - 0x10000) >> 10),
                                     0xdc00 + (number & 0x3ff));
        }
        text_append_bytes(ascii, text + plain, size - plain);
}

static bool is_ascii(const char *text, size_t size) {
        unsigned char all = 0;

        for (size_t i = 0; i < size; i++)
                all |= (unsigned char)text[i];
        return all < 0x80;
}

struct json_object *json_parse_object(const char *text, size_t size) {
        _cleanup_(tokener_freep) struct json_tokener *tokener = NULL;
        _cleanup_(json_freep) struct json_object *object = NULL;
        _cleanup_(text_buffer_done) struct text_buffer ascii = { 0 };
        bool plain;

        if (size == 0 || size > JSON_SIZE_MAX || !is_worth_parsing(text, size) ||
            !text_is_utf8(text, size))
                return NULL;

        tokener = json_tokener_new_ex(2 * JSON_DEPTH_MAX); /* the walk kept the limit */
        if (!tokener)
                abort();
        json_tokener_set_flags(tokener, JSON_TOKENER_STRICT); /* nothing may follow the object */
        plain = is_ascii(text, size);
        if (!plain)
                escape(text, size, &ascii);
        object = json_tokener_parse_ex(tokener, plain ? text : ascii.data,
                                       (int)(plain ? size : ascii.size));
        if (!json_object_is_type(object, json_type_object))
                return NULL;

        return take(object);
}

/* The member, or NULL when it is absent or null. */
static struct json_object *member(struct json_object *object, const char *key) {
        struct json_object *value = NULL;

        json_object_object_get_ex(object, key, &value);
        return value;
}

const char *json_text(struct json_object *object, const char *key) {
        struct json_object *value = member(object, key);

        return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : NULL;
}

int json_number(struct json_object *object, const char *key, double *ret_value) {
        struct json_object *value = member(object, key);
        double number;

        if (!value)
                return 0;
        if (!json_object_is_type(value, json_type_int) &&
            !json_object_is_type(value, json_type_double))
                return -EBADMSG;

        number = json_object_get_double(value);
        if (!isfinite(number))
                return -EBADMSG;
        *ret_value = number;
        return 1;
}

int json_integer(struct json_object *object, const char *key, int64_t *ret_value) {
        struct json_object *value = member(object, key);
        double number = 0;
        int r;

        if (json_object_is_type(value, json_type_int)) {
                if (json_object_get_uint64(value) > INT64_MAX && json_object_get_int64(value) > 0)
                        return -EBADMSG; /* json-c would answer INT64_MAX */
                *ret_value = json_object_get_int64(value);
                return 1;
        }
        r = json_number(object, key, &number);
        if (r <= 0)
                return r;
        if (fabs(number) > EXACT_WHOLE_MAX || number != floor(number))
                return -EBADMSG;
        *ret_value = (int64_t)number;
        return 1;
}

int json_truth(struct json_object *object, const char *key, bool *ret_value) {
        struct json_object *value = member(object, key);

        if (!value)
                return 0;
        if (!json_object_is_type(value, json_type_boolean))
                return -EBADMSG;
        *ret_value = json_object_get_boolean(value);
        return 1;
}

static void add(struct json_object *object, const char *key, struct json_object *value) {
        if (!value || json_object_object_add(object, key, value) < 0)
                abort();
}

void json_add_text(struct json_object *object, const char *key, const char *text) {
        if (text && text[0] != '\0')
                add(object, key, json_object_new_string(text));
}

void json_add_integer(struct json_object *object, const char *key, int64_t value) {
        add(object, key, json_object_new_int64(value));
}

/* printf writes the locale's decimal mark; JSON knows the full stop alone. */
static void set_full_stop(char *text) {
        size_t start = strspn(text, "+-0123456789"), length;

        length = strcspn(text + start, "+-0123456789e");
        if (length == 0)
                return;
        text[start] = '.';
        memmove(text + start + 1, text + start + length, strlen(text + start + length) + 1);
}

void json_add_number(struct json_object *object, const char *key, double value) {
        char text[NUMBER_TEXT_SIZE];
        int digits = 15; /* every decimal of so many digits survives a double; 17 always do */

        assert(isfinite(value));
        do
                snprintf(text, sizeof(text), "%.*g", digits, value);
        while (strtod(text, NULL) != value && ++digits <= 17);
        set_full_stop(text);
        add(object, key, json_object_new_double_s(value, text));
}

void json_add_truth(struct json_object *object, const char *key, bool value) {
        add(object, key, json_object_new_boolean(value));
}

void json_add_time(struct json_object *object, const char *key, int64_t us) {
        char text[TIME_TEXT_SIZE];

        if (us != 0)
                json_add_text(object, key, time_text(us, text));
}
