/* SPDX-License-Identifier: Apache-2.0 */
#include "shelf.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "nattvakt/alloc.h"

static bool stands_before(const struct task *a, const struct task *b) {
        if (a->opened_us != b->opened_us)
                return a->opened_us < b->opened_us;
        return strcmp(a->id, b->id) < 0;
}

void shelf_put(struct shelf *shelf, struct task *task) {
        size_t i = shelf->count;

        alloc_room(&shelf->at, shelf->count, &shelf->capacity, sizeof(*shelf->at));
        for (; i > 0 && stands_before(task, shelf->at[i - 1]); i--)
                shelf->at[i] = shelf->at[i - 1];
        shelf->at[i] = task;
        shelf->count++;
}

void shelf_take(struct shelf *shelf, struct task *task) {
        size_t i = 0;

        while (i < shelf->count && shelf->at[i] != task)
                i++;
        assert(i < shelf->count);
        shelf->count--;
        memmove(&shelf->at[i], &shelf->at[i + 1], (shelf->count - i) * sizeof(*shelf->at));
}

struct task *shelf_find(const struct shelf *shelf, const char *id) {
        for (size_t i = 0; i < shelf->count; i++)
                if (strcmp(shelf->at[i]->id, id) == 0)
                        return shelf->at[i];
        return NULL;
}

void shelf_done(struct shelf *shelf) {
        for (size_t i = 0; i < shelf->count; i++)
                free(shelf->at[i]);
        free(shelf->at);
        *shelf = (struct shelf){ 0 };
}
