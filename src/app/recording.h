/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Recordings: JSON lines {"at":"2026-11-05T22:00:00.000Z","topic":"…","payload":…} with an optional
 * "retained":true. A payload that is an object stands as itself, any other as text.
 *
 * Recordings of others are rarely clean. Lines out of order are put in order where they are no more than a minute
 * late; a line that is said twice within that minute, with the same time, topic and payload, is one; a time
 * without a zone is refused, or taken as the site's where that is asked for. All of it is counted.
 */

#include <stdio.h>

#include "nattvakt/text.h"
#include "nattvakt/times.h"
#include "player.h"

#define RECORDING_LATE_US US_PER_MIN /* so much earlier than the newest line a line may be */

struct recording;

/* Of the lines read so far, empty ones apart: lines is the sum of messages, repeated and what was refused. */
struct recording_counts {
        size_t lines, messages; /* messages: those said, and those still ahead */
        size_t repeated;        /* told already, passed over */
        size_t sorted;          /* messages that came out of order */
        size_t local;           /* messages whose time was local */
        size_t twice;           /* of these: within the hour that comes twice */
        size_t skipped;         /* of these: within the hour that the clock skips; moved on by it */
        /* refused */
        size_t unreadable, without_zone, late;
};

/**
 * Opens @path ("-": standard input). @zone is that of times without one, borrowed; NULL: such lines are
 * refused. 0 or -errno.
 */
int recording_open(const char *path, const struct zone *zone, struct recording **ret_recording);
void recording_close(struct recording *recording);
void recording_closep(struct recording **recording);

/** The recording as a player. */
struct player recording_player(struct recording *recording);

/**
 * What was read so far; @says (or NULL) gets a line for each reason for which lines were refused: the first of these, as
 * "file:line: reason", and how many more there are.
 */
struct recording_counts recording_counts(const struct recording *recording,
                                         struct text_buffer *says);

/** Lines read so far, empty ones too. */
size_t recording_lines(const struct recording *recording);

/** Writes one line. */
void recording_write(FILE *file, int64_t at_us, const struct message *message);
