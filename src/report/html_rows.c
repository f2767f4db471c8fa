/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows as tables. A section is one table; its caption holds the heading, so that both who reads by
 * headings and who reads by tables finds it. A row carries its figure's word (data-figure), by which
 * tests find it and a few rows are set in bold.
 */
#include <stdio.h>
#include <string.h>

#include "html.h"
#include "say.h"

static void section(struct page *page, const char *title) {
        struct text_buffer *text = page->text;

        text_append(text, "<table class=\"figures\">\n<caption>");
        html_element(text, "h3", title ? title : _("All figures"));
        text_append(text, "</caption>\n");
        page->has_head = page->has_body = false;
        page->columns = page->cells = 0;
}

static void head(struct page *page, const struct page_cell *cells, size_t count) {
        struct text_buffer *text = page->text;

        if (!page->has_head)
                text_append(text, "<thead>\n");
        page->has_head = true;
        page->columns = 0;
        text_append(text, "<tr>");
        for (size_t i = 0; i < count; i++) {
                const char *scope = cells[i].span > 1 ? "colgroup" : "col";
                char tag[64] = "td";

                if (cells[i].words[0] != '\0')
                        snprintf(tag, sizeof(tag), "th scope=\"%s\" colspan=\"%d\"", scope,
                                 cells[i].span > 1 ? cells[i].span : 1);
                else if (cells[i].span > 1)
                        snprintf(tag, sizeof(tag), "td colspan=\"%d\"", cells[i].span);
                html_element(text, tag, cells[i].words);
                page->columns += cells[i].span > 1 ? cells[i].span : 1;
        }
        text_append(text, "</tr>\n");
}

static void begin_body(struct page *page) {
        if (page->has_body)
                return;
        text_append(page->text, page->has_head ? "</thead>\n<tbody>\n" : "<tbody>\n");
        page->has_body = true;
}

static void row(struct page *page, const char *key, const struct page_cell *cells, size_t count) {
        struct text_buffer *text = page->text;
        int columns = 1;

        begin_body(page);
        text_append(text, "<tr data-figure=\"");
        html_text(text, key);
        text_append(text, "\">");
        html_element(text, "th scope=\"row\"", cells[0].words);
        for (size_t i = 1; i < count; i++) {
                char tag[32] = "td";
                int span = cells[i].span > 1 ? cells[i].span : 1;

                /* a lone value of a wider table stands in its last column */
                if (i == count - 1 && columns + span < page->columns)
                        span = page->columns - columns;
                columns += span;
                if (span > 1)
                        snprintf(tag, sizeof(tag), "td colspan=\"%d\"", span);
                html_element(text, tag, cells[i].words + strspn(cells[i].words, " "));
        }
        page->cells = columns;
        text_append(text, "</tr>\n");
}

/* As wide as its table; what comes before a table's rows stands in one of two columns. */
static void note(struct page *page, const char *words) {
        int columns = page->columns > page->cells ? page->columns : page->cells;
        char tag[64];

        begin_body(page);
        snprintf(tag, sizeof(tag), "td colspan=\"%d\" class=\"note\"", columns > 2 ? columns : 2);
        text_append(page->text, "<tr>");
        html_element(page->text, tag, words);
        text_append(page->text, "</tr>\n");
}

static void end(struct page *page) {
        begin_body(page);
        text_append(page->text, "</tbody>\n</table>\n");
}

const struct page_style page_as_html = { section, head, row, note, end };
