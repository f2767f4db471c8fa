/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/hash.h"
#include "nattvakt/text.h"

#define LENGTH_BYTES 8

static void digest(const void *bytes, size_t size, unsigned char ret_digest[SHA256_DIGEST_LENGTH]) {
        if (!SHA256(bytes, size, ret_digest))
                abort();
}

static void append_length(struct text_buffer *buffer, size_t length) {
        char bytes[LENGTH_BYTES];

        for (int i = 0; i < LENGTH_BYTES; i++)
                bytes[i] = (char)(unsigned char)(length >> (8 * (LENGTH_BYTES - 1 - i)));
        text_append_bytes(buffer, bytes, sizeof(bytes));
}

void hash_id(char ret_id[ID_SIZE], const char *const *parts, size_t count) {
        static const char digits[] = "0123456789abcdef";
        _cleanup_(text_buffer_done) struct text_buffer buffer = { 0 };
        unsigned char hash[SHA256_DIGEST_LENGTH];

        for (size_t i = 0; i < count; i++) {
                append_length(&buffer, strlen(parts[i]));
                text_append(&buffer, parts[i]);
        }
        digest(buffer.size ? buffer.data : "", buffer.size, hash);

        for (size_t i = 0; i < (ID_SIZE - 1) / 2; i++) {
                ret_id[2 * i] = digits[hash[i] >> 4];
                ret_id[2 * i + 1] = digits[hash[i] & 15];
        }
        ret_id[ID_SIZE - 1] = '\0';
}

uint64_t hash_bytes(const void *bytes, size_t size) {
        unsigned char hash[SHA256_DIGEST_LENGTH];
        uint64_t value = 0;

        digest(size ? bytes : "", size, hash);
        for (size_t i = 0; i < sizeof(value); i++)
                value = value << 8 | hash[i];
        return value;
}
