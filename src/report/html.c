/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Head, foot and elements of a page. Markup is written as HTML that is XML too (HTML standard, "The
 * XML syntax"), so that a test can read it with either. The content security policy allows nothing but
 * the page's own style: a report that is passed on by mail asks no one for anything.
 *
 * Source: HTML standard https://html.spec.whatwg.org/; CSP level 3 https://www.w3.org/TR/CSP3/;
 * WAI-ARIA APG "Landmarks" and "Tables" https://www.w3.org/WAI/ARIA/apg/.
 */
#include "html.h"

#include <string.h>

#include "hours.h"
#include "nattvakt/cleanup.h"
#include "say.h"

#define AGAIN "\xe2\x80\xb2" /* U+2032, after a time that comes for the second time */

static const char *escaped(char c) {
        switch (c) {
        case '&':
                return "&amp;";
        case '<':
                return "&lt;";
        case '>':
                return "&gt;";
        case '"':
                return "&quot;";
        case '\'':
                return "&#39;";
        default: /* not our enum: a character that stands for itself */
                return NULL;
        }
}

void html_text(struct text_buffer *text, const char *words) {
        const char *begin = words;

        for (; *words != '\0'; words++) {
                const char *instead = escaped(*words);

                if (!instead)
                        continue;
                text_append_bytes(text, begin, (size_t)(words - begin));
                text_append(text, instead);
                begin = words + 1;
        }
        text_append(text, begin);
}

void html_element(struct text_buffer *text, const char *tag, const char *words) {
        text_append(text, "<");
        text_append(text, tag);
        text_append(text, ">");
        html_text(text, words);
        text_append(text, "</");
        text_append_bytes(text, tag, strcspn(tag, " "));
        text_append(text, ">");
}

void html_lines(struct text_buffer *text, const char *tag, const char *lines) {
        while (lines && *lines != '\0') {
                size_t size = strcspn(lines, "\n");
                struct text_buffer line = { 0 };

                text_append_bytes(&line, lines, size);
                if (size > 0) {
                        html_element(text, tag, line.data);
                        text_append(text, "\n");
                }
                text_buffer_done(&line);
                lines += size + (lines[size] == '\n');
        }
}

void html_begin(struct text_buffer *text, const char *title) {
        text_append(text, "<!DOCTYPE html>\n<html lang=\"");
        html_text(text, _("en"));
        text_append(text,
                    "\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n"
                    "<meta charset=\"utf-8\"/>\n"
                    "<meta http-equiv=\"Content-Security-Policy\" "
                    "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                    "<meta name=\"color-scheme\" content=\"light dark\"/>\n");
        html_element(text, "title", title);
        text_append(text, "\n<style>\n");
        text_append(text, html_style);
        text_append(text, "</style>\n</head>\n<body>\n");
}

void html_end(struct text_buffer *text) {
        text_append(text, "</body>\n</html>\n");
}

void html_section(struct text_buffer *text, const char *id, const char *title) {
        text_appendf(text, "<section id=\"%s\" aria-labelledby=\"%s-h\">\n<h2 id=\"%s-h\">", id, id,
                     id);
        html_text(text, title);
        text_append(text, "</h2>\n");
}

void html_section_end(struct text_buffer *text) {
        text_append(text, "</section>\n");
}

void html_keys(struct text_buffer *text, int columns) {
        text_appendf(text, "<dl class=\"keys k%d\">\n", columns);
}

void html_key(struct text_buffer *text, const char *key, const char *label, const char *value,
              const char *below) {
        text_appendf(text, "<div data-key=\"%s\">", key);
        html_element(text, "dt", label);
        html_element(text, "dd", value);
        if (below[0] != '\0')
                html_element(text, "dd class=\"below\"", below);
        text_append(text, "</div>\n");
}

void html_keys_end(struct text_buffer *text) {
        text_append(text, "</dl>\n");
}

/* Each line of @lines as a paragraph that begins with @side. */
static void warnings_of(struct text_buffer *text, const char *side, const char *lines) {
        while (*lines != '\0') {
                size_t size = strcspn(lines, "\n");
                struct text_buffer line = { 0 };

                text_append_bytes(&line, lines, size);
                text_append(text, "<p>");
                if (side) {
                        html_element(text, "span class=\"side\"", side);
                        text_append(text, " ");
                }
                html_text(text, line.data);
                text_append(text, "</p>\n");
                text_buffer_done(&line);
                lines += size + (lines[size] == '\n');
        }
}

void html_warnings(struct text_buffer *text, const struct report *const *reports,
                   const char *const *sides, size_t count) {
        bool is_open = false;

        for (size_t i = 0; i < count; i++) {
                struct text_buffer lines = { 0 };

                page_warnings(&lines, reports[i]);
                if (lines.size > 0 && !is_open)
                        text_append(text, "<div class=\"warnings\" role=\"note\">\n");
                is_open |= lines.size > 0;
                if (lines.size > 0)
                        warnings_of(text, sides ? sides[i] : NULL, lines.data);
                text_buffer_done(&lines);
        }
        if (is_open)
                text_append(text, "</div>\n");
}

void html_foot(struct text_buffer *text, const struct report *report) {
        struct text_buffer lines = { 0 };

        page_foot(&lines, report);
        text_append(text, "<footer>\n");
        html_lines(text, "p", lines.data);
        text_append(text, "</footer>\n");
        text_buffer_done(&lines);
}

static void heads_of(struct text_buffer *text, const char *const *heads, size_t head_count) {
        text_append(text, "<thead><tr>");
        for (size_t i = 0; i < head_count; i++)
                html_element(text, "th scope=\"col\"", heads[i]);
        text_append(text, "</tr></thead>\n<tbody>\n");
}

void html_scroll(struct text_buffer *text, const char *label) {
        text_append(text, "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"");
        html_text(text, label);
        text_append(text, "\">\n");
}

void html_scroll_end(struct text_buffer *text) {
        text_append(text, "</div>\n");
}

void html_figure(struct text_buffer *text, const char *title, const char *more) {
        text_append(text, "<figure>\n<figcaption>");
        html_element(text, "h3", title);
        if (more)
                html_element(text, "span", more);
        text_append(text, "</figcaption>\n");
        html_scroll(text, title);
}

void html_figure_end(struct text_buffer *text) {
        html_scroll_end(text);
        text_append(text, "</figure>\n");
}

void html_table(struct text_buffer *text, const char *caption, const char *const *heads,
                size_t head_count) {
        html_scroll(text, caption);
        text_append(text, "<table>\n");
        html_element(text, "caption class=\"hide\"", caption);
        heads_of(text, heads, head_count);
}

void html_table_end(struct text_buffer *text) {
        text_append(text, "</tbody>\n</table>\n");
        html_scroll_end(text);
}

void html_details(struct text_buffer *text, const char *summary, const char *caption,
                  const char *const *heads, size_t head_count) {
        text_append(text, "<details>\n");
        html_element(text, "summary", summary);
        html_table(text, caption, heads, head_count);
}

void html_details_end(struct text_buffer *text) {
        html_table_end(text);
        text_append(text, "</details>\n");
}

const char *html_clock(const struct zone *zone, int64_t us, char *text) {
        clock_text(zone, us, false, text);
        if (hours_again(zone, us))
                strncat(text, AGAIN, TIME_TEXT_SIZE - strlen(text) - 1);
        return text;
}
