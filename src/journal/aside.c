/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Setting a damaged journal aside: it is renamed with the date, its log and the log's index with it
 * under the names by which SQLite finds them, so that whatever is still in it can be read later.
 * Nothing is deleted and nothing is overwritten.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "private.h"

#define TRIES_MAX 100 /* journals set aside within one second */

/* "2026-11-02T031500Z": no colons, which some file systems refuse. */
static void append_date(int64_t us, struct text_buffer *text) {
        int64_t day = us / US_PER_DAY, rest = us % US_PER_DAY;
        struct civil date;

        if (rest < 0) {
                day--;
                rest += US_PER_DAY;
        }
        date = civil_from_days(day);
        text_appendf(text, "%04d-%02d-%02dT%02d%02d%02dZ", date.year, date.month, date.day,
                     (int)(rest / US_PER_H), (int)(rest % US_PER_H / US_PER_MIN),
                     (int)(rest % US_PER_MIN / US_PER_S));
}

static int move(const char *from, const char *to) {
        return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) < 0 ? -errno : 0;
}

static int move_companion(const char *path, const char *to, const char *ending) {
        _cleanup_(text_buffer_done) struct text_buffer old = { 0 }, new = { 0 };
        int r;

        text_appendf(&old, "%s%s", path, ending);
        text_appendf(&new, "%s%s", to, ending);
        r = move(old.data, new.data);
        return r == -ENOENT ? 0 : r;
}

/* The log first: a file without its log is only older, a log beside a new file would be played into it. */
static int move_all(const char *path, const char *to) {
        int r = access(path, F_OK) < 0 ? -errno : 0;

        if (r >= 0)
                r = access(to, F_OK) == 0 ? -EEXIST : 0;
        if (r >= 0)
                r = move_companion(path, to, "-wal");
        if (r >= 0)
                r = move_companion(path, to, "-shm");
        return r < 0 ? r : move(path, to);
}

int journal_set_aside(const char *path, int64_t wall_us, char *ret_path, size_t size) {
        _cleanup_(fd_closep) int fd = -1;
        int r = lock_take(path, &fd);

        for (int i = 0; r >= 0 && i < TRIES_MAX; i++) {
                _cleanup_(text_buffer_done) struct text_buffer to = { 0 };

                text_appendf(&to, "%s.damaged-", path);
                append_date(wall_us, &to);
                if (i > 0)
                        text_appendf(&to, "-%d", i);
                if (to.size >= size)
                        return -ENAMETOOLONG;
                r = move_all(path, to.data);
                if (r == -EEXIST) {
                        r = 0;
                        continue;
                }
                if (r < 0)
                        return r;
                r = sync_folder(path);
                return r < 0 ? r : text_copy(ret_path, size, to.data);
        }
        return r < 0 ? r : -EEXIST;
}
