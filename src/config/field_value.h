/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Single values of a field and lists of them. */

#include "field.h"

/* What is being read, and how a sentence about it begins. */
struct context {
        const struct field *field;
        const char *subject;
        struct config_faults *faults;
};

/** Writes @value to @member as the field's type says. False, and the member as before, if it cannot be. */
bool field_value_read(const struct context *context, const struct node *value, void *member);
