/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The little of the file system that a configuration needs.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "nattvakt/cleanup.h"
#include "path.h"

#define CHUNK 16384

int path_join(char ret[PATH_SIZE], const char *folder, const char *path) {
        char full[PATH_SIZE];
        if (path[0] == '/' || path[0] == '\0')
                return text_copy(ret, PATH_SIZE, path);
        int size = snprintf(full, sizeof(full), "%s/%s", folder, path);
        if (size < 0 || (size_t)size >= sizeof(full))
                return -ENAMETOOLONG;
        return text_copy(ret, PATH_SIZE, full);
}

int path_is_folder(const char *path) {
        struct stat stat_of;
        if (stat(path, &stat_of) < 0)
                return -errno;
        return S_ISDIR(stat_of.st_mode) ? 0 : -ENOTDIR;
}

int path_read(const char *path, size_t max, struct text_buffer *ret_bytes) {
        _cleanup_(fclosep) FILE *file = fopen(path, "re");
        char chunk[CHUNK];
        size_t size;

        if (!file)
                return -errno;
        while (ret_bytes->size <= max && (size = fread(chunk, 1, sizeof(chunk), file)) > 0)
                text_append_bytes(ret_bytes, chunk, size);
        return ferror(file) ? -EIO : 0;
}
