/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The time line as a picture: a row per place, true time to the right, so that an hour which comes twice
 * takes the room of two. Marks differ by shape. What went as planned is small and pale, what did not is
 * large and dark. Marks that would hide each other are moved aside, with a hair to their time; the page
 * says how far at most, and the tables have the times.
 */
#include <stdio.h>
#include <string.h>

#include "chart.h"
#include "hours.h"
#include "html.h"
#include "nattvakt/cleanup.h"
#include "say.h"

#define LEFT       1340 /* the labels of rows */
#define RIGHT      7120
#define TOP        240 /* the hours */
#define ROW        165
#define LABEL_MAX  19 /* characters that fit before LEFT */
#define APART      62 /* two marks of a task stand so far from each other at least */
#define ASIDE_MAX  240
#define HAIR_LEAST 25 /* less aside is not seen */
#define HAIR_TOP   6  /* of a row: where hairs touch the time */
#define MIDDLE     72 /* of a row: where marks stand */
#define TICK_TOP   116
#define TICK_SIZE  44
#define SPAN_SIZE  70
#define SPAN_LEAST 20

int chart_timeline_x(const struct timeline *timeline, int64_t us) {
        int64_t length_us = timeline->to_us - timeline->from_us;

        if (us < timeline->from_us)
                us = timeline->from_us;
        if (us > timeline->to_us)
                us = timeline->to_us;
        return LEFT + (int)((us - timeline->from_us) * (RIGHT - LEFT) / length_us);
}

/* What a mark is drawn as, around the point (0, 0). */
static const struct {
        const char *class, *shape, *small;
} shapes[TIMELINE_WHAT_COUNT] = {
        /* clang-format off */
        [TIMELINE_CALL]   = { "call",   "m-48-38h96l-48 84z", NULL },
        [TIMELINE_ALARM]  = { "alarm",  "m0-46l48 84h-96z", NULL },
        [TIMELINE_DOSE]   = { "dose",   "m0-54l48 54-48 54-48-54z", NULL },
        [TIMELINE_DEVICE] = { "device", "m-15-45h30v30h30v30h-30v30h-30v-30h-30v-30h30z", NULL },
        [TIMELINE_LOOK]   = { "look",   "m-36 0a36 36 0 1 0 72 0a36 36 0 1 0-72 0z", "m-22 0a22 22 0 1 0 44 0a22 22 0 1 0-44 0z" },
        [TIMELINE_HELP]   = { "help",   "m-44 0a44 44 0 1 0 88 0a44 44 0 1 0-88 0zm14 0a30 30 0 1 1 60 0a30 30 0 1 1-60 0zm12 0a18 18 0 1 0 36 0a18 18 0 1 0-36 0z", NULL },
        [TIMELINE_UNSEEN] = { "unseen", "m-34 0a34 34 0 1 0 68 0a34 34 0 1 0-68 0z", NULL },
        [TIMELINE_VISIT]  = { "visit",  "m-32-32h64v64h-64z", "m-20-20h40v40h-40z" },
        [TIMELINE_UNDONE] = { "undone", "m-34-34l68 68m0-68l-68 68", NULL },
        [TIMELINE_STAFF]  = { "staff",  "m-28-28h56v56h-56z", NULL },
        /* clang-format on */
};

void chart_mark(struct text_buffer *text, enum timeline_what what, bool planned, int x, int y) {
        bool is_small = planned && shapes[what].small;

        text_appendf(text, "<path class=\"%s%s\" d=\"M%d %d%s\"", shapes[what].class,
                     is_small ? " plan" : "", x, y,
                     is_small ? shapes[what].small : shapes[what].shape);
}

/* A mark that a pointer resting on it explains. */
static void told_shape(struct text_buffer *text, const struct timeline *timeline,
                       const struct timeline_mark *mark, int x, int y) {
        char clock[TIME_TEXT_SIZE];

        chart_mark(text, mark->what, mark->planned, x, y);
        if (mark->planned) {
                text_append(text, "/>");
                return;
        }
        text_append(text, "><title>");
        text_append(text,
                    html_clock(&timeline->input->configuration->site.zone, mark->at_us, clock));
        text_append(text, " ");
        html_text(text, timeline_words(timeline, mark));
        text_append(text, "</title></path>");
}

static void spans(struct text_buffer *text, const struct timeline *timeline, size_t from, size_t to,
                  int top) {
        for (size_t i = from; i < to; i++) {
                const struct timeline_mark *mark = &timeline->marks[i];
                int x = chart_timeline_x(timeline, mark->at_us);
                int width = chart_timeline_x(timeline, mark->to_us) - x;

                if (mark->what == TIMELINE_SPAN)
                        text_appendf(text,
                                     "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" "
                                     "height=\"%d\"/>",
                                     mark->breached ? "late" : "span", x,
                                     top + MIDDLE - SPAN_SIZE / 2,
                                     width > SPAN_LEAST ? width : SPAN_LEAST, SPAN_SIZE);
                else if (mark->what == TIMELINE_VISIT && mark->to_us != 0)
                        text_appendf(text,
                                     "<rect class=\"visit\" x=\"%d\" y=\"%d\" width=\"%d\" "
                                     "height=\"%d\"/>",
                                     x, top + MIDDLE - SPAN_SIZE / 4,
                                     width > SPAN_LEAST ? width : SPAN_LEAST, SPAN_SIZE / 2);
        }
}

/* Events in one path: a short stroke each, at the foot of the row. */
static void ticks(struct text_buffer *text, const struct timeline *timeline, size_t from, size_t to,
                  int top) {
        bool is_open = false;

        for (size_t i = from; i < to; i++) {
                if (timeline->marks[i].what != TIMELINE_TICK)
                        continue;
                text_appendf(text, "%sM%d %dv%d", is_open ? "" : "<path class=\"tick\" d=\"",
                             chart_timeline_x(timeline, timeline->marks[i].at_us), top + TICK_TOP,
                             TICK_SIZE);
                is_open = true;
        }
        if (is_open)
                text_append(text, "\"/>");
}

/* A visit stands where it ended. */
static int64_t stands_at(const struct timeline_mark *mark) {
        return mark->what == TIMELINE_VISIT && mark->to_us != 0 ? mark->to_us : mark->at_us;
}

/* How far aside @mark stands where no mark stands from *@free_x on, which is moved behind it. */
static int step_aside(const struct timeline *timeline, const struct timeline_mark *mark,
                      int *free_x) {
        int x = chart_timeline_x(timeline, stands_at(mark)), aside = 0;

        if (*free_x > x)
                aside = *free_x - x > ASIDE_MAX ? ASIDE_MAX : *free_x - x;
        *free_x = x + aside + APART + (mark->planned ? 0 : APART / 2);
        return aside;
}

int64_t chart_timeline_aside_us(const struct timeline *timeline) {
        int most = 0;

        for (size_t from = 0, to; from < timeline->count; from = to) {
                int free_x = 0;

                to = timeline_next_row(timeline, from);
                for (size_t i = from; i < to; i++) {
                        const struct timeline_mark *mark = &timeline->marks[i];
                        int aside =
                                shapes[mark->what].class ? step_aside(timeline, mark, &free_x) : 0;

                        most = aside > most ? aside : most;
                }
        }
        return most * (timeline->to_us - timeline->from_us) / (RIGHT - LEFT);
}

/* From marks that stand aside to their time, in one path. */
static void hairs(struct text_buffer *text, const struct timeline *timeline, size_t from, size_t to,
                  int top) {
        int free_x = 0;
        bool is_open = false;

        for (size_t i = from; i < to; i++) {
                const struct timeline_mark *mark = &timeline->marks[i];
                int x = chart_timeline_x(timeline, stands_at(mark)), aside;

                if (!shapes[mark->what].class)
                        continue;
                aside = step_aside(timeline, mark, &free_x);
                if (aside < HAIR_LEAST)
                        continue;
                text_appendf(text, "%sM%d %dL%d %d", is_open ? "" : "<path class=\"hair\" d=\"", x,
                             top + HAIR_TOP, x + aside, top + MIDDLE);
                is_open = true;
        }
        if (is_open)
                text_append(text, "\"/>");
}

static void row(struct text_buffer *text, const struct timeline *timeline, size_t from, size_t to,
                int top) {
        int free_x = 0;

        spans(text, timeline, from, to, top);
        ticks(text, timeline, from, to, top);
        hairs(text, timeline, from, to, top);
        for (size_t i = from; i < to; i++) {
                const struct timeline_mark *mark = &timeline->marks[i];

                if (shapes[mark->what].class)
                        told_shape(text, timeline, mark,
                                   chart_timeline_x(timeline, stands_at(mark)) +
                                           step_aside(timeline, mark, &free_x),
                                   top + MIDDLE);
        }
        text_append(text, "\n");
}

/* A label that does not fit ends in an ellipsis; the tables have it whole. */
static void row_label(struct text_buffer *text, int y, const char *label) {
        char cut[LABEL_SIZE + 4];
        size_t characters = 0, size = 0;

        for (; size < LABEL_SIZE && label[size] != '\0'; size++) {
                characters += ((unsigned char)label[size] & 0xc0) != 0x80;
                if (characters >= LABEL_MAX)
                        break;
        }
        snprintf(cut, sizeof(cut), "%.*s%s", (int)size, label, label[size] != '\0' ? "…" : "");
        chart_words(text, 0, y, "", cut);
}

/* Lines at full hours; the first and the last hour may be cut. */
static void hours_axis(struct text_buffer *text, const struct timeline *timeline, int bottom) {
        const struct site *site = &timeline->input->configuration->site;
        struct night_hour hours[REPORT_HOURS_MAX];
        size_t count = hours_of_night(site, timeline->input->from_day, hours);

        for (size_t i = 0; i < count; i++) {
                struct report_hour hour = { .hour = hours[i].hour, .again = hours[i].again };
                int x = chart_timeline_x(timeline, hours[i].from_us);
                char words[8];

                if (zone_local(&site->zone, hours[i].from_us).minute != 0)
                        continue;
                text_appendf(text, "<path class=\"grid\" d=\"M%d %dV%d\"/>", x, TOP - 60, bottom);
                chart_words(text, x, TOP - 90, "soft mid", chart_hour_words(&hour, words));
        }
}

static void blind_bands(struct text_buffer *text, const struct timeline *timeline, int bottom) {
        for (size_t i = 0; i < timeline->blind_count; i++) {
                int x = chart_timeline_x(timeline, timeline->blind[i].from_us);
                int width = chart_timeline_x(timeline, timeline->blind[i].to_us) - x;

                text_appendf(
                        text,
                        "<rect class=\"blind\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n", x,
                        TOP - 60, width > SPAN_LEAST ? width : SPAN_LEAST, bottom - TOP + 60);
        }
}

void chart_timeline(struct text_buffer *text, const struct timeline *timeline, size_t from,
                    size_t to, const char *id, const char *title) {
        int rows = 0, bottom, n = 0;

        for (size_t i = from; i < to; i = timeline_next_row(timeline, i))
                rows++;
        bottom = TOP + rows * ROW;
        chart_begin(text, id, bottom + 20, title,
                    _("One row for each place, with the hours of the night to the right. The same "
                      "stands in words in the tables below."));
        for (int i = 0; i < rows; i += 2)
                text_appendf(text,
                             "<rect class=\"rowband\" x=\"0\" y=\"%d\" width=\"%d\" "
                             "height=\"%d\"/>",
                             TOP + i * ROW, CHART_WIDTH, ROW);
        hours_axis(text, timeline, bottom);
        blind_bands(text, timeline, bottom);
        for (size_t i = from, next; i < to; i = next, n++) {
                next = timeline_next_row(timeline, i);
                row_label(text, TOP + n * ROW + 122,
                          timeline_row_label(timeline, &timeline->marks[i]));
                row(text, timeline, i, next, TOP + n * ROW);
        }
        chart_end(text);
}
