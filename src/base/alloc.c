/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "nattvakt/alloc.h"

#define ROOM_MIN 8

void *alloc_zero(size_t n, size_t size) {
        void *memory = calloc(n ? n : 1, size ? size : 1);

        if (!memory)
                abort();
        return memory;
}

char *alloc_text(const char *text) {
        char *copy = strdup(text);

        if (!copy)
                abort();
        return copy;
}

void alloc_room(void *items, size_t count, size_t *capacity, size_t size) {
        void *old, *grown;
        size_t room = *capacity ? *capacity * 2 : ROOM_MIN;

        assert(count <= *capacity);
        assert(size > 0);
        if (count < *capacity)
                return;

        /* @items is a pointer to a pointer of any type: its bytes are copied, it is not cast. */
        memcpy(&old, items, sizeof(old));
        grown = reallocarray(old, room, size);
        if (!grown)
                abort();
        memset((char *)grown + *capacity * size, 0, (room - *capacity) * size);
        memcpy(items, &grown, sizeof(grown));
        *capacity = room;
}
