/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Before and after as bars. The interval is that of the difference, so it is drawn around the end of the
 * second bar: had nothing changed, the first would end inside it. The scale has room for the widest
 * interval; no count is negative, so a whisker that would go below nought stops there and has no end.
 * Every value and interval is printed, that one too.
 */
#include <math.h>

#include "chart.h"
#include "nattvakt/cleanup.h"

#define LEFT        2250 /* labels */
#define PAIR        400
#define PAIR_BAR    135
#define PAIR_WIDE   2550 /* the longest bar */
#define CHANGE      290
#define CHANGE_BAR  170
#define CHANGE_WIDE 2900
#define CAP         50 /* half the height of a whisker's end */

/* On the bar it stands in a gap of the ground's colour, or a pale bar would swallow it in the dark. */
static void whisker(struct text_buffer *text, int from_x, int to_x, int y, bool is_cut) {
        static const char *const layers[] = { "halo", "whisker" };

        for (size_t i = 0; i < ELEMENTS(layers); i++) {
                text_appendf(text, "<path class=\"%s\" d=\"M%d %d", layers[i], from_x,
                             is_cut ? y : y - CAP);
                if (!is_cut)
                        text_appendf(text, "v%dm0-%d", 2 * CAP, CAP);
                text_appendf(text, "H%dm0-%dv%d\"/>\n", to_x, CAP, 2 * CAP);
        }
}

/* @value in units of a chart in which @most is @wide. */
static int units(double value, int wide, double most) {
        return (int)(value * wide / most);
}

/* How far a pair reaches: to the end of the first bar, or of the whisker around the second's. */
static double longest_pair(const struct chart_pair *pairs, size_t count) {
        double most = 1;

        for (size_t i = 0; i < count; i++)
                most = fmax(most, fmax((double)pairs[i].before,
                                       (double)pairs[i].after + pairs[i].half_width));
        return most;
}

static void pair_bar(struct text_buffer *text, const char *class, int y, int width,
                     const char *words, int words_x) {
        if (width > 0)
                text_appendf(text,
                             "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
                             class, LEFT, y, width, PAIR_BAR);
        chart_words(text, words_x, y + PAIR_BAR - 25, "", words);
}

static void draw_pair(struct text_buffer *text, const struct chart_pair *pair, double most,
                      int top) {
        int before = units((double)pair->before, PAIR_WIDE, most);
        int after = units((double)pair->after, PAIR_WIDE, most);
        int low = units((double)pair->after - pair->half_width, PAIR_WIDE, most);
        int high = units((double)pair->after + pair->half_width, PAIR_WIDE, most);
        const char *class = pair->strong ? "strong" : "";

        chart_words(text, 0, top + 190, class, pair->label);
        pair_bar(text, "bar before", top + 20, before, pair->before_words, LEFT + before + 60);
        pair_bar(text, "bar", top + 30 + PAIR_BAR, after, pair->after_words, LEFT + high + 60);
        if (pair->half_width > 0)
                whisker(text, LEFT + (low > 0 ? low : 0), LEFT + high,
                        top + 30 + PAIR_BAR + PAIR_BAR / 2, low < 0);
        chart_words(text, CHART_WIDTH, top + 190, pair->strong ? "end strong" : "end",
                    pair->change_words);
}

void chart_pairs(struct text_buffer *text, const char *id, const char *title, const char *desc,
                 const struct chart_pair *pairs, size_t count) {
        double most = longest_pair(pairs, count);

        chart_begin(text, id, (int)count * PAIR, title, desc);
        for (size_t i = 0; i < count; i++)
                draw_pair(text, &pairs[i], most, (int)i * PAIR);
        text_appendf(text, "<path class=\"axis\" d=\"M%d 0V%d\"/>\n", LEFT, (int)count * PAIR - 20);
        chart_end(text);
}

/* How wide all bars with their whiskers are, and how much of it lies to the left of nought. */
static double widest(const struct chart_change *changes, size_t count, double *ret_left) {
        double most = 0, least = 0;

        for (size_t i = 0; i < count; i++) {
                most = fmax(most, (double)changes[i].value + changes[i].half_width);
                least = fmin(least, (double)changes[i].value - changes[i].half_width);
        }
        *ret_left = -least;
        return fmax(most - least, 1);
}

static void draw_change(struct text_buffer *text, const struct chart_change *change, double wide,
                        int zero, int top) {
        int width = units((double)change->value, CHANGE_WIDE, wide);
        int half = units(change->half_width, CHANGE_WIDE, wide);

        chart_words(text, 0, top + 175, change->strong ? "strong" : "", change->label);
        text_appendf(text, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
                     change->cost ? "cost" : "bar", width < 0 ? zero + width : zero, top + 50,
                     width < 0 ? -width : width, CHANGE_BAR);
        if (change->half_width > 0)
                whisker(text, zero + width - half, zero + width + half, top + 50 + CHANGE_BAR / 2,
                        false);
        chart_words(text, CHART_WIDTH, top + 175, change->strong ? "end strong" : "end",
                    change->words);
}

void chart_changes(struct text_buffer *text, const char *id, const char *title, const char *desc,
                   const struct chart_change *changes, size_t count) {
        double left, wide = widest(changes, count, &left);
        int zero = LEFT + 200 + units(left, CHANGE_WIDE, wide);

        chart_begin(text, id, (int)count * CHANGE, title, desc);
        for (size_t i = 0; i < count; i++)
                draw_change(text, &changes[i], wide, zero, (int)i * CHANGE);
        text_appendf(text, "<path class=\"axis\" d=\"M%d 0V%d\"/>\n", zero, (int)count * CHANGE);
        chart_end(text);
}
