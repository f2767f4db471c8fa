/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading rows back. A walk steps through one statement of its own and hands each row to its caller,
 * who may end it; histories are walked task by task, each task's transitions through the key that
 * begins with it, so that a year costs what its rows are.
 */
#include <errno.h>
#include <string.h>

#include "nattvakt/alloc.h"
#include "private.h"

/* Of a step: who else was considered is told of one task, and never counted over many. */
#define STEP_WITHOUT_CANDIDATES offsetof(struct transition, assignment.candidates)

int journal_each_device_state(struct journal *journal,
                              int (*each)(void *userdata, const struct device_state *row),
                              void *userdata) {
        _cleanup_(statement_freep) sqlite3_stmt *walk = NULL;
        struct device_state row;
        int r = statement_walk(journal, STATEMENT_DEVICE_STATE_EACH, NULL, 0, &walk);

        if (r < 0)
                return r;
        while ((r = statement_next(journal, walk, TABLE_DEVICE_STATE, &row, sizeof(row))) > 0) {
                r = each(userdata, &row);
                if (r != 0)
                        return r;
        }
        return r;
}

int journal_each_task(struct journal *journal, int64_t ended_after_us,
                      int (*each)(void *userdata, const struct task *task), void *userdata) {
        _cleanup_(statement_freep) sqlite3_stmt *walk = NULL;
        struct task row;
        int r = statement_walk(journal, STATEMENT_TASK_EACH, &ended_after_us, 1, &walk);

        if (r < 0)
                return r;
        while ((r = statement_next(journal, walk, TABLE_TASK, &row, sizeof(row))) > 0) {
                r = each(userdata, &row);
                if (r != 0)
                        return r;
        }
        return r;
}

int journal_each_event(struct journal *journal, int64_t from_us, int64_t to_us,
                       int (*each)(void *userdata, const struct event *event), void *userdata) {
        _cleanup_(statement_freep) sqlite3_stmt *walk = NULL;
        const int64_t range[] = { from_us, to_us };
        struct event row;
        int r = statement_walk(journal, STATEMENT_EVENT_EACH, range, ELEMENTS(range), &walk);

        if (r < 0)
                return r;
        while ((r = statement_next(journal, walk, TABLE_EVENT, &row, sizeof(row))) > 0) {
                r = each(userdata, &row);
                if (r != 0)
                        return r;
        }
        return r;
}

int journal_each_blind(struct journal *journal, int64_t from_us, int64_t to_us,
                       int (*each)(void *userdata, const struct blind_row *row), void *userdata) {
        _cleanup_(statement_freep) sqlite3_stmt *walk = NULL;
        const int64_t range[] = { from_us, to_us };
        struct blind_row row;
        int r = statement_walk(journal, STATEMENT_BLIND_EACH, range, ELEMENTS(range), &walk);

        if (r < 0)
                return r;
        while ((r = statement_next(journal, walk, TABLE_BLIND, &row, sizeof(row))) > 0) {
                r = each(userdata, &row);
                if (r != 0)
                        return r;
        }
        return r;
}

int journal_each_counter(struct journal *journal,
                         int (*each)(void *userdata, enum adapter adapter, enum refusal reason,
                                     int64_t count),
                         void *userdata) {
        _cleanup_(statement_freep) sqlite3_stmt *walk = NULL;
        struct counter_row row;
        int r = statement_walk(journal, STATEMENT_COUNTER_EACH, NULL, 0, &walk);

        if (r < 0)
                return r;
        while ((r = statement_next(journal, walk, TABLE_COUNTER, &row, sizeof(row))) > 0) {
                r = each(userdata, row.adapter, row.reason, row.count);
                if (r != 0)
                        return r;
        }
        return r;
}

int journal_each_repeat(struct journal *journal,
                        int (*each)(void *userdata, const struct repeat_row *row), void *userdata) {
        _cleanup_(statement_freep) sqlite3_stmt *walk = NULL;
        struct repeat_slot row;
        int r = statement_walk(journal, STATEMENT_REPEAT_EACH, NULL, 0, &walk);

        if (r < 0)
                return r;
        while ((r = statement_next(journal, walk, TABLE_REPEAT, &row, sizeof(row))) > 0) {
                r = each(userdata, &row.row);
                if (r != 0)
                        return r;
        }
        return r;
}

int journal_find_event(struct journal *journal, const char *id, struct event *ret_event) {
        sqlite3_stmt *statement;
        struct event found;
        int r = statement_get(journal, STATEMENT_EVENT_FIND, &statement);

        if (r < 0)
                return r;
        sqlite3_bind_text(statement, 1, id, -1, SQLITE_STATIC);
        r = statement_next(journal, statement, TABLE_EVENT, &found, sizeof(found));
        sqlite3_reset(statement);
        if (r > 0)
                *ret_event = found;
        return r;
}

/* Reads the transitions of history->task, @size bytes of each; steps that are there already are reused. 0 or -errno. */
static int read_steps(struct journal *journal, sqlite3_stmt *walk, struct history *history,
                      size_t *capacity, size_t size) {
        int r;

        history->count = 0;
        sqlite3_reset(walk);
        sqlite3_bind_text(walk, 1, history->task.id, -1, SQLITE_STATIC);
        for (;;) {
                alloc_room(&history->steps, history->count, capacity, sizeof(*history->steps));
                r = statement_next(journal, walk, TABLE_TRANSITION, &history->steps[history->count],
                                   size);
                if (r <= 0)
                        return r;
                history->count++;
        }
}

static void history_done(struct history *history) {
        free(history->steps);
}

int journal_each_history(struct journal *journal, int64_t from_us, int64_t to_us,
                         int (*each)(void *userdata, const struct history *history),
                         void *userdata) {
        _cleanup_(statement_freep) sqlite3_stmt *walk = NULL, *steps = NULL;
        _cleanup_(history_done) struct history row = { 0 };
        const int64_t range[] = { from_us, to_us };
        size_t capacity = 0;
        int r = statement_walk(journal, STATEMENT_TASK_HISTORY, range, ELEMENTS(range), &walk);

        if (r >= 0)
                r = statement_walk(journal, STATEMENT_TRANSITION_EACH, NULL, 0, &steps);
        if (r < 0)
                return r;
        while ((r = statement_next(journal, walk, TABLE_TASK, &row.task, sizeof(row.task))) > 0) {
                r = read_steps(journal, steps, &row, &capacity, STEP_WITHOUT_CANDIDATES);
                if (r >= 0)
                        r = each(userdata, &row);
                if (r != 0)
                        return r;
        }
        return r;
}

/* The task whose id is or begins with @id. 1, 0, -ENOTUNIQ. */
static int find_task(struct journal *journal, const char *id, struct task *ret_task) {
        struct task found, other;
        sqlite3_stmt *statement;
        int r = statement_get(journal, STATEMENT_TASK_FIND, &statement), more = 0;

        if (r < 0)
                return r;
        sqlite3_bind_text(statement, 1, id, -1, SQLITE_STATIC);
        r = statement_next(journal, statement, TABLE_TASK, &found, sizeof(found));
        if (r > 0 && !text_equal(found.id, id))
                more = statement_next(journal, statement, TABLE_TASK, &other, sizeof(other));
        sqlite3_reset(statement);
        if (more)
                return more < 0 ? more : -ENOTUNIQ;
        if (r > 0)
                *ret_task = found;
        return r;
}

int journal_history(struct journal *journal, const char *id, struct history *ret_history) {
        _cleanup_(statement_freep) sqlite3_stmt *steps = NULL;
        _cleanup_(history_done) struct history found = { 0 };
        size_t capacity = 0;
        int r;

        if (strlen(id) < JOURNAL_TASK_MIN)
                return -EINVAL;
        r = find_task(journal, id, &found.task);
        if (r <= 0)
                return r;
        r = statement_walk(journal, STATEMENT_TRANSITION_EACH, NULL, 0, &steps);
        if (r >= 0)
                r = read_steps(journal, steps, &found, &capacity, sizeof(struct transition));
        if (r < 0)
                return r;
        *ret_history = found;
        found.steps = NULL;
        return 1;
}
