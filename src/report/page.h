/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * What the pages for people have in common: head, foot, rows. Rows are walked once (night_rows.c,
 * period_rows.c) and written by a style, as text or as HTML, so that both say the same figures.
 * Private to the report.
 */

#include "number.h"
#include "report.h"

#define PAGE_LABEL_WIDTH 40 /* characters; a page is readable at 100 */
#define PAGE_LINE_SIZE   256

/** "Solskinnstoppen sykehjem, Tyttebærtunet" into @text of PAGE_LINE_SIZE; returns @text. */
const char *page_place(const struct report_input *input, char *text);

/** The text of catalogue entry @code in the language of the texts; @code itself when there is none. */
const char *page_code(const struct catalogue *catalogue, const char *code);

/* A cell of a row. The first of a row is its label. */
struct page_cell {
        const char *words;
        int width; /* as text, in characters; 0: as long as it is */
        int span;  /* columns that it takes as HTML; 0: one */
};

struct page;

/* How a page is written. */
struct page_style {
        void (*section)(struct page *page, const char *title); /* NULL: without one */
        void (*head)(struct page *page, const struct page_cell *cells, size_t count);
        void (*row)(struct page *page, const char *key, const struct page_cell *cells,
                    size_t count);
        void (*note)(struct page *page, const char *words); /* among the rows */
        void (*end)(struct page *page);                     /* of a section */
};

struct page {
        const struct page_style *style;
        struct text_buffer *text;
        bool has_head, has_body; /* of the table that is open: the HTML style's own */
        int columns;             /* as its heads say; 0: it has none */
        int cells;               /* of its last row */
};

extern const struct page_style page_as_text;

/** A row of a label and one value; @key names it for programs, as in the JSON. */
void page_row(struct page *page, const char *key, const char *label, const char *value, int width);

/** The rows of a night's report: sections of figures, competence, alarms, coverage. */
void night_rows(struct page *page, const struct report *report);

/** The rows of a period's report: figures, minutes saved, competence, coverage. */
void period_rows_figures(struct page *page, const struct period *period);
void period_rows_saved(struct page *page, const struct period *period);
void period_rows_competence(struct page *page, const struct period *period);
void period_rows_coverage(struct page *page, const struct period *period);

/** "± 1.2" of an interval into @text of NUMBER_TEXT_SIZE, or "" where there is none; returns @text. */
const char *page_half_width(const struct difference *difference, char *text);

/** "Night that began on …" as a line. */
void page_night(struct text_buffer *text, const struct report *report);

/** Whose baseline a night without record belongs to: lines, or nothing. */
void page_baselines(struct text_buffer *text, const struct report *report);

/** "Before: nights …" as a line. */
void page_side(struct text_buffer *text, const char *label, const struct report *report);

/** How the baseline was measured, and that it has not enough nights: lines. */
void page_method(struct text_buffer *text, const struct period *period);

/** What the intervals are, and what may mislead: lines. */
void page_notes(struct text_buffer *text, const struct period *period);

/** What must stand above all figures: not lived, blind, clock, nothing recorded. Nothing when all is well. */
void page_warnings(struct text_buffer *text, const struct report *report);

/** Which configuration and version made it, and what it is not. */
void page_foot(struct text_buffer *text, const struct report *report);

/** "0:45 / 1:30 / 4:10" into @value of PAGE_LINE_SIZE; a dash when none. */
const char *page_spread(const struct spread *spread, char *value);

/** "12 of 14" into @value of PAGE_LINE_SIZE; returns @value. */
const char *page_of(size_t count, size_t of, char *value);

/** "12 of 14": so many have a time. */
const char *page_known(const struct spread *spread, char *value);

/** How much of the minutes is standard and how much measured, into @value of PAGE_LINE_SIZE; "" without minutes. */
const char *page_measured(const struct report *report, char *value);
