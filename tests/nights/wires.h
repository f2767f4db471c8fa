/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The house's wires: what its cords are at, which chips are there, and what the daemon's link tells of
 * them: each change while it runs, and after each start what it finds.
 */

#include "edges.h"
#include "house.h"
#include "lamp.h"

/** cord-104 [first] active|inactive, or fails|works. Of a house that is down only the cord is moved. */
bool wires_line(struct house *house, const char *text, enum crash_kind crash,
                struct text_buffer *says);

/** gpiochip0 gone|back */
bool wires_chip(struct house *house, const char *text, enum crash_kind crash,
                struct text_buffer *says);

/** The daemon has just started, and finds chips, lines and levels. 0 or -errno. */
int wires_found(struct house *house);

/** What the output of that name shows, or -ENOENT. Between turns. */
int wires_lamp(struct house *house, const char *name, enum lamp_pattern *ret_pattern);
