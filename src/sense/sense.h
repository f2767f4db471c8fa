/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Sense: readings become care events. A measure of a device means what the device's role says (a
 * contact on a bed is no door); what was said before is no news (edges); momentary ones that the
 * broker kept (retained) are no events; state that was kept, or that the bridge says again at its start,
 * is an event marked baseline where it differs from what the journal knew, or is active and unknown. A
 * press within a bridge's start is one that was made now, for its cache keeps none (TRAPS 7 and 16).
 * Time passing makes events too: a device's silence, a dose not taken, a resident long without a sign
 * of life.
 *
 * A wire (ADAPTER_GPIO) is a device whose bridge is its chip. Its reading's source_us is the wall time of the edge,
 * or of the reading of a level, in µs, and the same whenever that edge is heard again: the id is made of it. A
 * level that was found and not seen to change (start, reload, a chip's return) comes with arrival.retained. A
 * call lasts until its cord is put back and each pull is a call; that it lasts is told once. But the cord may have
 * been put back and pulled again while nobody looked. So a call, a fall, water, smoke or gas that stands
 * when its wire is seen again, after the gateway was down or its chip was gone for UNSEEN_US (20 s) or its line for any
 * time, is told once more, as a baseline that is maybe_repeat: evidence of a task that is still open, and a task anew
 * when that was ended. A reload, and a plug that loses contact for a moment, tell nothing again. One
 * that stands for its device's stuck_min is device.fault. A cord that chatters is never suppressed: each pull is
 * an event and evidence of the one open task, whose repeats and severity rise. How many there can be is bounded
 * by who reads the wire, who tells with them, as an event of the device's own (MEASURE_EVENT), that it chatters.
 *
 * All state is in the rows of struct device_state: sense_load puts them back after a crash, and
 * sense_next_dirty gives those that changed since they were last asked for.
 */

#include "nattvakt/event.h"
#include "nattvakt/site.h"
#include "nattvakt/state.h"

struct sense;

/* How the message that a reading came from arrived. */
struct arrival {
        enum adapter adapter;
        bool retained; /* the broker kept it; a wire's level that was found, not seen to change */
        bool maybe_repeat;   /* perhaps the broker's redelivery of one already handled: state is no
                                  news then, momentary ones are told and say so */
        const void *payload; /* borrowed: part of the id where the source gives nothing better */
        size_t payload_size;
};

/** @site is borrowed and outlives it. */
struct sense *sense_new(const struct site *site);
void sense_free(struct sense *sense);
void sense_freep(struct sense **sense);

/* Supervision: silent for a device's heartbeat limit is late, half as long again is lost (device.offline). */

/** Puts a row of the journal back; before the first reading. Rows of unknown devices are ignored. */
void sense_load(struct sense *sense, const struct device_state *row);

/**
 * What @reading means at @now. Appends events to @ret_events (room for 8 must be left). Returns how many,
 * 0: no news, or -ENODEV: no such device in the site; -ENOENT: a resident or place that it names is not.
 */
int sense_reading(struct sense *sense, const struct reading *reading, const struct arrival *arrival,
                  const struct moment *now, struct event_list *ret_events);

/**
 * Handles the one thing that is due first at or before @now (supervision, doses, absence, inactivity) and appends
 * its events. Returns 1 if there was one (call again), 0 if nothing is due.
 */
int sense_tick(struct sense *sense, const struct moment *now, struct event_list *ret_events);

/**
 * When something is due next, wall µs; TIME_NEVER if nothing; 0 before the first reading or tick:
 * supervision begins with it, so call sense_tick once at the start, at whatever time it is.
 */
int64_t sense_next_us(const struct sense *sense);

/**
 * The gateway could not hear from @from_us to @to_us: nobody's silence in between counts (blind time is
 * not a device's silence); supervision begins anew at @to_us.
 */
void sense_blind(struct sense *sense, int64_t from_us, int64_t to_us);

/**
 * The gateway did not run from @from_us to @to_us (@to_us before @from_us: for nobody knows how long): an alarm that
 * stands on a wire may be another one than before, unless that was short. Before the wires' levels are told.
 */
void sense_unseen(struct sense *sense, int64_t from_us, int64_t to_us);

/** Fills *@ret_row with a row that changed since it was last given; false when there is none left. */
bool sense_next_dirty(struct sense *sense, struct device_state *ret_row);

/**
 * Devices by supervision, for the handover: calls @each for each device that is late or lost, or behind a bridge or a
 * chip that is; @heard_us 0: never heard, or not supervised by itself.
 */
void sense_silent(const struct sense *sense,
                  void (*each)(void *userdata, const struct device *device, int64_t heard_us),
                  void *userdata);
