/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Looks a page over: is it well-formed as XML, and do its ids hold? And finds and counts in it. */

#include <stdbool.h>
#include <stddef.h>

/**
 * Whether every tag of @page is closed in its order, attributes stand in quotes, & and < begin only what they
 * may, no id comes twice, and what is pointed at by aria-labelledby is there. NULL, or what is wrong and where, which
 * the caller frees.
 */
char *markup_fault(const char *page);

/** How often @what stands in @page. */
size_t markup_count(const char *page, const char *what);

/** The text of the @nth (0..) element <@tag after @from, without the tags in it, into @text of @size; NULL: none. */
const char *markup_text(const char *from, const char *tag, size_t nth, char *text, size_t size);

/** The number of attribute @key in the tag that begins at or after @tag; -1: none. */
long markup_number(const char *tag, const char *key);
