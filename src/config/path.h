/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Paths of the configuration: relative ones start at its folder. */

#include "nattvakt/settings.h"
#include "nattvakt/text.h"

/** @folder/@path, or @path where it is absolute or empty, into @ret. 0 or -ENAMETOOLONG, @ret as before. */
int path_join(char ret[PATH_SIZE], const char *folder, const char *path);

/** 0 if @path is a folder, else -ENOENT or -ENOTDIR. */
int path_is_folder(const char *path);

/** Appends the bytes of the file, at most @max + 1. 0 or -errno. */
int path_read(const char *path, size_t max, struct text_buffer *ret_bytes);
