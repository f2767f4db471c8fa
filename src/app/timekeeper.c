/* SPDX-License-Identifier: Apache-2.0 */
#include "timekeeper.h"

void timekeeper_init(struct timekeeper *time, int64_t newest_us, const struct moment *kernel) {
        int64_t from_us = newest_us ? newest_us : kernel->wall_us;

        *time = (struct timekeeper){
                .anchor_wall_us = kernel->wall_trusted ? kernel->wall_us : from_us,
                .anchor_boot_us = kernel->boot_us,
                .trusted = kernel->wall_trusted,
                /* That newest word itself was of a good time. */
                .untrusted_since_us = from_us + 1,
        };
}

static bool is_jump(int64_t delta_us) {
        return delta_us > TIMEKEEPER_JUMP_US || delta_us < -TIMEKEEPER_JUMP_US;
}

int timekeeper_moment(struct timekeeper *time, const struct moment *kernel,
                      struct moment *ret_moment, int64_t *ret_delta_us) {
        int64_t substitute = time->anchor_wall_us + kernel->boot_us - time->anchor_boot_us;
        int64_t delta_us = kernel->wall_us - substitute;
        bool came;

        *ret_moment = *kernel;
        *ret_delta_us = 0;
        if (!kernel->wall_trusted) {
                if (time->trusted) { /* synchronisation was lost: run on from the last good time */
                        time->untrusted_since_us = substitute;
                        time->trusted = false;
                }
                ret_moment->wall_us = substitute;
                return TIMEKEEPER_SAME;
        }

        came = !time->trusted;
        time->anchor_wall_us = kernel->wall_us;
        time->anchor_boot_us = kernel->boot_us;
        time->trusted = true;
        if (!came && !is_jump(delta_us))
                return TIMEKEEPER_SAME;
        *ret_delta_us = delta_us;
        return came ? TIMEKEEPER_CAME : TIMEKEEPER_JUMPED;
}
