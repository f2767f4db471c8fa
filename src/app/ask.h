/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Asking: the book's question, with how loaded everybody is, put to share. */

#include "book.h"
#include "nattvakt/settings.h"

/** Finds whom @change's task asks. 1 somebody, 0 nobody on shift may; *@ret_assignment in both cases. */
int ask_somebody(const struct configuration *configuration, const struct book *book,
                 const struct change *change, const struct moment *now,
                 struct assignment *ret_assignment);
