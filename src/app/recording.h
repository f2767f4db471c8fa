/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Recordings: JSON lines {"at":"2026-11-05T22:00:00.000Z","topic":"…","payload":…} with an optional
 * "retained":true. A payload that is an object stands as itself, any other as text.
 */

#include <stdio.h>

#include "nattvakt/text.h"
#include "player.h"

struct recording;

/** Opens @path ("-": standard input). 0 or -errno. */
int recording_open(const char *path, struct recording **ret_recording);
void recording_close(struct recording *recording);
void recording_closep(struct recording **recording);

/** The recording as a player. Lines that are none, or go back in time, are counted and passed over. */
struct player recording_player(struct recording *recording);

/** Lines passed over so far; @says (or NULL) gets the first of them with line number and reason. */
size_t recording_faults(const struct recording *recording, struct text_buffer *says);

/** Lines read so far. */
size_t recording_lines(const struct recording *recording);

/** Writes one line. */
void recording_write(FILE *file, int64_t at_us, const struct message *message);
