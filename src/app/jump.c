/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A trusted clock that is set: by hand, or by a time server after a long silence. Deadlines run on
 * CLOCK_BOOTTIME and are kept as UTC (ARCHITECTURE, invariant 5), so they move with the clock.
 */
#include "flow_private.h"

static void settle(void *userdata, const struct change_list *changes) {
        flow_settle(userdata, changes);
}

void flow_clock_jumped(struct flow *flow, int64_t delta_us, const struct moment *now) {
        flow_begin(flow, now);
        book_shift(flow->book, delta_us, now, settle, flow);
        if (flow->handover_us != TIME_NEVER)
                flow->handover_us += delta_us;
        flow->alive_us = 0; /* written anew: what is ahead of the clock is no age */
        flow->news = true;
}
