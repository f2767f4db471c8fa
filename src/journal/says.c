/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <string.h>

#include "private.h"

const char *journal_says(int error) {
        static const struct {
                int error;
                const char *says;
        } known[] = {
                { -EUCLEAN, "it is no nattvakt journal, or it is damaged" },
                { -EPROTO, "it was written by another version of nattvakt" },
                { -EACCES, "you may not; try with sudo" },
                { -EBUSY, "another program holds it (is another nattvaktd running?)" },
                { -EEXIST, "it exists already, and only a new one is written" },
        };

        for (size_t i = 0; i < ELEMENTS(known); i++)
                if (known[i].error == error)
                        return known[i].says;
        return strerror(-error);
}
