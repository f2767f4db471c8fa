/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The daemon: the flow between a broker and a journal, in one sd-event loop. Turns begin with the first
 * input and are committed by a source of IDLE priority, or when they are old: for an alarm at once and after
 * 5 ms, else after 256 inputs or 250 ms. Only COMMIT may block.
 */

#include "config.h"

struct daemon_options {
        const char *config;  /* folder */
        const char *journal; /* path, or NULL: the settings' */
};

/* Exit statuses of nattvaktd; in its --help too. */
enum daemon_exit {
        DAEMON_EXIT_OK = 0,
        DAEMON_EXIT_USAGE = 1,
        DAEMON_EXIT_CONFIG = 2,  /* the configuration has faults; all were printed */
        DAEMON_EXIT_JOURNAL = 3, /* the journal is damaged, unreadable, or another daemon's */
        DAEMON_EXIT_SYSTEM = 4   /* the event loop or the link could not be made */
};

/** Runs until SIGTERM or SIGINT. Returns an enum daemon_exit. */
int daemon_run(const struct daemon_options *options);
