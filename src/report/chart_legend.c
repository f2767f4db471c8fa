/* SPDX-License-Identifier: Apache-2.0 */
/* What the marks of the time line mean: pictures that a screen reader passes over, beside words that say it all. */
#include "chart.h"
#include "html.h"
#include "nattvakt/cleanup.h"
#include "say.h"

static void legend_begin(struct text_buffer *text) {
        text_append(text, "<li><svg aria-hidden=\"true\" focusable=\"false\" viewBox=\"-80 -70 160 "
                          "140\" xmlns=\"http://www.w3.org/2000/svg\">");
}

static void legend_end(struct text_buffer *text, const char *words) {
        text_append(text, "</svg>");
        html_element(text, "span", words);
        text_append(text, "</li>\n");
}

static void legend_shape(struct text_buffer *text, enum timeline_what what, bool planned,
                         const char *words) {
        legend_begin(text);
        chart_mark(text, what, planned, 0, 0);
        text_append(text, "/>");
        legend_end(text, words);
}

static void legend_rect(struct text_buffer *text, const char *class, const char *words) {
        legend_begin(text);
        text_appendf(text, "<rect class=\"%s\" x=\"-74\" y=\"-38\" width=\"148\" height=\"76\"/>",
                     class);
        legend_end(text, words);
}

/* Which marks there are: a legend of what is not on the page hides what is. */
struct found {
        bool unplanned[TIMELINE_WHAT_COUNT], planned[TIMELINE_WHAT_COUNT], late;
};

static struct found find(const struct timeline *timeline) {
        struct found found = { 0 };

        for (size_t i = 0; i < timeline->count; i++) {
                const struct timeline_mark *mark = &timeline->marks[i];

                if (mark->what == TIMELINE_SPAN && mark->breached)
                        found.late = true;
                else if (mark->planned)
                        found.planned[mark->what] = true;
                else
                        found.unplanned[mark->what] = true;
        }
        return found;
}

static const struct {
        enum timeline_what what;
        bool planned;
        const char *words;
} marks[] = {
        { TIMELINE_CALL, false, N_("the resident called") },
        { TIMELINE_ALARM, false, N_("alarm") },
        { TIMELINE_DOSE, false, N_("dose deviation") },
        { TIMELINE_DEVICE, false, N_("a device wants care") },
        { TIMELINE_LOOK, false, N_("look, seen") },
        { TIMELINE_HELP, false, N_("look, needs help") },
        { TIMELINE_UNSEEN, false, N_("look, not seen") },
        { TIMELINE_VISIT, false, N_("visit, where it ended") },
        { TIMELINE_LOOK, true, N_("planned look, seen") },
        { TIMELINE_VISIT, true, N_("planned visit") },
        { TIMELINE_UNDONE, false, N_("not done") },
        { TIMELINE_STAFF, false, N_("staff in the room") },
};

void chart_timeline_legend(struct text_buffer *text, const struct timeline *timeline) {
        struct found found = find(timeline);

        text_append(text, "<ul class=\"legend\">\n");
        for (size_t i = 0; i < ELEMENTS(marks); i++)
                if (marks[i].planned ? found.planned[marks[i].what]
                                     : found.unplanned[marks[i].what])
                        legend_shape(text, marks[i].what, marks[i].planned, _(marks[i].words));
        if (found.unplanned[TIMELINE_SPAN])
                legend_rect(text, "span", _("open task"));
        if (found.late)
                legend_rect(text, "late", _("open task, a deadline passed"));
        if (found.unplanned[TIMELINE_TICK]) {
                legend_begin(text);
                text_append(text, "<path class=\"tick\" d=\"M0-25v50\"/>");
                legend_end(text, _("other event"));
        }
        if (timeline->blind_count > 0)
                legend_rect(text, "blind", _("blind: the gateway could not see"));
        text_append(text, "</ul>\n");
}
