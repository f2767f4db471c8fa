/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A ring of what made news, newest 2,048. Packet ids are reused in time, so only the newest row with
 * an id counts.
 */
#include "repeat.h"

void repeats_add(struct repeats *repeats, const struct repeat_row *row) {
        repeats->rows[repeats->next] = *row;
        repeats->used[repeats->next] = true;
        repeats->next = (repeats->next + 1) % REPEATS_MAX;
        if (repeats->count < REPEATS_MAX)
                repeats->count++;
}

void repeats_resume(struct repeats *repeats, size_t window) {
        for (size_t i = 0; i < repeats->count; i++)
                repeats->used[i] = false;
        repeats->left = window;
}

bool repeats_is_one(struct repeats *repeats, const struct repeat_row *row) {
        if (repeats->left == 0 || row->mid == 0)
                return false;

        repeats->left--;
        for (size_t age = 1; age <= repeats->count; age++) {
                size_t i = (repeats->next + REPEATS_MAX - age) % REPEATS_MAX;
                const struct repeat_row *known = &repeats->rows[i];

                if (known->mid != row->mid)
                        continue;
                if (known->topic_hash != row->topic_hash ||
                    known->payload_hash != row->payload_hash) {
                        repeats->left = 0; /* the broker has begun with new ones */
                        return false;
                }
                if (repeats->used[i])
                        return false;
                repeats->used[i] = true;
                return true;
        }

        return false;
}
