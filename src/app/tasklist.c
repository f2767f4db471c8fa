/* SPDX-License-Identifier: Apache-2.0 */
/* A list of some hundred rows at most (a day's tasks), so it is searched from the front. */
#include "tasklist.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/task.h"
#include "phrase.h"
#include "say.h"
#include "show.h"

#define SHOWN_ID 8 /* characters: what explain and the commands take */

enum column {
        COLUMN_ID,
        COLUMN_URGENCY,
        COLUMN_TIME,
        COLUMN_WHAT,
        COLUMN_WHERE,
        COLUMN_RESIDENT,
        COLUMN_STATE,
        COLUMN_COUNT
};

struct line {
        char text[COLUMN_COUNT][PHRASE_SIZE];
        struct json_object *task; /* NULL: the heading */
};

void tasklist_done(struct tasklist *list) {
        for (size_t i = 0; i < list->count; i++)
                json_object_put(list->rows[i].task);
        free(list->rows);
        *list = (struct tasklist){ 0 };
}

static struct tasklist_row *find_row(struct tasklist *list, const char *id) {
        for (size_t i = 0; i < list->count; i++)
                if (text_equal(list->rows[i].id, id))
                        return &list->rows[i];
        return NULL;
}

static void remove_row(struct tasklist *list, struct tasklist_row *row) {
        json_object_put(row->task);
        list->count--;
        memmove(row, row + 1, (size_t)(list->rows + list->count - row) * sizeof(*row));
}

static int64_t sequence_of(struct json_object *task) {
        int64_t sequence = 0;

        json_integer(task, "sequence", &sequence);
        return sequence;
}

int tasklist_take(struct tasklist *list, const char *id, const char *payload, size_t size) {
        struct tasklist_row *row = find_row(list, id);
        _cleanup_(json_freep) struct json_object *task = NULL;

        if (size == 0) {
                if (row)
                        remove_row(list, row);
                return row != NULL;
        }
        task = payload ? json_parse_object(payload, size) : NULL;
        if (!task || !text_equal(json_text(task, "id"), id) || strlen(id) >= ID_SIZE)
                return -EBADMSG;
        if (row && sequence_of(row->task) == sequence_of(task))
                return 0;
        if (!row) {
                alloc_room(&list->rows, list->count, &list->capacity, sizeof(*list->rows));
                row = &list->rows[list->count++];
                text_set(row->id, id);
        }
        json_object_put(row->task);
        row->task = take(task);
        return 1;
}

int tasklist_find(const struct tasklist *list, const char *start, struct json_object **ret_task) {
        struct json_object *found = NULL;

        for (size_t i = 0; i < list->count; i++) {
                if (!text_starts_with(list->rows[i].id, start))
                        continue;
                if (found)
                        return -ENOTUNIQ;
                found = list->rows[i].task;
        }
        if (found)
                *ret_task = found;
        return found != NULL;
}

static int priority_of(struct json_object *task) {
        const char *word = json_text(task, "priority");

        return word ? task_priority_from_word(word) : -1;
}

static int compare(const void *left, const void *right) {
        const struct tasklist_row *a = left, *b = right;
        int order = priority_of(b->task) - priority_of(a->task);
        const char *from = json_text(a->task, "opened_at"), *to = json_text(b->task, "opened_at");

        if (order == 0 && from && to) /* RFC 3339 in UTC of one form: rises as text does */
                order = strcmp(from, to);
        return order ? order : strcmp(a->id, b->id);
}

void tasklist_sort(struct tasklist *list) {
        if (list->count > 0)
                qsort(list->rows, list->count, sizeof(*list->rows), compare);
}

static void set(char field[PHRASE_SIZE], const char *text) {
        if (text)
                text_copy(field, PHRASE_SIZE, text);
}

static void fill_heading(struct line *line) {
        set(line->text[COLUMN_ID], _("Task"));
        set(line->text[COLUMN_URGENCY], _("Urgency"));
        set(line->text[COLUMN_TIME], _("Since"));
        set(line->text[COLUMN_WHAT], _("What"));
        set(line->text[COLUMN_WHERE], _("Where"));
        set(line->text[COLUMN_RESIDENT], _("Resident"));
        set(line->text[COLUMN_STATE], _("State"));
}

static void fill_line(struct line *line, const struct configuration *configuration,
                      const struct tasklist_row *row) {
        const char *opened = json_text(row->task, "opened_at");
        struct text_buffer state = { 0 };
        char clock[TIME_TEXT_SIZE];
        int64_t us;

        line->task = row->task;
        memcpy(line->text[COLUMN_ID], row->id, strnlen(row->id, SHOWN_ID));
        if (opened && time_parse(opened, &us) == 0)
                set(line->text[COLUMN_TIME],
                    clock_text(&configuration->site.zone, us, false, clock));
        show_what(configuration, row->task, line->text[COLUMN_WHAT]);
        set(line->text[COLUMN_WHERE], show_where(configuration, row->task));
        set(line->text[COLUMN_RESIDENT], json_text(row->task, "resident"));
        show_state(configuration, row->task, &state);
        set(line->text[COLUMN_STATE], state.data);
        set(line->text[COLUMN_URGENCY], show_urgency_word(row->task));
        text_buffer_done(&state);
}

static void append_line(struct text_buffer *text, const struct line *line,
                        const size_t widths[COLUMN_COUNT]) {
        for (size_t i = 0; i < COLUMN_COUNT; i++) {
                if (i == COLUMN_URGENCY && line->task)
                        show_urgency(line->task, widths[i], text);
                else if (i + 1 == COLUMN_COUNT)
                        text_append(text, line->text[i]);
                else
                        phrase_column(text, line->text[i], widths[i]);
                text_append(text, i + 1 < COLUMN_COUNT ? "  " : "\n");
        }
}

/* Below the line of a bridge or a chip: which of the residents' devices are dead with it. */
static void append_behind(struct text_buffer *text, const struct line *line,
                          const struct configuration *configuration, size_t indent) {
        _cleanup_(text_buffer_done) struct text_buffer behind = { 0 };

        show_behind(configuration, line->task, &behind);
        if (!behind.size)
                return;
        phrase_column(text, "", indent);
        text_appendf(text, "  %s\n", behind.data);
}

void tasklist_table(const struct tasklist *list, const struct configuration *configuration,
                    struct text_buffer *text) {
        _cleanup_(freep) struct line *lines = alloc_zero(list->count + 1, sizeof(*lines));
        size_t widths[COLUMN_COUNT] = { 0 }, count = 1;

        fill_heading(&lines[0]);
        for (size_t i = 0; i < list->count; i++)
                if (show_is_open(list->rows[i].task))
                        fill_line(&lines[count++], configuration, &list->rows[i]);
        if (count == 1) {
                text_appendf(text, "%s\n", _("No open tasks."));
                return;
        }

        for (size_t i = 0; i < count; i++)
                for (size_t c = 0; c < COLUMN_COUNT; c++)
                        if (phrase_width(lines[i].text[c]) > widths[c])
                                widths[c] = phrase_width(lines[i].text[c]);
        for (size_t i = 0; i < count; i++) {
                append_line(text, &lines[i], widths);
                if (lines[i].task)
                        append_behind(text, &lines[i], configuration, widths[COLUMN_ID]);
        }
}

void tasklist_json(const struct tasklist *list, const struct configuration *configuration,
                   bool pretty, struct text_buffer *text) {
        _cleanup_(json_freep) struct json_object *object = json_object_new_object();
        struct json_object *tasks = json_object_new_array();
        int flags =
                pretty ? JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED : JSON_C_TO_STRING_PLAIN;

        json_add_text(object, "site", configuration->site.name);
        for (size_t i = 0; i < list->count; i++)
                if (show_is_open(list->rows[i].task))
                        json_object_array_add(tasks, json_object_get(list->rows[i].task));
        json_object_object_add(object, "tasks", tasks);
        text_append(text,
                    json_object_to_json_string_ext(object, flags | JSON_C_TO_STRING_NOSLASHESCAPE));
        text_append(text, "\n");
}
