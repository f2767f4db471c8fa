/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What a wired line can tell: the one table that makes a measure of a device of a kind of event. */

#include <stddef.h>

#include "nattvakt/reading.h"
#include "nattvakt/site.h"

struct line_kind {
        enum event_kind kind;
        enum device_role role;
        enum measure measure;
        bool inverted;    /* active is the measure's inactive side: nobody in the bed */
        bool of_resident; /* it is nobody's without a resident */
};

/** The row of @kind, or NULL: a line cannot tell it. */
const struct line_kind *line_kind_of(enum event_kind kind);

/** "person.help_call, staff.present, …" into @ret. Returns @ret. */
#define LINE_KINDS_SIZE 256
const char *line_kind_list(char ret[LINE_KINDS_SIZE]);
