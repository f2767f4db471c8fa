/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What histories, events, the rota and blind rows say of the nights, beside the ledger. Private. */

#include "report.h"

/** Whether @history belongs to @input's nights and department (no test tasks); its night if @ret_night. */
bool coverage_holds(const struct report_input *input, const struct history *history,
                    int64_t *ret_night);

/** Fills what is not a sum of entries. days, nights and figures are there already. */
void coverage_build(const struct report_input *input, struct report *report);

/** Times to accept and to first presence. */
void response_build(const struct report_input *input, struct report *report);

/** Simultaneous tasks and minutes with nobody free. */
void load_build(const struct report_input *input, struct report *report);
