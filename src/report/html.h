/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A page of HTML that is also well-formed XML: one file, no script, nothing from elsewhere. All words
 * that come from a configuration pass html_text, which escapes them. Private to the report.
 */

#include "page.h"

/** Appends @words with & < > " ' escaped. Safe between tags and inside quotes. */
void html_text(struct text_buffer *text, const char *words);

/** "<td class="x">escaped words</td>" for @tag "td class=\"x\"". */
void html_element(struct text_buffer *text, const char *tag, const char *words);

/** Each line of @lines as an element @tag. */
void html_lines(struct text_buffer *text, const char *tag, const char *lines);

/** From the doctype to the opened <main>, with @title and the style in the head. */
void html_begin(struct text_buffer *text, const char *title);
void html_end(struct text_buffer *text);

/** Opens a <section> that is named by its heading of level two, with an @id of its own. html_section_end closes. */
void html_section(struct text_buffer *text, const char *id, const char *title);
void html_section_end(struct text_buffer *text);

/** A key figure: what it is, its value in large, and a few words below (or ""). Between html_keys and its end. */
void html_keys(struct text_buffer *text, int columns);
void html_key(struct text_buffer *text, const char *key, const char *label, const char *value,
              const char *below);
void html_keys_end(struct text_buffer *text);

/** The warnings of @count @reports in one box; nothing when all is well. @sides names each, or NULL. */
void html_warnings(struct text_buffer *text, const struct report *const *reports,
                   const char *const *sides, size_t count);

/** Which version made it, and what it is not. */
void html_foot(struct text_buffer *text, const struct report *report);

/** A table of the same numbers as a chart, shut until it is asked for. html_details_end closes. */
void html_details(struct text_buffer *text, const char *summary, const char *caption,
                  const char *const *heads, size_t head_count);
void html_details_end(struct text_buffer *text);

/** Around a picture that may be wider than a telephone: it can be scrolled, also with the keyboard. */
void html_scroll(struct text_buffer *text, const char *label);
void html_scroll_end(struct text_buffer *text);

/** A figure with a caption as heading, and the scroll around its picture. @more after the heading, or NULL. */
void html_figure(struct text_buffer *text, const char *title, const char *more);
void html_figure_end(struct text_buffer *text);

/** A table that may be wider than a telephone: it can be scrolled, also with the keyboard. */
void html_table(struct text_buffer *text, const char *caption, const char *const *heads,
                size_t head_count);
void html_table_end(struct text_buffer *text);

/** Local time at @us, "02:30", with ′ when the clock shows it for the second time; @text of TIME_TEXT_SIZE. */
const char *html_clock(const struct zone *zone, int64_t us, char *text);

/* Rows as tables: a section is a table whose caption is a heading. */
extern const struct page_style page_as_html;

/* The style sheet: light and dark, screen and A4. */
extern const char html_style[];
