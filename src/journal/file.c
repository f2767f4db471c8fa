/* SPDX-License-Identifier: Apache-2.0 */
/* The journal as a file: its lock, and the waiting for the disk that SQLite does not do for us. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "nattvakt/alloc.h"
#include "private.h"

void fd_closep(const int *fd) {
        if (*fd >= 0)
                close(*fd);
}

int lock_take(const char *path, int *ret_fd) {
        _cleanup_(text_buffer_done) struct text_buffer name = { 0 };
        int fd, r = 0;

        text_appendf(&name, "%s.lock", path);
        fd = open(name.data, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
        if (fd < 0)
                return -errno;
        if (flock(fd, LOCK_EX | LOCK_NB) < 0)
                r = errno == EWOULDBLOCK ? -EBUSY : -errno;
        if (r < 0)
                close(fd);
        else
                *ret_fd = fd;
        return r;
}

int sync_path(const char *path, int flags) {
        _cleanup_(fd_closep) int fd = open(path, flags | O_RDONLY | O_CLOEXEC);

        return fd < 0 || fsync(fd) < 0 ? -errno : 0;
}

/* A name is on the disk when its folder is. */
int sync_folder(const char *path) {
        const char *slash = strrchr(path, '/');
        _cleanup_(freep) char *folder = slash ? alloc_text(path) : alloc_text(".");

        if (slash)
                folder[slash == path ? 1 : slash - path] = '\0';
        return sync_path(folder, O_DIRECTORY);
}
