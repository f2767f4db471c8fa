/* SPDX-License-Identifier: Apache-2.0 */
#include "script.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/times.h"

#define START_MIN (21 * 60 + 30) /* half an hour before the night: everybody has come */
#define NOON_MIN  (12 * 60)
#define BYTES_MAX 65536

static bool is_blank(char c) {
        return c == ' ' || c == '\t';
}

bool script_word(const char **at, char word[WORD_SIZE]) {
        const char *from = *at;
        size_t size = 0;
        bool quoted = false;

        while (is_blank(*from))
                from++;
        if (*from == '\0')
                return false;
        for (; *from && (quoted || !is_blank(*from)); from++) {
                if (*from == '"')
                        quoted = !quoted;
                else if (size + 1 < WORD_SIZE)
                        word[size++] = *from;
        }
        word[size] = '\0';
        while (is_blank(*from))
                from++;
        *at = from;
        return true;
}

bool script_takes(const char **at, const char *word) {
        const char *after = *at;
        char next[WORD_SIZE];

        if (!script_word(&after, next) || !text_equal(next, word))
                return false;
        *at = after;
        return true;
}

static int read_content(struct script *script) {
        _cleanup_(fclosep) FILE *file = fopen(script->path, "re");
        size_t size;

        if (!file)
                return -errno;
        script->content = alloc_zero(BYTES_MAX, 1);
        size = fread(script->content, 1, BYTES_MAX - 1, file);
        return size == BYTES_MAX - 1 ? -EFBIG : 0;
}

/* A comment is a '#' behind a blank or at the beginning; "#…" in a payload is none. */
static void cut_comment(char *line) {
        size_t size;

        for (char *at = line; (at = strchr(at, '#')); at++)
                if (at == line || (is_blank(at[-1]) && (at[1] == ' ' || at[1] == '\0'))) {
                        *at = '\0';
                        break;
                }
        size = strlen(line);
        while (size > 0 && is_blank(line[size - 1]))
                line[--size] = '\0';
}

static void add_step(struct script *script, int line, const char *text) {
        alloc_room(&script->steps, script->count, &script->capacity, sizeof(*script->steps));
        script->steps[script->count++] = (struct step){ line, text };
}

/* What is said before the night begins. 1: it was such a line; 0: it is a step; -EINVAL. */
static int read_head(struct script *script, const char *text) {
        const char *slash = strrchr(script->path, '/');
        size_t folder = slash ? (size_t)(slash - script->path) + 1 : 0;
        char word[WORD_SIZE];

        if (script_takes(&text, "config") && script_word(&text, word))
                return snprintf(script->config, sizeof(script->config), "%.*s%s", (int)folder,
                                script->path, word) < (int)sizeof(script->config)
                               ? 1
                               : -EINVAL;
        if (script_takes(&text, "date") && script_word(&text, word))
                return date_parse(word, &script->day) < 0 ? -EINVAL : 1;
        if (script_takes(&text, "start") && script_word(&text, word)) {
                if (minute_parse(word, &script->start_min) < 0)
                        return -EINVAL;
                if (script->start_min < NOON_MIN) /* of the morning after */
                        script->start_min += 24 * 60;
                return 1;
        }
        return 0;
}

static int read_line(struct script *script, int number, char *line) {
        const char *text = line, *after;
        char word[WORD_SIZE];
        int r;

        cut_comment(line);
        while (is_blank(*text))
                text++;
        if (*text == '\0')
                return 0;
        r = read_head(script, text);
        if (r != 0)
                return r < 0 ? r : 0;
        after = text;
        add_step(script, number, text);
        if ((script_takes(&after, "at") || script_takes(&after, "after")) &&
            script_word(&after, word) && *after)
                add_step(script, number, after);
        return 0;
}

int script_read(const char *path, struct script *ret_script) {
        struct script *script = ret_script;
        char *rest, *line;
        int r, number = 0;

        memset(script, 0, sizeof(*script));
        script->start_min = START_MIN;
        script->day = INT64_MIN;
        if (text_set(script->path, path) < 0)
                return -ENAMETOOLONG;
        r = read_head(script, "config site");
        if (r >= 0)
                r = read_content(script);
        if (r < 0) {
                fprintf(stderr, "%s: %s\n", path, strerror(-r));
                return r;
        }

        rest = script->content;
        while ((line = strsep(&rest, "\n"))) {
                r = read_line(script, ++number, line);
                if (r < 0) {
                        fprintf(stderr, "%s:%d: cannot be read\n", path, number);
                        return r;
                }
        }
        if (script->day != INT64_MIN)
                return 0;
        fprintf(stderr, "%s: no `date`: on which day does this night begin?\n", path);
        return -EINVAL;
}

void script_done(struct script *script) {
        free(script->content);
        free(script->steps);
        memset(script, 0, sizeof(*script));
}
