/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A night file: who said what when, and what must come of it, one step a line (README.md tells the
 * language). Reading it splits "at 22:04 mqtt …" into two steps, time first, so that a crash can be put
 * between them.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nattvakt/settings.h"
#include "nattvakt/text.h"

#define WORD_SIZE 320

struct step {
        int line;         /* 1.. */
        const char *text; /* from its first word to the end of the line */
};

struct script {
        char path[PATH_SIZE];
        char config[PATH_SIZE]; /* folder */
        int64_t day;            /* local date on which the night begins */
        int start_min;          /* local minute of that day at which the file begins */
        char *content;          /* what the steps point into; owned */
        struct step *steps;     /* owned */
        size_t count, capacity;
};

/** Reads @path; says on standard error what is wrong. 0 or -errno. Release with script_done in either case. */
int script_read(const char *path, struct script *ret_script);
void script_done(struct script *script);

/** Takes the next word off *@at: up to a blank outside of "…"; the quotes go. False at the end of the text. */
bool script_word(const char **at, char word[WORD_SIZE]);

/** Whether the next word of *@at is @word; then it is taken off. */
bool script_takes(const char **at, const char *word);
