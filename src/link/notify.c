/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stderr is the journal when its device and inode are those in $JOURNAL_STREAM (systemd.exec(5));
 * then a line goes there with its fields, else to stderr as a sentence. A line longer than the
 * buffer is cut: nothing that is said here is worth an allocation.
 */
#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SD_JOURNAL_SUPPRESS_LOCATION /* our EVENT= says more than a line number of this file */
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>

#include "notify.h"

#define LINE_SIZE   1024 /* bytes; a sentence with two topics in it fits */
#define STREAM_SIZE 48   /* bytes; two 64-bit numbers and a colon */

/* Bytes above 0x7f are kept: they are UTF-8 in our own texts. */
static void show_controls(char *line) {
        for (char *c = line; *c; c++)
                if ((unsigned char)*c < ' ' || *c == 0x7f)
                        *c = '?';
}

static bool is_journal(int fd) {
        const char *stream = getenv("JOURNAL_STREAM");
        char own[STREAM_SIZE];
        struct stat st;

        if (!stream || fstat(fd, &st) < 0)
                return false;

        (void)snprintf(own, sizeof(own), "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
        return strcmp(stream, own) == 0;
}

void notify_ready(const char *status) {
        (void)sd_notifyf(0, "READY=1\nSTATUS=%s", status ? status : "");
}

void notify_reloading(void) {
        (void)sd_notify(0, "RELOADING=1");
}

void notify_stopping(void) {
        (void)sd_notify(0, "STOPPING=1");
}

void notify_status(const char *format, ...) {
        char line[LINE_SIZE];
        va_list args;

        va_start(args, format);
        (void)vsnprintf(line, sizeof(line), format, args);
        va_end(args);
        show_controls(line);
        (void)sd_notifyf(0, "STATUS=%s", line);
}

void notify_log(int priority, const char *event, const char *format, ...) {
        char line[LINE_SIZE];
        va_list args;

        assert(event);
        va_start(args, format);
        (void)vsnprintf(line, sizeof(line), format, args);
        va_end(args);
        show_controls(line);

        if (!is_journal(STDERR_FILENO) || sd_journal_send("MESSAGE=%s", line, "PRIORITY=%i",
                                                          priority, "EVENT=%s", event, NULL) < 0)
                (void)fprintf(stderr, "nattvakt: %s\n", line);
}
