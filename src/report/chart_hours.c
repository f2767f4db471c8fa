/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hour by hour: a panel a figure, a column an hour (two with a baseline), its number above it. Each panel
 * has its own scale from nought; numbers are printed, so scales need no axis. An hour that the nights
 * only touch has its minutes written below.
 */
#include <stdio.h>

#include "chart.h"
#include "nattvakt/cleanup.h"
#include "number.h"
#include "say.h"

#define PANEL   640 /* height: title, numbers, columns */
#define TITLE   150 /* its base line */
#define BASE    600 /* where columns stand */
#define TALL    260 /* the highest column */
#define HOURS   330 /* below the last panel */
#define GAP_PCT 24

const char *chart_hour_words(const struct report_hour *hour, char *words) {
        snprintf(words, 8, "%02d%s", hour->hour, hour->again ? "\xe2\x80\xb2" : "");
        return words;
}

static int64_t highest(const struct chart_panel *panel, size_t count) {
        int64_t most = 1;

        for (size_t i = 0; i < count; i++)
                for (int side = 0; side < 1 + panel->two; side++)
                        if (panel->at[i][side].has && panel->at[i][side].value > most)
                                most = panel->at[i][side].value;
        return most;
}

static void column(struct text_buffer *text, const struct chart_panel *panel, size_t i, int side,
                   int x, int width, int base, int64_t most) {
        int64_t value = panel->at[i][side].has ? panel->at[i][side].value : 0;
        int height = (int)(value * TALL / most);

        if (height > 0)
                text_appendf(text,
                             "<rect class=\"bar%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
                             panel->two && side == 0 ? " before" : "", x, base - height, width,
                             height);
        const char *words = panel->at[i][side].has ? panel->at[i][side].words : "–";
        if (!panel->two)
                chart_words(text, x + width / 2, base - height - 30,
                            value == 0 ? "mid soft" : "mid", words);
        else /* beside each other, from the middle of the pair outwards */
                chart_words(text, side == 0 ? x + width - 30 : x + 30, base - height - 30,
                            side == 0 ? "pair end" : "pair", words);
}

static void draw_panel(struct text_buffer *text, const struct chart_panel *panel, size_t count,
                       int top) {
        int64_t most = highest(panel, count);
        int cell = CHART_WIDTH / (int)count, gap = cell * GAP_PCT / 100;
        int width = (cell - gap) / (1 + panel->two);

        chart_words(text, 0, top + TITLE, "strong", panel->title);
        for (size_t i = 0; i < count; i++)
                for (int side = 0; side < 1 + panel->two; side++)
                        column(text, panel, i, side, (int)i * cell + gap / 2 + side * width, width,
                               top + BASE, most);
        text_appendf(text, "<path class=\"axis\" d=\"M0 %dH%d\"/>\n", top + BASE,
                     (int)count * cell);
}

/* Minutes below an hour that the nights have only in part. */
static void hour_words(struct text_buffer *text, const struct report_hour *hour, int x, int y) {
        char words[32], minutes[NUMBER_TEXT_SIZE];
        int64_t length_us = hour->nights > 0 ? hour->length_us / (int64_t)hour->nights : 0;

        chart_words(text, x, y + 130, "mid", chart_hour_words(hour, words));
        if (length_us == US_PER_H)
                return;
        /* TRANSLATORS: minutes of a cut hour, below it */
        snprintf(words, sizeof(words), _("%s min"),
                 number_text(length_us * THOUSAND, US_PER_MIN, 0, minutes));
        chart_words(text, x, y + 270, "mid soft", words);
}

void chart_hours(struct text_buffer *text, const char *id, const char *title, const char *desc,
                 const struct report_hour *hours, size_t count, const struct chart_panel *panels,
                 size_t panel_count) {
        int cell = count > 0 ? CHART_WIDTH / (int)count : 0;
        int bottom = (int)panel_count * PANEL;

        if (count == 0)
                return;
        chart_begin(text, id, bottom + HOURS, title, desc);
        for (size_t i = 0; i < panel_count; i++)
                draw_panel(text, &panels[i], count, (int)i * PANEL);
        for (size_t i = 0; i < count; i++)
                hour_words(text, &hours[i], (int)i * cell + cell / 2, bottom - PANEL + BASE);
        chart_end(text);
}
