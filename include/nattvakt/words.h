/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Enumerations with words. A list X(IDENTIFIER, "word", …) makes the enum, its words and the way
 * back; the words are those of the journal, of MQTT and of the configuration.
 */

#include <stddef.h>

/** The index of @word among @count @words, or -EINVAL. Words may have gaps (NULL). */
int words_find(const char *const *words, size_t count, const char *word);

/* Declares  const char *<prefix>_word(enum <prefix>)  and  int <prefix>_from_word(const char *). */
#define WORDS_DECLARE(prefix)                         \
        const char *prefix##_word(enum prefix value); \
        int prefix##_from_word(const char *word);

/* Defines both over a static const table named <prefix>_words. */
#define WORDS_DEFINE(prefix)                                                       \
        const char *prefix##_word(enum prefix value) {                             \
                assert((size_t)value < ELEMENTS(prefix##_words));                  \
                return prefix##_words[value];                                      \
        }                                                                          \
        int prefix##_from_word(const char *word) {                                 \
                return words_find(prefix##_words, ELEMENTS(prefix##_words), word); \
        }
