/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers the subjects of a site and finds who belongs to whom, once, so that no message has to. */
#include <assert.h>
#include <string.h>

#include "inside.h"
#include "nattvakt/alloc.h"
#include "nattvakt/text.h"

static int compare_ids(const void *a, const void *b, void *site_) {
        const struct site *site = site_;
        const size_t *first = a, *second = b;

        return strcmp(site->devices[*first].id, site->devices[*second].id);
}

static size_t resident_index(const struct site *site, const char *name) {
        const struct resident *resident = name[0] ? site_resident(site, name) : NULL;

        return resident ? (size_t)(resident - site->residents) : NOBODY;
}

/* The bridge's index, a new one if need be; a site has few. */
static size_t bridge_index(struct sense *sense, const char *name) {
        for (size_t i = 0; i < sense->bridge_count; i++)
                if (text_equal(sense->bridges[i].name, name))
                        return i;
        sense->bridges[sense->bridge_count] = (struct bridge){ .name = name };
        return sense->bridge_count++;
}

static void find_bridges(struct sense *sense) {
        const struct site *site = sense->site;
        size_t used = 0;

        for (size_t i = 0; i < site->device_count; i++) {
                const char *name = site->devices[i].bridge;
                size_t bridge = name[0] ? bridge_index(sense, name) : NOBODY;

                sense->bridge_of[i] = bridge == NOBODY ? NOBODY : site->device_count + bridge;
        }
        for (size_t b = 0; b < sense->bridge_count; b++) {
                sense->bridges[b].first = used;
                for (size_t i = 0; i < site->device_count; i++)
                        if (sense->bridge_of[i] == site->device_count + b)
                                sense->members[used++] = i;
                sense->bridges[b].count = used - sense->bridges[b].first;
        }
}

void subject_init(struct sense *sense) {
        const struct site *site = sense->site;
        size_t n = site->device_count;

        sense->device_by_id = alloc_zero(n, sizeof(size_t));
        sense->bridge_of = alloc_zero(n, sizeof(size_t));
        sense->resident_of = alloc_zero(n, sizeof(size_t));
        sense->members = alloc_zero(n, sizeof(size_t));
        sense->bridges = alloc_zero(n, sizeof(struct bridge));
        for (size_t i = 0; i < n; i++) {
                sense->device_by_id[i] = i;
                sense->resident_of[i] = resident_index(site, site->devices[i].resident);
        }
        if (n > 0)
                qsort_r(sense->device_by_id, n, sizeof(size_t), compare_ids, (void *)site);
        find_bridges(sense);
        dose_init(sense);

        sense->first_bridge = n;
        sense->first_resident = sense->first_bridge + sense->bridge_count;
        sense->first_dose = sense->first_resident + site->resident_count;
        sense->self = sense->first_dose + sense->dose_count;
        sense->subject_count = sense->self + 1;
        sense->cells = alloc_zero(sense->subject_count, sizeof(struct cell *));
        due_init(&sense->due, sense->subject_count);
}

void subject_done(struct sense *sense) {
        while (sense->blocks) {
                struct cell_block *block = sense->blocks;

                sense->blocks = block->next;
                free(block);
        }
        free(sense->cells);
        free(sense->device_by_id);
        free(sense->bridge_of);
        free(sense->resident_of);
        free(sense->members);
        free(sense->bridges);
        free(sense->doses);
        due_done(&sense->due);
}
