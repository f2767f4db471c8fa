/* SPDX-License-Identifier: Apache-2.0 */
/* Rows as text: a label on the left, and values on the right of their columns. */
#include "page.h"

#define NOTE_WIDTH 96

static void section(struct page *page, const char *title) {
        text_append(page->text, "\n");
        if (title) {
                text_append(page->text, title);
                text_append(page->text, "\n");
        }
}

static void row(struct page *page, const char *key, const struct page_cell *cells, size_t count) {
        (void)key;
        text_append(page->text, "  ");
        number_left(page->text, cells[0].words, cells[0].width);
        for (size_t i = 1; i < count; i++)
                number_right(page->text, cells[i].words, cells[i].width);
        text_append(page->text, "\n");
}

static void head(struct page *page, const struct page_cell *cells, size_t count) {
        row(page, NULL, cells, count);
}

/* How many bytes of @words fit into a line: all, or up to a space. */
static size_t line_of(const char *words) {
        size_t characters = 0, space = 0, size;

        for (size = 0; words[size] != '\0' && (characters < NOTE_WIDTH || space == 0); size++) {
                characters += ((unsigned char)words[size] & 0xc0) != 0x80;
                if (words[size] == ' ')
                        space = size;
        }
        return words[size] == '\0' ? size : space;
}

static void note(struct page *page, const char *words) {
        while (*words != '\0') {
                size_t size = line_of(words);

                text_append(page->text, "  ");
                text_append_bytes(page->text, words, size);
                text_append(page->text, "\n");
                words += size + (words[size] == ' ');
        }
}

static void end(struct page *page) {
        (void)page;
}

const struct page_style page_as_text = { section, head, row, note, end };
