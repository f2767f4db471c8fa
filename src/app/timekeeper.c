/* SPDX-License-Identifier: Apache-2.0 */
#include "timekeeper.h"

void timekeeper_init(struct timekeeper *time, int64_t newest_us, const struct moment *kernel) {
        *time = (struct timekeeper){
                .anchor_wall_us = newest_us ? newest_us : kernel->wall_us,
                .anchor_boot_us = kernel->boot_us,
                .trusted = kernel->wall_trusted,
        };
        /* That newest word itself was of a good time. */
        time->untrusted_since_us = time->anchor_wall_us + 1;
}

int timekeeper_moment(struct timekeeper *time, const struct moment *kernel,
                      struct moment *ret_moment, int64_t *ret_delta_us) {
        int64_t substitute = time->anchor_wall_us + kernel->boot_us - time->anchor_boot_us;

        *ret_moment = *kernel;
        *ret_delta_us = 0;
        if (!kernel->wall_trusted) {
                if (time->trusted) { /* synchronisation was lost: run on from the last good time */
                        time->untrusted_since_us = substitute;
                        time->trusted = false;
                }
                ret_moment->wall_us = substitute;
                return 0;
        }

        time->anchor_wall_us = kernel->wall_us;
        time->anchor_boot_us = kernel->boot_us;
        if (time->trusted)
                return 0;

        time->trusted = true;
        *ret_delta_us = kernel->wall_us - substitute;
        return 1;
}
