/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Before and after as bars. The interval is that of the difference, so it is drawn around the end of the
 * second bar: had nothing changed, the first would end inside it. Every value and interval is printed.
 */
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
static void whisker(struct text_buffer *text, int from_x, int to_x, int y) {
        static const char *const layers[] = { "halo", "whisker" };

        for (size_t i = 0; i < ELEMENTS(layers); i++)
                text_appendf(text, "<path class=\"%s\" d=\"M%d %dv%dm0-%dH%dm0-%dv%d\"/>\n",
                             layers[i], from_x, y - CAP, 2 * CAP, CAP, to_x, CAP, 2 * CAP);
}

static int64_t longest_pair(const struct chart_pair *pairs, size_t count) {
        int64_t most = 1;

        for (size_t i = 0; i < count; i++) {
                most = pairs[i].before > most ? pairs[i].before : most;
                most = pairs[i].after > most ? pairs[i].after : most;
        }
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

static void draw_pair(struct text_buffer *text, const struct chart_pair *pair, int64_t most,
                      int top) {
        int before = (int)(pair->before * PAIR_WIDE / most);
        int after = (int)(pair->after * PAIR_WIDE / most);
        int half = (int)(pair->half_width * PAIR_WIDE / (double)most + 0.5);
        const char *class = pair->strong ? "strong" : "";

        chart_words(text, 0, top + 190, class, pair->label);
        pair_bar(text, "bar before", top + 20, before, pair->before_words, LEFT + before + 60);
        pair_bar(text, "bar", top + 30 + PAIR_BAR, after, pair->after_words,
                 LEFT + after + half + 60);
        if (pair->half_width > 0)
                whisker(text, LEFT + after - half, LEFT + after + half,
                        top + 30 + PAIR_BAR + PAIR_BAR / 2);
        chart_words(text, CHART_WIDTH, top + 190, pair->strong ? "end strong" : "end",
                    pair->change_words);
}

void chart_pairs(struct text_buffer *text, const char *id, const char *title, const char *desc,
                 const struct chart_pair *pairs, size_t count) {
        int64_t most = longest_pair(pairs, count);

        chart_begin(text, id, (int)count * PAIR, title, desc);
        for (size_t i = 0; i < count; i++)
                draw_pair(text, &pairs[i], most, (int)i * PAIR);
        text_appendf(text, "<path class=\"axis\" d=\"M%d 0V%d\"/>\n", LEFT, (int)count * PAIR - 20);
        chart_end(text);
}

static int64_t widest(const struct chart_change *changes, size_t count, int64_t *ret_least) {
        int64_t most = 0, least = 0;

        for (size_t i = 0; i < count; i++) {
                most = changes[i].value > most ? changes[i].value : most;
                least = changes[i].value < least ? changes[i].value : least;
        }
        *ret_least = least;
        return most - least > 0 ? most - least : 1;
}

void chart_changes(struct text_buffer *text, const char *id, const char *title, const char *desc,
                   const struct chart_change *changes, size_t count) {
        int64_t least, wide = widest(changes, count, &least);
        int zero = LEFT + 200 + (int)(-least * CHANGE_WIDE / wide);

        chart_begin(text, id, (int)count * CHANGE, title, desc);
        for (size_t i = 0; i < count; i++) {
                int width = (int)(changes[i].value * CHANGE_WIDE / wide);
                int half = (int)(changes[i].half_width * CHANGE_WIDE / (double)wide + 0.5);
                int top = (int)i * CHANGE, end = zero + width;

                chart_words(text, 0, top + 175, changes[i].strong ? "strong" : "",
                            changes[i].label);
                text_appendf(text,
                             "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
                             changes[i].cost ? "cost" : "bar", width < 0 ? end : zero, top + 50,
                             width < 0 ? -width : width, CHANGE_BAR);
                if (changes[i].half_width > 0)
                        whisker(text, end - half, end + half, top + 50 + CHANGE_BAR / 2);
                chart_words(text, CHART_WIDTH, top + 175, changes[i].strong ? "end strong" : "end",
                            changes[i].words);
        }
        text_appendf(text, "<path class=\"axis\" d=\"M%d 0V%d\"/>\n", zero, (int)count * CHANGE);
        chart_end(text);
}
