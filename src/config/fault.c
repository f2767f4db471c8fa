/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of faults that a configuration folder gave. It is bounded, since the ten-thousandth fault
 * of a broken file helps nobody; what is beyond is counted. Values that are shown lose their control
 * characters, so that a file cannot write on the terminal of whoever checks it.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"

#define SHOWN_MAX 60

const char *const fault_files[FAULT_FILES_MAX] = { "nattvakt.yaml", "site.yaml", "tasks.yaml",
                                                   "staff.yaml" };

/* The first byte of a character has not the form 10xxxxxx (RFC 3629 section 3). */
static bool is_inside_character(char byte) {
        return ((unsigned char)byte & 0xc0) == 0x80;
}

int fault_shown(const char *text) {
        size_t size = strnlen(text, SHOWN_MAX);
        while (size > 0 && is_inside_character(text[size]))
                size--;
        return (int)size;
}

static void clean(char *text, size_t size, int wanted) {
        if (wanted >= (int)size) {
                size_t end = size - 1;
                while (end > 0 && is_inside_character(text[end - 1]))
                        end--;
                text[end > 0 ? end - 1 : 0] = '\0';
        }
        for (char *c = text; *c; c++)
                if ((unsigned char)*c < ' ' || *c == 0x7f)
                        *c = '?';
}

/* Wherever a national identity number was written, it does not go on to terminals and logs. */
static void hide_national(char *text) {
        for (size_t run; *text; text += run > 0 ? run : 1) {
                run = strspn(text, "0123456789");
                if (run >= FAULT_NATIONAL_DIGITS)
                        memset(text, '#', run);
        }
}

static struct config_fault *room(struct config_faults *faults) {
        if (faults->count >= CONFIG_FAULTS_MAX) {
                faults->more++;
                return NULL;
        }
        alloc_room(&faults->at, faults->count, &faults->capacity, sizeof(*faults->at));
        return &faults->at[faults->count++];
}

__attribute__((format(printf, 5, 0))) static void add(struct config_faults *faults,
                                                      const char *file, int line, int column,
                                                      const char *format, va_list arguments) {
        struct config_fault *fault = room(faults);
        if (!fault)
                return;
        snprintf(fault->file, sizeof(fault->file), "%s", file);
        fault->line = line;
        fault->column = column;
        int wanted = vsnprintf(fault->says, sizeof(fault->says), format, arguments);
        clean(fault->says, sizeof(fault->says), wanted);
        hide_national(fault->says);
}

void fault_add(struct config_faults *faults, const struct node *node, const char *format, ...) {
        va_list arguments;
        va_start(arguments, format);
        add(faults, node->file, node->line, node->column, format, arguments);
        va_end(arguments);
}

void fault_add_at(struct config_faults *faults, const char *file, int line, int column,
                  const char *format, ...) {
        va_list arguments;
        va_start(arguments, format);
        add(faults, file, line, column, format, arguments);
        va_end(arguments);
}

void fault_forget(struct config_faults *faults, const struct node *node) {
        size_t kept = 0;

        for (size_t i = 0; i < faults->count; i++)
                if (faults->at[i].line != node->line || faults->at[i].column != node->column ||
                    strcmp(faults->at[i].file, node->file) != 0)
                        faults->at[kept++] = faults->at[i];
        faults->count = kept;
}

static size_t file_rank(const char *file) {
        size_t rank = 0;
        while (rank < FAULT_FILES_MAX && strcmp(fault_files[rank], file) != 0)
                rank++;
        return rank;
}

static int compare(const void *left, const void *right) {
        const struct config_fault *a = left, *b = right;
        size_t a_rank = file_rank(a->file), b_rank = file_rank(b->file);
        if (a_rank != b_rank)
                return a_rank < b_rank ? -1 : 1;
        if (a->line != b->line)
                return a->line < b->line ? -1 : 1;
        if (a->column != b->column)
                return a->column < b->column ? -1 : 1;
        return strcmp(a->says, b->says);
}

void fault_sort(struct config_faults *faults) {
        if (faults->count > 1)
                qsort(faults->at, faults->count, sizeof(*faults->at), compare);
}

void config_faults_done(struct config_faults *faults) {
        free(faults->at);
        *faults = (struct config_faults){ 0 };
}

void config_faults_text(const struct config_faults *faults, struct text_buffer *text) {
        for (size_t i = 0; i < faults->count; i++) {
                const struct config_fault *fault = &faults->at[i];
                text_append(text, fault->file);
                if (fault->line > 0)
                        text_appendf(text, ":%d:%d", fault->line, fault->column);
                text_appendf(text, "%s%s\n", fault->file[0] ? ": " : "", fault->says);
        }
        if (faults->more > 0)
                text_appendf(text, "and %zu more\n", faults->more);
}
