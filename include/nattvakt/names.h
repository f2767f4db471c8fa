/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* How long the names of things may be, in bytes with the NUL. */

#define NAME_SIZE        48  /* departments, places, residents, worker slots, codes: text_is_name */
#define DEVICE_NAME_SIZE 128 /* what an ecosystem calls a device; may hold '/' */
#define LABEL_SIZE       96  /* a text for people in one language */
#define DOSE_NAME_SIZE   160 /* "<item>/<resident>@<HHMM>/<UTC>": one planned dose, not its plan */
#define TOPIC_SIZE       256 /* our own topics */
