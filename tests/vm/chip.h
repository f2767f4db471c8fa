/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Simulated GPIO chips of the guest's kernel, seen from the outside: plugged in and out, their lines
 * pulled as a switch would, and read as a lamp shows them. A failure ends the test program.
 *
 * A request with a bias sets the pull of the simulated line, as a resistor does where no switch is: a
 * line that a test pulls is configured without.
 */

#include <stdbool.h>

struct chip;

/** Plugs a chip in. @label is what the configuration calls it. The caller owns the result. */
struct chip *chip_new(const char *label, unsigned lines);

/** Pulls it out and forgets it. May be NULL. */
void chip_free(struct chip *chip);

/** Pulled out while somebody may hold its lines, and in again: another node, the same label, pulls gone. */
void chip_unplug(struct chip *chip);
void chip_plug(struct chip *chip);

/** What the switch on @line does. */
void chip_pull(const struct chip *chip, unsigned line, bool up);

/** The level now: of an output, what the program drives. */
bool chip_value(const struct chip *chip, unsigned line);

/** Another program takes @line, until what is returned is closed. */
int chip_hold(const struct chip *chip, unsigned line);
