/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What we tell the service manager and the operator: sd_notify(3), and one line per fault. */

/** The daemon serves; @status is a human sentence, may be NULL. Does nothing without a manager. */
void notify_ready(const char *status);

/** A reload begins; notify_ready ends it. */
void notify_reloading(void);

/** The daemon is on its way out. */
void notify_stopping(void);

/** What systemctl status shows. */
void notify_status(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * One line for the operator. @priority is LOG_ERR and so on (syslog.h); @event a short stable word
 * such as "broker-lost", the journal's field EVENT=. To the journal when stderr is it, else a plain
 * line on stderr; what is not printable is shown as '?', so that input cannot forge a line.
 */
void notify_log(int priority, const char *event, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
