/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The small home of tests/data/config/good in memory, with one piece of text replaced. */

#include <stdio.h>
#include <string.h>

#include "load.h"
#include "path.h"

#define GOOD NATTVAKT_SOURCE_DIR "/tests/data/config/good"

struct edit {
        const char *file, *from, *to; /* file NULL: none */
};

static void edit_replace(struct text_buffer *bytes, const struct edit *edit) {
        struct text_buffer edited = { 0 };
        char *at = strstr(bytes->data, edit->from);
        if (!at)
                fail_msg("'%s' is not in %s", edit->from, edit->file);
        text_append_bytes(&edited, bytes->data, (size_t)(at - bytes->data));
        text_append(&edited, edit->to);
        text_append(&edited, at + strlen(edit->from));
        text_buffer_done(bytes);
        *bytes = edited;
}

static int edit_load(const struct edit *edits, size_t count,
                     struct configuration **ret_configuration, struct config_faults *faults) {
        struct load_files files = { 0 };
        for (size_t i = 0; i < FAULT_FILES_MAX; i++) {
                char path[PATH_SIZE];
                snprintf(path, sizeof(path), "%s/%s", GOOD, fault_files[i]);
                assert_int_equal(path_read(path, TREE_BYTES_MAX, &files.bytes[i]), 0);
                for (size_t k = 0; k < count; k++)
                        if (strcmp(fault_files[i], edits[k].file) == 0)
                                edit_replace(&files.bytes[i], &edits[k]);
        }
        int r = load_configuration(GOOD, &files, ret_configuration, faults);
        for (size_t i = 0; i < FAULT_FILES_MAX; i++)
                text_buffer_done(&files.bytes[i]);
        return r;
}
