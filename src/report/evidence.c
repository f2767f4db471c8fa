/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The evidence of a figure: every entry that is a part of it, with what it adds. The same weights made
 * the figure, so they add up to it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "coverage.h"
#include "figure.h"
#include "nattvakt/cleanup.h"
#include "number.h"
#include "say.h"

/* Minutes by competence: the words before the role. */
#define ASKED "asked_minutes:"
#define USED  "used_minutes:"
#define MOVED "moved_minutes"
#define TIMED "measured_minutes"

/* Which entries are wanted, and with which sign. */
struct selection {
        enum figure figure;
        const char *asked, *used; /* only this role; NULL any */
        bool moved, measured;
        int sign;
};

static int select_figure(const char *word, struct selection *ret_selection) {
        struct selection selection = { .figure = FIGURE_DIRECT_MINUTES, .sign = 1 };
        int figure = figure_from_word(word);

        if (figure >= 0)
                selection.figure = (enum figure)figure;
        else if (text_starts_with(word, ASKED))
                selection.asked = word + strlen(ASKED);
        else if (text_starts_with(word, USED))
                selection.used = word + strlen(USED);
        else if (text_equal(word, MOVED))
                selection.moved = true;
        else if (text_equal(word, TIMED))
                selection.measured = true;
        else
                return -ENOENT;
        *ret_selection = selection;
        return 0;
}

static bool is_selected(const struct selection *selection, const struct entry *entry) {
        return (!selection->asked || text_equal(entry->asked_role, selection->asked)) &&
               (!selection->used || text_equal(entry->used_role, selection->used)) &&
               (!selection->moved || !text_equal(entry->asked_role, entry->used_role)) &&
               (!selection->measured || entry->measured);
}

static struct evidence evidence_of(const struct entry *entry, int64_t weight) {
        return (struct evidence){ .what = entry_what_word(entry->what),
                                  .task = entry->task,
                                  .event = entry->event,
                                  .code = entry->code,
                                  .department = entry->department,
                                  .place = entry->place,
                                  .resident = entry->resident,
                                  .night = entry->night,
                                  .at_us = entry->at_us,
                                  .weight = weight,
                                  .measured = entry->measured };
}

static int walk(const struct report_input *input, const struct selection *selection,
                evidence_fn each, void *userdata) {
        struct nuisances nuisances;
        int r = 0;

        nuisances_build(input, &nuisances);
        for (size_t i = 0; i < input->entry_count && r == 0; i++) {
                const struct entry *entry = &input->entries[i];
                struct evidence item;

                if (!figure_holds(input, entry) || !is_selected(selection, entry) ||
                    !figure_has(selection->figure, entry, &nuisances))
                        continue;
                item = evidence_of(entry, selection->sign * figure_weight(selection->figure, entry,
                                                                          &nuisances));
                r = each(userdata, &item);
        }
        nuisances_done(&nuisances);
        return r;
}

/* What is no sum over entries. */
static const struct {
        const char *word;
        int (*walk)(const struct report_input *input, evidence_fn each, void *userdata);
} others[] = {
        { "planned_checks", coverage_evidence_planned },
        { "recorded_checks", coverage_evidence_recorded },
        { "blind_minutes", coverage_evidence_blind },
        { "time_to_accept", response_evidence_accept },
        { "time_to_presence", response_evidence_presence },
        { "presence_at_visit_end", response_evidence_at_end },
        { "cleared_by_look", response_evidence_cleared },
};

int report_evidence(const struct report_input *input, const char *word, evidence_fn each,
                    void *userdata) {
        struct selection selection;
        int r = select_figure(word, &selection);

        for (size_t i = 0; i < ELEMENTS(others); i++)
                if (text_equal(others[i].word, word))
                        return others[i].walk(input, each, userdata);
        return r < 0 ? r : walk(input, &selection, each, userdata);
}

#define CHANGE_OF(change, word, figure, sign, text) [CHANGE_##change] = { FIGURE_##figure, sign },
static const struct {
        enum figure figure;
        int sign; /* of before; after has the other */
} changes[] = { CHANGES(CHANGE_OF) };

int period_evidence(const struct report_input *before, const struct report_input *after,
                    const char *word, evidence_fn each, void *userdata) {
        int change = change_figure_from_word(word);
        struct selection selection = { 0 };
        int r;

        if (change < 0)
                return -ENOENT;
        selection.figure = changes[change].figure;
        selection.sign = changes[change].sign;
        r = walk(before, &selection, each, userdata);
        if (r != 0)
                return r;
        selection.sign = -selection.sign;
        return walk(after, &selection, each, userdata);
}

struct lines {
        const struct zone *zone;
        struct text_buffer *text;
        int64_t sum;
        size_t count;
};

static int add_line(void *userdata, const struct evidence *item) {
        struct lines *lines = userdata;
        char date[NUMBER_TEXT_SIZE], clock[TIME_TEXT_SIZE], weight[NUMBER_TEXT_SIZE];

        number_left(lines->text, number_date_text(zone_day(lines->zone, item->at_us), date), 11);
        number_left(lines->text, clock_text(lines->zone, item->at_us, true, clock), 9);
        number_right(lines->text, number_text(item->weight, 1, 1, weight), 8);
        text_append(lines->text, item->measured ? " * " : "   ");
        number_left(lines->text, item->what, 26);
        number_left(lines->text, item->place, 13);
        number_left(lines->text, item->resident, 7);
        text_append(lines->text, item->task);
        text_append(lines->text, "\n");
        lines->sum += item->weight;
        lines->count++;
        return 0;
}

int evidence_text(const struct report_input *input, const char *word, struct text_buffer *text) {
        struct lines lines = { .zone = &input->configuration->site.zone, .text = text };
        char sum[NUMBER_TEXT_SIZE];
        int r = report_evidence(input, word, add_line, &lines);

        if (r < 0)
                return r;
        /* TRANSLATORS: the sum below a list of evidence; %s the figure's word and its sum */
        text_appendf(text, _("%s: %s in %zu entries (* measured minutes)\n"), word,
                     number_text(lines.sum, 1, 1, sum), lines.count);
        return 0;
}
