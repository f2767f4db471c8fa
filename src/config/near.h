/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* "Did you mean": the nearest of the words that would have been right. */

#include <stddef.h>

#define NEAR_SIZE 96

/* Names that lie in the same member of @count structs of @size bytes. */
struct near_names {
        const void *items;
        size_t count, size, offset;
};

/** " (did you mean 'room-104'?)" into @ret, or "" where nothing is near. Returns @ret. */
const char *near_word(const char *word, const char *const *words, size_t count,
                      char ret[NEAR_SIZE]);
const char *near_name(const char *name, const struct near_names *names, char ret[NEAR_SIZE]);

/** The index of the first of @names that is @name, or -1. */
long near_find(const struct near_names *names, const char *name);

/** The name at @index. */
const char *near_at(const struct near_names *names, size_t index);
