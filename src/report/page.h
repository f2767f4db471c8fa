/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the pages for people have in common: head, foot, rows. Private to the report. */

#include "number.h"
#include "report.h"

#define PAGE_LABEL_WIDTH 40 /* characters; a page is readable at 100 */
#define PAGE_LINE_SIZE   256

/** "Solskinnstoppen sykehjem, Tyttebærtunet" into @text of PAGE_LINE_SIZE; returns @text. */
const char *page_place(const struct report_input *input, char *text);

/** An empty line and a title. */
void page_section(struct text_buffer *text, const char *title);

/** A label and a value on the right of @width. */
void page_row(struct text_buffer *text, const char *label, const char *value, int width);

/** What must stand above all figures: simulated, blind, clock, nothing recorded. Nothing when all is well. */
void page_warnings(struct text_buffer *text, const struct report *report);

/** Which configuration and version made it, and what it is not. */
void page_foot(struct text_buffer *text, const struct report *report);

/** "0:45 / 1:30 / 4:10" into @value of PAGE_LINE_SIZE; a dash when none. */
const char *page_spread(const struct spread *spread, char *value);

/** "12 of 14": so many have a time. */
const char *page_known(const struct spread *spread, char *value);

/** What people call a role of the register. */
const char *page_role(const char *role);
