/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Scope-bound ownership: what is declared with _cleanup_ is released when its name goes away. */

#include <stdio.h>
#include <stdlib.h>

#define _cleanup_(fn) __attribute__((cleanup(fn)))

/* Moves a pointer out of its owner: return take(object); */
#define take(pointer)                                   \
        ({                                              \
                __typeof__(pointer) _taken = (pointer); \
                (pointer) = NULL;                       \
                _taken;                                 \
        })

#define ELEMENTS(array) (sizeof(array) / sizeof((array)[0]))

/** For _cleanup_(freep) on any malloc'ed pointer: void *, char * and so on. */
static inline void freep(void *pointer) {
        free(*(void **)pointer);
}

static inline void fclosep(FILE **file) {
        if (*file)
                fclose(*file);
}
