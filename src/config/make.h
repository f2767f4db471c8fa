/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * From what was written, and was found good, to the model: references are known to hold, lists are
 * known to fit, so nothing here can fail.
 */

#include "raw.h"

void make_settings(const struct raw *raw, struct settings *ret_settings);
void make_site(const struct raw *raw, struct site *ret_site); /* but for its zone */
void make_catalogue(const struct raw *raw, struct catalogue *ret_catalogue);
void make_staff(const struct raw *raw, struct staff *ret_staff);

/** Copies what is known to fit. */
void make_copy(char *field, size_t size, const char *text);
#define make_set(field, text) make_copy((field), sizeof(field), (text))
