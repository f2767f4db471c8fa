/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The night in words: what happened, and all that the time line shows. Rooms and roles, never residents
 * and workers: a page is printed and lies about.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "coverage.h"
#include "figure.h"
#include "html.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "night_html.h"
#include "say.h"

static const struct zone *zone_of(const struct timeline *timeline) {
        return &timeline->input->configuration->site.zone;
}

static void cell_span(struct text_buffer *text, int64_t from_us, int64_t to_us) {
        char words[NUMBER_TEXT_SIZE] = "–";

        if (to_us >= from_us && to_us != 0)
                number_span_text(to_us - from_us, words);
        html_element(text, "td class=\"n\"", words);
}

static int compare_spans(const void *a, const void *b) {
        const struct timeline_mark *const *left = a, *const *right = b;
        int r = ((*left)->at_us > (*right)->at_us) - ((*left)->at_us < (*right)->at_us);

        if (r == 0 && (*left)->history && (*right)->history)
                r = strcmp((*left)->history->task.id, (*right)->history->task.id);
        return r;
}

/* The tasks that have a span, by time. */
static size_t collect(const struct timeline *timeline, const struct timeline_mark **spans) {
        size_t count = 0;

        for (size_t i = 0; i < timeline->count; i++)
                if (timeline->marks[i].what == TIMELINE_SPAN && timeline->marks[i].history)
                        spans[count++] = &timeline->marks[i];
        if (count > 1)
                qsort(spans, count, sizeof(spans[0]), compare_spans);
        return count;
}

/* How a task ended of which nobody told the outcome; a state that is no end has no words. */
static const char *const ended_words[TASK_STATE_COUNT] = {
        [TASK_STATE_COMPLETED] = N_("ended by a rule"),
        [TASK_STATE_CANCELLED] = N_("cancelled"),
        [TASK_STATE_FAILED] = N_("nobody did it"),
        [TASK_STATE_REJECTED] = N_("nobody did it"),
};

static const char *ended_how(const struct timeline_mark *span) {
        const struct task *task = &span->history->task;

        if (task->ended_us == 0)
                return _("still open");
        if (task->outcome != OUTCOME_NONE)
                return report_outcome(task->outcome);
        return ended_words[task->state] ? _(ended_words[task->state]) : "–";
}

/* "care assistant → registered nurse": those that follow each other, each once. */
static void add_role(struct text_buffer *roles, const char **last, const char *role) {
        if (role[0] == '\0' || (*last && text_equal(*last, role)))
                return;
        text_append(roles, *last ? " → " : "");
        text_append(roles, report_role(role));
        *last = role;
}

/* Whom nattvakt asked, in order. A task is its taker's later on, so only its steps know. */
static void cell_asked(struct text_buffer *text, const struct history *history) {
        struct text_buffer roles = { 0 };
        const char *last = NULL;
        bool has_asked = false;

        for (size_t i = 0; i < history->count; i++) {
                has_asked |= history->steps[i].has_assignment;
                if (history->steps[i].has_assignment)
                        add_role(&roles, &last, history->steps[i].assignment.role);
        }
        if (!has_asked) /* so the ledger counts it */
                add_role(&roles, &last, history->task.asked_role);
        html_element(text, "td", last ? roles.data : "–");
        text_buffer_done(&roles);
}

static bool is_work(const struct entry *entry) {
        static const struct nuisances none = { 0 };

        return figure_has(FIGURE_DIRECT_MINUTES, entry, &none);
}

/* Who did it by the same entries as the minutes by competence; else who has taken it. */
static void cell_done_by(struct text_buffer *text, const struct timeline *timeline,
                         const struct history *history) {
        const struct report_input *input = timeline->input;
        struct text_buffer roles = { 0 };
        const char *last = NULL, *taker = "";
        char words[PAGE_LINE_SIZE] = "–";

        for (size_t i = 0; i < input->entry_count; i++) {
                const struct entry *entry = &input->entries[i];

                if (!text_equal(entry->task, history->task.id) || !is_work(entry))
                        continue;
                if (entry->what == ENTRY_ALARM) /* its handling is the last one's */
                        taker = entry->used_role;
                else
                        add_role(&roles, &last, entry->used_role);
        }
        for (size_t i = 0; i < history->count; i++)
                if (history->steps[i].order == TASK_ORDER_ACCEPT ||
                    history->steps[i].order == TASK_ORDER_START)
                        taker = history->steps[i].role;
        if (!last && taker[0] != '\0')
                /* TRANSLATORS: a role that said "I have it", and did not do it (yet) */
                snprintf(words, sizeof(words), _("taken by %s"), report_role(taker));
        html_element(text, "td", last ? roles.data : words);
        text_buffer_done(&roles);
}

static void happened_row(struct text_buffer *text, const struct timeline *timeline,
                         const struct timeline_mark *span) {
        const struct task *task = &span->history->task;
        const struct catalogue *catalogue = &timeline->input->configuration->catalogue;
        char clock[TIME_TEXT_SIZE], how[PAGE_LINE_SIZE];
        int64_t accepted_us = response_accepted_at(span->history);

        text_append(text, "<tr>");
        html_element(text, "th scope=\"row\" class=\"t\"",
                     html_clock(zone_of(timeline), task->opened_us, clock));
        html_element(text, "td class=\"place\"",
                     span->place[0] != '\0' ? timeline_row_label(timeline, span)
                                            : timeline_department_label(timeline, span));
        html_element(text, "td", page_code(catalogue, task->code));
        cell_asked(text, span->history);
        cell_done_by(text, timeline, span->history);
        cell_span(text, task->opened_us, accepted_us < 0 ? 0 : accepted_us);
        cell_span(text, task->opened_us, task->ended_us);
        snprintf(how, sizeof(how), "%s%s%s", ended_how(span), span->breached ? "; " : "",
                 span->breached ? _("a deadline passed") : "");
        html_element(text, "td", how);
        text_append(text, "</tr>\n");
}

void night_happened(struct text_buffer *text, const struct timeline *timeline) {
        _cleanup_(freep) const struct timeline_mark **spans =
                alloc_zero(timeline->count, sizeof(spans[0]));
        size_t count = collect(timeline, spans);
        const char *const heads[] = { _("Time"),        _("Place"),       _("What"),
                                      _("Asked"),       _("Done by"),     _("Taken after"),
                                      _("Ended after"), _("How it ended") };

        html_section(text, "happened", _("What happened"));
        html_element(text, "p class=\"soft lead-in\"",
                     _("Calls, alarms, doses and devices, and planned tasks that did not go as "
                       "planned. Asked: whom nattvakt asked, in order. Spans are minutes and "
                       "seconds."));
        if (count == 0) {
                html_element(text, "p", _("Nothing outside the plan was recorded."));
        } else {
                html_table(text, _("What happened"), heads, ELEMENTS(heads));
                for (size_t i = 0; i < count; i++)
                        happened_row(text, timeline, spans[i]);
                html_table_end(text);
        }
        html_section_end(text);
}

/* "22:25 call; 22:33 visit" of the marks in [from, to) that are planned or not. */
static void linear_cell(struct text_buffer *text, const struct timeline *timeline, size_t from,
                        size_t to, bool planned) {
        struct text_buffer line = { 0 };
        char clock[TIME_TEXT_SIZE];

        for (size_t i = from; i < to; i++) {
                const struct timeline_mark *mark = &timeline->marks[i];

                if (mark->planned != planned || mark->what == TIMELINE_SPAN)
                        continue;
                if (line.size > 0)
                        text_append(&line, "; ");
                text_append(&line, html_clock(zone_of(timeline),
                                              mark->to_us != 0 ? mark->to_us : mark->at_us, clock));
                text_append(&line, " ");
                text_append(&line, timeline_words(timeline, mark));
        }
        html_element(text, "td", line.size > 0 ? line.data : "–");
        text_buffer_done(&line);
}

void night_linear(struct text_buffer *text, const struct timeline *timeline) {
        const char *const heads[] = { _("Department"), _("Place"), _("As planned"),
                                      _("Outside the plan, and events") };

        text_append(text, "<div class=\"paper\">\n");
        html_details(text, _("The time line as a table"), _("The time line, place by place"), heads,
                     ELEMENTS(heads));
        for (size_t i = 0, next; i < timeline->count; i = next) {
                next = timeline_next_row(timeline, i);
                text_append(text, "<tr>");
                html_element(text, "td", timeline_department_label(timeline, &timeline->marks[i]));
                html_element(text, "th scope=\"row\" class=\"place\"",
                             timeline_row_label(timeline, &timeline->marks[i]));
                linear_cell(text, timeline, i, next, true);
                linear_cell(text, timeline, i, next, false);
                text_append(text, "</tr>\n");
        }
        html_details_end(text);
        text_append(text, "</div>\n");
}

static const char *const causes[BLIND_CAUSE_COUNT] = {
        [BLIND_CAUSE_DOWN] = N_("the gateway was down"),
        [BLIND_CAUSE_BROKER] = N_("no connection to the broker"),
        [BLIND_CAUSE_JOURNAL] = N_("the journal could not be written"),
        [BLIND_CAUSE_CLOCK] = N_("the clock was not trusted"),
};

void night_blind(struct text_buffer *text, const struct timeline *timeline) {
        const char *const heads[] = { _("From"), _("To"), _("Minutes"), _("Why") };
        char words[TIME_TEXT_SIZE], minutes[NUMBER_TEXT_SIZE];

        if (timeline->blind_count == 0)
                return;
        text_append(text, "<div class=\"keep\">\n");
        html_table(text, _("Blind minutes"), heads, ELEMENTS(heads));
        for (size_t i = 0; i < timeline->blind_count; i++) {
                const struct timeline_blind *blind = &timeline->blind[i];

                text_append(text, "<tr>");
                html_element(text, "th scope=\"row\"",
                             html_clock(zone_of(timeline), blind->from_us, words));
                html_element(text, "td", html_clock(zone_of(timeline), blind->to_us, words));
                html_element(text, "td",
                             number_text((blind->to_us - blind->from_us) * THOUSAND, US_PER_MIN, 1,
                                         minutes));
                html_element(text, "td", _(causes[blind->cause]));
                text_append(text, "</tr>\n");
        }
        html_table_end(text);
        text_append(text, "</div>\n");
}
