/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <string.h>

#include "nattvakt/words.h"

int words_find(const char *const *words, size_t count, const char *word) {
        if (!word)
                return -EINVAL;
        for (size_t i = 0; i < count; i++)
                if (words[i] && strcmp(words[i], word) == 0)
                        return (int)i;
        return -EINVAL;
}
