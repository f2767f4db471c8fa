/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nattvakt/text.h"

#define BUFFER_MIN   64
#define DISTANCE_MAX 64

bool text_starts_with(const char *text, const char *start) {
        return strncmp(text, start, strlen(start)) == 0;
}

const char *text_behind(const char *text, const char *start) {
        size_t size = strlen(start);

        return strncmp(text, start, size) == 0 ? text + size : NULL;
}

bool text_ends_with(const char *text, const char *end) {
        size_t n = strlen(text), m = strlen(end);

        return n >= m && memcmp(text + n - m, end, m) == 0;
}

bool text_equal(const char *a, const char *b) {
        return a && b ? strcmp(a, b) == 0 : a == b;
}

int text_copy(char *field, size_t size, const char *text) {
        size_t length = strlen(text);

        if (length >= size)
                return -ENAMETOOLONG;
        memmove(field, text, length + 1);
        return 0;
}

/*
 * RFC 3629 section 4: how many bytes follow a first byte, and the bounds of the second byte, which
 * keep out overlong forms, surrogates and what lies beyond U+10FFFF.
 */
static const struct {
        unsigned char first, last;
        unsigned char more;
        unsigned char low, high;
} sequences[] = {
        { 0x01, 0x7f, 0, 0, 0 },       { 0xc2, 0xdf, 1, 0x80, 0xbf }, { 0xe0, 0xe0, 2, 0xa0, 0xbf },
        { 0xe1, 0xec, 2, 0x80, 0xbf }, { 0xed, 0xed, 2, 0x80, 0x9f }, { 0xee, 0xef, 2, 0x80, 0xbf },
        { 0xf0, 0xf0, 3, 0x90, 0xbf }, { 0xf1, 0xf3, 3, 0x80, 0xbf }, { 0xf4, 0xf4, 3, 0x80, 0x8f },
};

/* Bytes of the character at @at with @left bytes left, 0 when it is none. */
static size_t character_size(const unsigned char *at, size_t left) {
        size_t i = 0, count = sizeof(sequences) / sizeof(sequences[0]);

        while (i < count && (at[0] < sequences[i].first || at[0] > sequences[i].last))
                i++;
        if (i == count || left <= sequences[i].more)
                return 0;
        for (size_t n = 1; n <= sequences[i].more; n++) {
                unsigned char low = n == 1 ? sequences[i].low : 0x80;
                unsigned char high = n == 1 ? sequences[i].high : 0xbf;

                if (at[n] < low || at[n] > high)
                        return 0;
        }
        return sequences[i].more + 1u;
}

bool text_is_utf8(const char *text, size_t size) {
        const unsigned char *at = (const unsigned char *)text;

        while (size > 0) {
                bool is_ascii = at[0] > 0 && at[0] < 0x80; /* nearly all of what we hear */
                size_t n = is_ascii ? 1 : character_size(at, size);

                if (n == 0)
                        return false;
                at += n;
                size -= n;
        }
        return true;
}

bool text_is_name(const char *text) {
        size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz"
                                     "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                     "0123456789._-");

        return length > 0 && length <= TEXT_NAME_MAX && text[length] == '\0';
}

static unsigned least(unsigned a, unsigned b, unsigned c) {
        unsigned ab = a < b ? a : b;

        return ab < c ? ab : c;
}

unsigned text_distance(const char *a, const char *b) {
        unsigned row[DISTANCE_MAX];
        size_t n = strlen(a), m = strlen(b);

        if (n >= DISTANCE_MAX || m >= DISTANCE_MAX)
                return DISTANCE_MAX;

        for (unsigned j = 0; j <= m; j++)
                row[j] = j;
        for (unsigned i = 1; i <= n; i++) {
                unsigned diagonal = row[0];

                row[0] = i;
                for (size_t j = 1; j <= m; j++) {
                        unsigned above = row[j];

                        row[j] =
                                least(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
                        diagonal = above;
                }
        }
        return row[m];
}

static void make_room(struct text_buffer *buffer, size_t more) {
        size_t capacity = buffer->capacity ? buffer->capacity : BUFFER_MIN;
        char *data;

        if (more >= SIZE_MAX / 4 - buffer->size)
                abort();
        while (capacity < buffer->size + more + 1)
                capacity *= 2;
        if (capacity == buffer->capacity)
                return;

        data = realloc(buffer->data, capacity);
        if (!data)
                abort();
        buffer->data = data;
        buffer->capacity = capacity;
}

void text_append(struct text_buffer *buffer, const char *text) {
        text_append_bytes(buffer, text, strlen(text));
}

void text_append_bytes(struct text_buffer *buffer, const char *bytes, size_t size) {
        make_room(buffer, size);
        if (size > 0)
                memcpy(buffer->data + buffer->size, bytes, size);
        buffer->size += size;
        buffer->data[buffer->size] = '\0';
}

void text_appendf(struct text_buffer *buffer, const char *format, ...) {
        va_list arguments;
        int size;

        va_start(arguments, format);
        size = vsnprintf(NULL, 0, format, arguments);
        va_end(arguments);
        assert(size >= 0);

        make_room(buffer, (size_t)size);
        va_start(arguments, format);
        vsnprintf(buffer->data + buffer->size, (size_t)size + 1, format, arguments);
        va_end(arguments);
        buffer->size += (size_t)size;
}

void text_buffer_done(struct text_buffer *buffer) {
        free(buffer->data);
        *buffer = (struct text_buffer){ 0 };
}
