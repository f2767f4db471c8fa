/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Time zones by their names. */

#include "near.h"

/** The zone that was meant by @name, as near_word says it; "" if none is near. Returns @ret. */
const char *zone_near(const char *name, char ret[NEAR_SIZE]);
