/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Memory that is there or the program is not. The journal is durable and systemd restarts us, so
 * being out of memory aborts here, in one place; limits on input come first, so that input cannot
 * bring it about.
 */

#include <stddef.h>

/** @n zeroed elements of @size bytes, never NULL (also for n = 0). The caller frees with free(). */
void *alloc_zero(size_t n, size_t size);

/** A copy of @text, never NULL. The caller frees it. */
char *alloc_text(const char *text);

/**
 * Room for one more element: *@items (count used, *@capacity held, @size bytes each) doubles when it
 * is full. *@items may be NULL when *@capacity is 0. New room is zeroed.
 */
void alloc_room(void *items, size_t count, size_t *capacity, size_t size);
