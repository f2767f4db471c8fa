/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The little of json-c that we use, with our ownership and our limits: 256 KiB, depth 16, one object,
 * nothing behind it, no NUL (escaped neither), UTF-8 only; one walk over the bytes sees to these
 * before anything is built. Of a member that comes twice the last counts (RFC 8259 section 4 leaves it
 * open). What json-c accepts beyond RFC 8259 even in strict mode is listed by the test that runs the
 * JSON test suite.
 */

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_DEPTH_MAX 16 /* objects and arrays within each other, the outermost included */
#define JSON_SIZE_MAX  (256 * 1024)

/** Parses exactly one JSON object of @size bytes. The caller owns it; NULL if it is anything else. */
struct json_object *json_parse_object(const char *text, size_t size);

static inline void json_freep(struct json_object **object) {
        json_object_put(*object);
}

/** The member's text, borrowed from @object; NULL when absent, null or no string. */
const char *json_text(struct json_object *object, const char *key);

/** 1 and *@ret_value when @key is a finite number; 0 when absent or null; -EBADMSG else. */
int json_number(struct json_object *object, const char *key, double *ret_value);

/** The same when @key is a whole number of 64 bits; 24.0 is one. */
int json_integer(struct json_object *object, const char *key, int64_t *ret_value);

/** 1 and *@ret_value when @key is true or false; 0 when absent or null; -EBADMSG else. */
int json_truth(struct json_object *object, const char *key, bool *ret_value);

/** Adds a member; a NULL or empty @text adds nothing. */
void json_add_text(struct json_object *object, const char *key, const char *text);

/** Adds a member. */
void json_add_integer(struct json_object *object, const char *key, int64_t value);

/** Adds @value with as few digits as give it back; it must be finite. */
void json_add_number(struct json_object *object, const char *key, double value);

/** Adds a member. */
void json_add_truth(struct json_object *object, const char *key, bool value);

/** Adds @us (µs since 1970 UTC) as RFC 3339 text with milliseconds; 0 adds nothing. */
void json_add_time(struct json_object *object, const char *key, int64_t us);
