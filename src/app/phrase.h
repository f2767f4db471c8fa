/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The words of the model as night workers say them, in the language of the texts. */

#include "nattvakt/settings.h"
#include "nattvakt/task.h"
#include "nattvakt/text.h"

#define PHRASE_SIZE 192

/* Borrowed from the catalogue of texts; a role that is none of the programme's comes back as it is. */
const char *phrase_role(const char *role);
const char *phrase_kind(enum event_kind kind);
const char *phrase_detail(const char *detail);    /* an event's */
const char *phrase_outcome(enum outcome outcome); /* "" for NONE */
const char *phrase_urgency(enum task_priority priority);

/** The text of catalogue entry @code in the language of the texts; @code itself when there is none. */
const char *phrase_code(const struct catalogue *catalogue, const char *code);

/** The label of place @name, or @name. */
const char *phrase_place(const struct site *site, const char *name);

/** The label of department @name, or @name. */
const char *phrase_department(const struct site *site, const char *name);

/* Into @text of PHRASE_SIZE, which is returned. */

/** "ca-1 (care assistant)"; @role may be "". */
const char *phrase_worker(const char *slot, const char *role, char *text);

/** "21 s", "6 min 58 s", "1 h 5 min". */
const char *phrase_span(int64_t us, char *text);

/** The local date at @us. */
const char *phrase_date(const struct zone *zone, int64_t us, char *text);

/** "room-101/bed (bed, zigbee2mqtt)"; of a device that the site does not know its id. */
const char *phrase_device(const struct site *site, const char *id, enum adapter adapter,
                          char *text);

/**
 * Appends the devices that are heard through @bridge (a bridge's or a chip's name), each with its place: "cord-104 (Room
 * 104), …". Returns how many there are; of many the first few are named.
 */
size_t phrase_behind(const struct site *site, const char *bridge, struct text_buffer *text);

/** Appends @words in a column of @width characters (code points), on the left; longer ones are not cut. */
void phrase_column(struct text_buffer *text, const char *words, size_t width);

/** How many characters @text has. */
size_t phrase_width(const char *text);
