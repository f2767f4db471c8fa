/* SPDX-License-Identifier: Apache-2.0 */
/* Rows as text: a label on the left, and values on the right of their columns. */
#include "page.h"

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

static void note(struct page *page, const char *words) {
        text_appendf(page->text, "  %s\n", words);
}

static void end(struct page *page) {
        (void)page;
}

const struct page_style page_as_text = { section, head, row, note, end };
