/* SPDX-License-Identifier: Apache-2.0 */
/* Taking a scratch journal away again: a replay's, a test's. The daemon's is never deleted. */
#include <unistd.h>

#include "nattvakt/text.h"
#include "private.h"

void journal_remove(const char *path) {
        static const char *const ends[] = { "", "-wal", "-shm", ".lock" };

        for (size_t i = 0; i < ELEMENTS(ends); i++) {
                _cleanup_(text_buffer_done) struct text_buffer name = { 0 };

                text_appendf(&name, "%s%s", path, ends[i]);
                unlink(name.data);
        }
}
