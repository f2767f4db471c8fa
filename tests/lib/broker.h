/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A real mosquitto of the test's own: on loopback, on a free port, gone with the test. */

#include <stdbool.h>
#include <stdint.h>

struct broker;

/**
 * Starts a broker and waits until it accepts connections. Persistent, anonymous, without a bound on
 * what waits for an absent client. @more is added to its configuration, lines with their newline, may
 * be NULL. The caller owns the result. NULL when there is no mosquitto to be found; other failures
 * end the test program with a sentence on stderr.
 */
struct broker *broker_start(const char *more);

/** Ends the broker and removes its folder. @broker may be NULL. */
void broker_stop(struct broker *broker);
void broker_stopp(struct broker **broker);

int broker_port(const struct broker *broker);

/** Its folder, where a test may put a password or ACL file before broker_restart(). */
const char *broker_folder(const struct broker *broker);

/** SIGKILL; what it kept in memory alone is lost. */
void broker_kill(struct broker *broker);

/** SIGTERM: it saves its sessions and ends. */
void broker_end(struct broker *broker);

/** After broker_kill or broker_end: the same port, the same folder. */
void broker_restart(struct broker *broker);

/** SIGSTOP: connections stay open and nothing answers. SIGCONT thaws. */
void broker_freeze(struct broker *broker);
void broker_thaw(struct broker *broker);
