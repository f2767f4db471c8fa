/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding names, and the one that was meant. A third of the letters may differ: enough for a slip of
 * the hand in a short name, too little to suggest another room than the one that was meant to be new.
 * Numbers are no words: room-105 is no slip for room-104, but another room that is missing here. Only
 * the same digits in another order (room-140) are.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "near.h"

#define LETTERS_PER_EDIT 3
#define DIGITS           "0123456789"

struct search {
        const char *wanted, *best;
        unsigned distance;
};

static struct search begin(const char *wanted) {
        unsigned limit = (unsigned)(strlen(wanted) / LETTERS_PER_EDIT);
        return (struct search){ .wanted = wanted, .distance = (limit > 0 ? limit : 1) + 1 };
}

static bool is_digit(char c) {
        return c >= '0' && c <= '9';
}

static const char *skip_digits(const char *text) {
        return text + strspn(text, DIGITS);
}

/* Letters and all else but digits are the same in the same order. */
static bool differs_in_digits_alone(const char *a, const char *b) {
        for (a = skip_digits(a), b = skip_digits(b); *a && *a == *b;) {
                a = skip_digits(a + 1);
                b = skip_digits(b + 1);
        }
        return *a == *b;
}

static bool has_same_digits(const char *a, const char *b) {
        int balance[10] = { 0 };
        for (; *a; a++)
                if (is_digit(*a))
                        balance[*a - '0']++;
        for (; *b; b++)
                if (is_digit(*b))
                        balance[*b - '0']--;
        for (size_t i = 0; i < ELEMENTS(balance); i++)
                if (balance[i] != 0)
                        return false;
        return true;
}

static void consider(struct search *search, const char *word) {
        size_t a = strlen(word), b = strlen(search->wanted);
        if ((a > b ? a - b : b - a) >= search->distance)
                return;
        unsigned distance = text_distance(search->wanted, word);
        if (distance == 0 || distance >= search->distance)
                return;
        if (differs_in_digits_alone(search->wanted, word) && !has_same_digits(search->wanted, word))
                return;
        search->distance = distance;
        search->best = word;
}

static const char *say(const struct search *search, char ret[NEAR_SIZE]) {
        ret[0] = '\0';
        if (search->best)
                snprintf(ret, NEAR_SIZE, " (did you mean '%.64s'?)", search->best);
        return ret;
}

const char *near_word(const char *word, const char *const *words, size_t count,
                      char ret[NEAR_SIZE]) {
        struct search search = begin(word);
        for (size_t i = 0; i < count; i++)
                consider(&search, words[i]);
        return say(&search, ret);
}

const char *near_at(const struct near_names *names, size_t index) {
        assert(index < names->count);
        return (const char *)names->items + index * names->size + names->offset;
}

const char *near_name(const char *name, const struct near_names *names, char ret[NEAR_SIZE]) {
        struct search search = begin(name);
        for (size_t i = 0; i < names->count; i++)
                consider(&search, near_at(names, i));
        return say(&search, ret);
}

long near_find(const struct near_names *names, const char *name) {
        for (size_t i = 0; i < names->count; i++)
                if (strcmp(near_at(names, i), name) == 0)
                        return (long)i;
        return -1;
}
