/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <errno.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/reading.h"

#define MEASURE_WORD(measure, word) [MEASURE_##measure] = word,
static const char *const measure_words[] = { MEASURES(MEASURE_WORD) };
WORDS_DEFINE(measure)

int reading_list_add(struct reading_list *list, const struct reading *reading) {
        assert(list->count <= READING_LIST_MAX);
        if (list->count == READING_LIST_MAX)
                return -ENOSPC;

        list->at[list->count++] = *reading;
        return 0;
}
