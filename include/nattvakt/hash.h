/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Ids and fingerprints: SHA-256 (FIPS 180-4, libcrypto) over length-prefixed parts, cut. */

#include <stddef.h>
#include <stdint.h>

#define ID_SIZE 33 /* 128 bits as lower-case hex, with the NUL */

/** The id of @count NUL-terminated @parts (each with its length, so "a","bc" is not "ab","c"). */
void hash_id(char ret_id[ID_SIZE], const char *const *parts, size_t count);

/** hash_id over the arguments, all const char *. */
#define hash_parts(ret_id, ...)                                 \
        hash_id((ret_id), (const char *const[]){ __VA_ARGS__ }, \
                sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

/** The first 64 bits of SHA-256 over @size bytes. */
uint64_t hash_bytes(const void *bytes, size_t size);
