/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Stands between the daemon and its broker and can keep what the daemon says to itself: then nothing
 * of it (acknowledgements, publishes) ever arrives, as when a line is cut at that very moment. Moves
 * bytes only in proxy_turn.
 */

#include <stdbool.h>

struct proxy;

/** Listens on a free port of 127.0.0.1, for a broker on @broker_port. */
struct proxy *proxy_new(int broker_port);
void proxy_free(struct proxy *proxy);

int proxy_port(const struct proxy *proxy);

/** Moves what there is; never waits. */
void proxy_turn(struct proxy *proxy);

/** From now on what the daemon says is dropped, or (false) passed on again, for a new connection only. */
void proxy_mute(struct proxy *proxy, bool muted);
