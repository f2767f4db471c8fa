/* SPDX-License-Identifier: Apache-2.0 */
/*
 * As much of XML as our pages use: elements, attributes in double quotes, the five entities and numeric
 * ones (XML 1.0, sections 2.4, 3.1 and 4.6). No comments, no CDATA, no processing instructions: a page
 * that has them is refused.
 */
#include "markup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 64
#define IDS_MAX   512
#define WORD_SIZE 64

struct walk {
        const char *page, *at;
        char open[DEPTH_MAX][WORD_SIZE];
        size_t depth;
        char ids[IDS_MAX][WORD_SIZE];
        size_t id_count;
        char *fault;
};

static bool fail(struct walk *walk, const char *what) {
        if (!walk->fault && asprintf(&walk->fault, "%s at byte %zu: %.60s", what,
                                     (size_t)(walk->at - walk->page), walk->at) < 0)
                abort();
        return false;
}

static bool is_name(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == ':';
}

static bool name(struct walk *walk, char *text) {
        size_t size = 0;

        while (is_name(walk->at[size]) && size < WORD_SIZE - 1) {
                text[size] = walk->at[size];
                size++;
        }
        text[size] = '\0';
        walk->at += size;
        return size > 0 || fail(walk, "a name is wanted");
}

static bool entity(struct walk *walk) {
        static const char *const known[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };

        for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
                if (strncmp(walk->at, known[i], strlen(known[i])) == 0) {
                        walk->at += strlen(known[i]);
                        return true;
                }
        return fail(walk, "a bare &");
}

static bool add_id(struct walk *walk, const char *value, size_t size) {
        char *id = walk->ids[walk->id_count];

        if (walk->id_count == IDS_MAX || size >= WORD_SIZE)
                return fail(walk, "too many ids");
        memcpy(id, value, size);
        id[size] = '\0';
        for (size_t i = 0; i < walk->id_count; i++)
                if (strcmp(walk->ids[i], id) == 0)
                        return fail(walk, "an id comes twice");
        walk->id_count++;
        return true;
}

static bool attribute(struct walk *walk) {
        char key[WORD_SIZE];
        const char *value;

        if (!name(walk, key))
                return false;
        if (strncmp(walk->at, "=\"", 2) != 0)
                return fail(walk, "an attribute without its value in quotes");
        value = walk->at += 2;
        while (*walk->at != '"') {
                if (*walk->at == '\0' || *walk->at == '<')
                        return fail(walk, "< in an attribute");
                if (*walk->at == '&') {
                        if (!entity(walk))
                                return false;
                        continue;
                }
                walk->at++;
        }
        if (strcmp(key, "id") == 0 && !add_id(walk, value, (size_t)(walk->at - value)))
                return false;
        walk->at++;
        return true;
}

static bool close_tag(struct walk *walk) {
        char tag[WORD_SIZE];

        walk->at += 2;
        if (!name(walk, tag))
                return false;
        if (walk->depth == 0 || strcmp(walk->open[walk->depth - 1], tag) != 0)
                return fail(walk, "closes what is not open");
        walk->depth--;
        return *walk->at++ == '>' || fail(walk, "> is wanted");
}

static bool open_tag(struct walk *walk) {
        walk->at++;
        if (walk->depth == DEPTH_MAX)
                return fail(walk, "too deep");
        if (!name(walk, walk->open[walk->depth]))
                return false;
        while (*walk->at == ' ') {
                walk->at++;
                if (!attribute(walk))
                        return false;
        }
        if (strncmp(walk->at, "/>", 2) == 0) {
                walk->at += 2;
                return true;
        }
        walk->depth++;
        return *walk->at++ == '>' || fail(walk, "> is wanted");
}

static void check_references(struct walk *walk) {
        static const char labelled[] = "aria-labelledby=\"";

        for (const char *at = walk->page; (at = strstr(at, labelled));) {
                at += strlen(labelled);
                while (*at != '"') {
                        size_t size = strcspn(at, " \""), i = 0;

                        while (i < walk->id_count && (strlen(walk->ids[i]) != size ||
                                                      strncmp(walk->ids[i], at, size) != 0))
                                i++;
                        walk->at = at;
                        if (i == walk->id_count)
                                fail(walk, "points at no id");
                        at += size + (at[size] == ' ');
                }
        }
}

char *markup_fault(const char *page) {
        static const char doctype[] = "<!DOCTYPE html>\n";
        struct walk walk = { .page = page, .at = page };

        if (strncmp(page, doctype, strlen(doctype)) != 0) {
                fail(&walk, "no doctype");
                return walk.fault;
        }
        walk.at += strlen(doctype);
        while (*walk.at != '\0' && !walk.fault) {
                if (strncmp(walk.at, "</", 2) == 0)
                        close_tag(&walk);
                else if (*walk.at == '<')
                        open_tag(&walk);
                else if (*walk.at == '&')
                        entity(&walk);
                else
                        walk.at++;
        }
        if (walk.depth > 0)
                fail(&walk, "an element is not closed");
        if (!walk.fault)
                check_references(&walk);
        return walk.fault;
}

size_t markup_count(const char *page, const char *what) {
        size_t count = 0;

        for (const char *at = page; (at = strstr(at, what)); at += strlen(what))
                count++;
        return count;
}

const char *markup_text(const char *from, const char *tag, size_t nth, char *text, size_t size) {
        char open[WORD_SIZE], close[WORD_SIZE];
        const char *at = from, *end;
        size_t used = 0;
        bool in_tag = false;

        snprintf(open, sizeof(open), "<%s", tag);
        snprintf(close, sizeof(close), "</%s>", tag);
        for (size_t i = 0; i <= nth; i++, at += strlen(open)) {
                do
                        at = strstr(at + (at == from ? 0 : 1), open);
                while (at && is_name(at[strlen(open)]));
                if (!at)
                        return NULL;
        }
        at = strchr(at, '>');
        end = at ? strstr(at, close) : NULL;
        if (!end)
                return NULL;
        for (at++; at < end && used < size - 1; at++) {
                in_tag = *at == '<' || (in_tag && *at != '>');
                if (!in_tag && *at != '>')
                        text[used++] = *at;
        }
        text[used] = '\0';
        return text;
}

long markup_number(const char *tag, const char *key) {
        char wanted[WORD_SIZE];
        const char *end = strchr(tag, '>'), *at;

        snprintf(wanted, sizeof(wanted), " %s=\"", key);
        at = strstr(tag, wanted);
        return at && (!end || at < end) ? strtol(at + strlen(wanted), NULL, 10) : -1;
}
