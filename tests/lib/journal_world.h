/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A folder of its own for each test's journal, and rows to put into it. Rows are filled through the
 * columns' own description, so a column that comes is filled without a word here.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nattvakt/cleanup.h"
#include "private.h"

#define AT_US INT64_C(1793588400000000) /* 2026-11-02T03:00:00Z */

struct world {
        char folder[64];
        char path[96];
};

static inline int world_open(void **state) {
        struct world *world = calloc(1, sizeof(*world));

        assert_non_null(world);
        snprintf(world->folder, sizeof(world->folder), "/tmp/nattvakt-journal-XXXXXX");
        assert_non_null(mkdtemp(world->folder));
        snprintf(world->path, sizeof(world->path), "%s/journal.db", world->folder);
        *state = world;
        return 0;
}

static inline int world_close(void **state) {
        struct world *world = *state;
        DIR *folder = opendir(world->folder);
        struct dirent *entry;

        while (folder && (entry = readdir(folder)))
                if (entry->d_name[0] != '.')
                        unlinkat(dirfd(folder), entry->d_name, 0);
        closedir(folder);
        rmdir(world->folder);
        free(world);
        return 0;
}

#define world_test(function) cmocka_unit_test_setup_teardown(function, world_open, world_close)

static inline struct journal *opened(const char *path, enum journal_use use) {
        struct journal *journal = NULL;

        assert_int_equal(journal_open(path, use, &journal), 0);
        assert_non_null(journal);
        return journal;
}

/* Fills a text to its last byte: @seed, then letters. */
static inline void fill_text(char *field, size_t size, int seed) {
        int used = snprintf(field, size, "%d-", seed);

        for (size_t i = (size_t)used; i + 1 < size; i++)
                field[i] = (char)('a' + i % 26);
        field[size - 1] = '\0';
}

static inline void fill_column(const struct column *column, char *row, int seed) {
        char *field = row + column->offset;
        int64_t wide = INT64_C(-7000000000) - seed;
        int narrow = -seed;
        double real = 0.1 + seed;
        unsigned word = column->words ? (unsigned)(column->words->count - 1) : 0;

        if (column->type == COLUMN_TEXT)
                fill_text(field, column->size, seed);
        else if (column->type == COLUMN_WORD)
                memcpy(field, &word, sizeof(word));
        else if (column->type == COLUMN_BOOL)
                *(bool *)field = true;
        else if (column->type == COLUMN_INT)
                memcpy(field, &narrow, sizeof(narrow));
        else if (column->type == COLUMN_INT64)
                memcpy(field, &wide, sizeof(wide));
        else if (column->type == COLUMN_REAL)
                memcpy(field, &real, sizeof(real));
        else if (column->type == COLUMN_LADDER) {
                struct ladder_step *ladder = (void *)field;

                for (int i = 0; i < LADDER_MAX; i++) {
                        ladder[i].after_s = seed * 100 + i;
                        ladder[i].to = (enum rung)(i % RUNG_COUNT);
                        fill_text(ladder[i].role, sizeof(ladder[i].role), seed + i);
                }
                *(size_t *)(void *)(row + column->size) = LADDER_MAX;
        } else if (column->type == COLUMN_LIST)
                for (size_t i = 0; i < column->many; i++)
                        fill_text(field + i * column->size, column->size, seed + (int)i);
}

/* Every member that has a column differs from zero; @row was zeroed. */
static inline void fill(enum table_id table, void *row, int seed) {
        for (size_t i = 0; i < tables[table].count; i++)
                fill_column(&tables[table].columns[i], row, seed + (int)i);
}

static inline struct event event_made(const char *id, int64_t received_us) {
        struct event event = { .kind = EVENT_KIND_BED_EXIT,
                               .department = "tyttebaertunet",
                               .place = "room-104",
                               .resident = "r-104",
                               .device = "0x00158d0001a2b3c4",
                               .occurred_us = received_us,
                               .received_us = received_us,
                               .seconds = -1 };

        text_set(event.id, id);
        return event;
}

static inline struct task task_made(const char *id, int64_t opened_us) {
        struct task task = { .code = "bed-exit",
                             .origin = "event:1",
                             .department = "tyttebaertunet",
                             .place = "room-104",
                             .incident = "bed-exit",
                             .sequence = 1,
                             .durable = true,
                             .opened_us = opened_us };

        text_set(task.id, id);
        return task;
}

static inline struct transition transition_made(const char *task, int64_t sequence, int64_t at_us) {
        struct transition step = {
                .sequence = sequence, .at_us = at_us, .order = TASK_ORDER_OPEN, .rule = "opens"
        };

        text_set(step.task, task);
        return step;
}

/* An id of 32 characters, another for each @number. */
static inline const char *id_of(int number, char id[ID_SIZE]) {
        snprintf(id, ID_SIZE, "%08x%024x", (unsigned)number * 2654435761u, (unsigned)number);
        return id;
}
