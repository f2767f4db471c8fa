/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Texts are English msgids; po/<language>.po has the others. N_ marks one in a table. */

#include <libintl.h>

#define _(text)  gettext(text)
#define N_(text) text
