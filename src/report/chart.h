/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Pieces of inline SVG. A unit is a tenth of a pixel, so all coordinates are integers and the same input
 * gives the same bytes. Each chart is one picture to a screen reader (role img, title, desc); what it
 * shows stands beside it as a table. Private to the report.
 */

#include "timeline.h"

#define CHART_WIDTH 7200 /* A4 less its margins, at 96 pixels an inch */

/** Opens an <svg> of @height units with title and description; @id makes their ids. */
void chart_begin(struct text_buffer *text, const char *id, int height, const char *title,
                 const char *desc);
void chart_end(struct text_buffer *text);

/** A text at (x, y); @class "" or a style's. */
void chart_words(struct text_buffer *text, int x, int y, const char *class, const char *words);

/** The patterns that charts fill with; once in a page, before them. */
void chart_patterns(struct text_buffer *text);

/** Most rows of a time line that one picture holds: it must not be cut by a page's end. */
#define CHART_ROWS_MAX 30

/** Rows of the time line from mark @from to mark @to, which begin rows; one picture called @id. */
void chart_timeline(struct text_buffer *text, const struct timeline *timeline, size_t from,
                    size_t to, const char *id, const char *title);

/** How far the mark that is moved aside most stands from its time. */
int64_t chart_timeline_aside_us(const struct timeline *timeline);

/** Begins the shape of a mark around (x, y): a <path> that the caller ends. Not of SPAN and TICK. */
void chart_mark(struct text_buffer *text, enum timeline_what what, bool planned, int x, int y);

/** What the marks are that @timeline has, as a list with pictures. */
void chart_timeline_legend(struct text_buffer *text, const struct timeline *timeline);

/** The instant's place on the time line, in units. */
int chart_timeline_x(const struct timeline *timeline, int64_t us);

/* Columns hour by hour: one panel a figure, one or two columns an hour. */
struct chart_panel {
        const char *title;
        bool two; /* before and after; else the second is unused */
        struct {
                bool has; /* else a dash */
                int64_t value;
                char words[16];
        } at[REPORT_HOURS_MAX][2];
};

/** @panels below one another over the @count @hours. */
void chart_hours(struct text_buffer *text, const char *id, const char *title, const char *desc,
                 const struct report_hour *hours, size_t count, const struct chart_panel *panels,
                 size_t panel_count);

/** "02" or "02′" of an hour into @words of 8; returns @words. */
const char *chart_hour_words(const struct report_hour *hour, char *words);

/* Two bars, and the interval of their difference around the end of the second. */
struct chart_pair {
        const char *label;
        int64_t before, after; /* in one unit in the whole chart, 0 or more */
        double half_width;     /* 0: none */
        const char *before_words, *after_words, *change_words;
        bool strong;
};

void chart_pairs(struct text_buffer *text, const char *id, const char *title, const char *desc,
                 const struct chart_pair *pairs, size_t count);

/* One bar from nought to the left or right, with its interval. */
struct chart_change {
        const char *label, *words;
        int64_t value;
        double half_width;
        bool cost, strong;
};

void chart_changes(struct text_buffer *text, const char *id, const char *title, const char *desc,
                   const struct chart_change *changes, size_t count);
