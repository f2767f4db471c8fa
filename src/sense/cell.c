/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cells and the queue of those to be written. A device has few measures, so a list per subject is
 * searched in a handful of steps; a cell is made when a measure is first heard and never moves.
 */
#include <assert.h>
#include <string.h>

#include "inside.h"
#include "nattvakt/alloc.h"
#include "nattvakt/text.h"

#define SELF_NAME "@sense" /* no device is called so: '@' stands in no ecosystem's ids */

struct cell *cell_find(const struct sense *sense, size_t subject, enum measure measure) {
        assert(subject < sense->subject_count);
        for (struct cell *cell = sense->cells[subject]; cell; cell = cell->next)
                if (cell->measure == measure)
                        return cell;
        return NULL;
}

static struct cell *take_cell(struct sense *sense) {
        struct cell_block *block = sense->blocks;

        if (!block || block->used == CELL_BLOCK_COUNT) {
                block = alloc_zero(1, sizeof(*block));
                block->next = sense->blocks;
                sense->blocks = block;
        }
        return &block->cells[block->used++];
}

struct cell *cell_get(struct sense *sense, size_t subject, enum measure measure) {
        struct cell *cell = cell_find(sense, subject, measure);

        if (cell)
                return cell;
        cell = take_cell(sense);
        cell->subject = subject;
        cell->measure = measure;
        cell->next = sense->cells[subject];
        sense->cells[subject] = cell;
        return cell;
}

void cell_touch(struct sense *sense, struct cell *cell) {
        if (cell->is_dirty)
                return;
        cell->is_dirty = true;
        cell->next_dirty = NULL;
        if (sense->last_dirty)
                sense->last_dirty->next_dirty = cell;
        else
                sense->first_dirty = cell;
        sense->last_dirty = cell;
}

const char *subject_name(const struct sense *sense, size_t subject) {
        assert(subject < sense->subject_count);
        if (subject < sense->first_bridge)
                return sense->site->devices[subject].id;
        if (subject < sense->first_resident)
                return sense->bridges[subject - sense->first_bridge].name;
        if (subject < sense->first_dose)
                return sense->site->residents[subject - sense->first_resident].name;
        if (subject < sense->self)
                return sense->doses[subject - sense->first_dose].key;
        return SELF_NAME;
}

static size_t find_between(const struct sense *sense, size_t from, size_t to, const char *name) {
        for (size_t subject = from; subject < to; subject++)
                if (text_equal(subject_name(sense, subject), name))
                        return subject;
        return NOBODY;
}

static size_t find_device(const struct sense *sense, const char *id) {
        size_t from = 0, to = sense->site->device_count;

        while (from < to) {
                size_t middle = from + (to - from) / 2;
                size_t device = sense->device_by_id[middle];
                int order = strcmp(id, sense->site->devices[device].id);

                if (order == 0)
                        return device;
                if (order < 0)
                        to = middle;
                else
                        from = middle + 1;
        }
        return NOBODY;
}

size_t subject_find(const struct sense *sense, const char *name, enum measure measure) {
        if (measure == MEASURE_BRIDGE_ONLINE)
                return find_between(sense, sense->first_bridge, sense->first_resident, name);
        if (measure == MEASURE_ACTIVITY)
                return find_between(sense, sense->first_resident, sense->first_dose, name);
        if (measure == MEASURE_DOSE)
                return find_between(sense, sense->first_dose, sense->self, name);
        if (measure == MEASURE_HEARD && text_equal(name, SELF_NAME))
                return sense->self;
        return find_device(sense, name);
}
