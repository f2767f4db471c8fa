/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Collecting faults: one sentence each, at the place in the file that has to be changed. */

#include "config.h"
#include "tree.h"

#define FAULT_FILES_MAX 4

/* So many digits in a row look like a national identity number; faults show them as '#'. */
#define FAULT_NATIONAL_DIGITS 11

/** The files of a configuration folder in the order in which their faults are told. */
extern const char *const fault_files[FAULT_FILES_MAX];

/** Adds a fault at @node, or about @file as a whole where @node is NULL. */
void fault_add(struct config_faults *faults, const struct node *node, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
void fault_add_at(struct config_faults *faults, const char *file, int line, int column,
                  const char *format, ...) __attribute__((format(printf, 5, 6)));

/** Takes back what was told at @node, for somebody who knows better what is wrong there. */
void fault_forget(struct config_faults *faults, const struct node *node);

/** Puts them in order of file, line and column. */
void fault_sort(struct config_faults *faults);

/** How many bytes of @text to show in a sentence: few, and no character is cut. For "%.*s". */
int fault_shown(const char *text);
#define FAULT_TEXT(text) fault_shown(text), (text)
