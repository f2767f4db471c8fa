/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Text: fixed fields that refuse what does not fit, and one growing buffer. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Whether @text begins with @start; the empty one begins every text. */
bool text_starts_with(const char *text, const char *start);

/** What follows @start in @text, or NULL when @text does not begin with it. */
const char *text_behind(const char *text, const char *start);

/** Whether @text ends with @end; the empty one ends every text. */
bool text_ends_with(const char *text, const char *end);

/** Both NUL-terminated and equal; NULL equals only NULL. */
bool text_equal(const char *a, const char *b);

/** Copies @text with its NUL into @field of @size bytes. Returns 0, or -ENAMETOOLONG: @field as before. */
int text_copy(char *field, size_t size, const char *text);

/** text_copy for a char array member. */
#define text_set(field, text) text_copy((field), sizeof(field), (text))

/** Whether @size bytes are well-formed UTF-8 (RFC 3629: no surrogates, no overlong form) without NUL. */
bool text_is_utf8(const char *text, size_t size);

#define TEXT_NAME_MAX 47

/** Whether @text can be a name of ours and a level of a topic: [A-Za-z0-9._-]{1,47}. */
bool text_is_name(const char *text);

/** Edits needed to turn @a into @b (Levenshtein), for "did you mean"; both below 64 bytes, else 64. */
unsigned text_distance(const char *a, const char *b);

/** A growing buffer; {0} is an empty one. data is NULL or NUL-terminated; release with text_buffer_done. */
struct text_buffer {
        char *data;
        size_t size; /* bytes without the NUL */
        size_t capacity;
};

/** Appends @text without its NUL. */
void text_append(struct text_buffer *buffer, const char *text);

/** Appends @size bytes, which may hold NULs. */
void text_append_bytes(struct text_buffer *buffer, const char *bytes, size_t size);

/** Appends as printf prints, in the locale of the process: never for machines to read. */
void text_appendf(struct text_buffer *buffer, const char *format, ...)
        __attribute__((format(printf, 2, 3)));

/** Releases what the buffer holds and leaves it empty. */
void text_buffer_done(struct text_buffer *buffer);
