/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A page of docs/ and whether it names a word as code: `word`, `its.word`, `word[]`. For tests that keep
 * the pages true: what the program says and a page does not tell of is a fault of the page.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <ctype.h>
#include <string.h>

struct docs {
        const char *name;
        char *text; /* owned */
        int missing;
};

static inline struct docs docs_open(const char *name) {
        char path[512];
        struct docs docs = { .name = name };
        long size;

        snprintf(path, sizeof(path), "%s/docs/%s", NATTVAKT_SOURCE_DIR, name);
        FILE *file = fopen(path, "re");
        assert_non_null(file);
        assert_int_equal(fseek(file, 0, SEEK_END), 0);
        size = ftell(file);
        assert_true(size > 0);
        rewind(file);
        docs.text = calloc(1, (size_t)size + 1);
        assert_non_null(docs.text);
        assert_int_equal(fread(docs.text, 1, (size_t)size, file), (size_t)size);
        fclose(file);
        return docs;
}

/* Ends the test when a word was missing. */
static inline void docs_close(struct docs *docs) {
        free(docs->text);
        assert_int_equal(docs->missing, 0);
}

/* Within one pair of backquotes on one line, with no letter of a longer word beside it. */
static inline bool docs_names(const struct docs *docs, const char *word) {
        size_t size = strlen(word);
        bool in_code = false;

        for (const char *at = docs->text; *at; at++) {
                if (*at == '\n')
                        in_code = false;
                else if (*at == '`')
                        in_code = !in_code;
                if (!in_code || strncmp(at, word, size) != 0)
                        continue;
                char before = at[-1], after = at[size];
                if ((before == '`' || before == '.') && !isalnum((unsigned char)after) &&
                    after != '_' && after != '-')
                        return true;
        }
        return false;
}

/* Notes and tells that @word, which is @what, is not named. */
static inline void docs_want(struct docs *docs, const char *what, const char *word) {
        if (docs_names(docs, word))
                return;
        print_error("docs/%s does not name the %s `%s`\n", docs->name, what, word);
        docs->missing++;
}
