/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Words of an expectation against the members of a published JSON object. */

#include "nattvakt/json.h"
#include "nattvakt/text.h"
#include "nattvakt/times.h"

enum match_kind {
        MATCH_TEXT,
        MATCH_NUMBER,
        MATCH_LENGTH, /* of an array */
        MATCH_TIME,   /* said as local time, with or without seconds */
        MATCH_TRUTH   /* alone: true; with a '!' before it: not */
};

struct match_field {
        const char *name; /* as a night file says it */
        const char *path; /* the member, "a.b" for one inside another */
        enum match_kind kind;
        bool is_bare; /* its value may be said without its name */
};

/**
 * Whether @word ("requested", "for=hcw-1", "!overdue", "look_by=none") is true of @object. If not, appends to @says
 * what is there.
 */
bool match(struct json_object *object, const struct match_field *fields, size_t count,
           const char *word, const struct zone *zone, struct text_buffer *says);
