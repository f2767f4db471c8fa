/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Reading one file's bytes, apart from the file system: what the fuzzer drives. */

#include "raw.h"

/** The four files of a configuration as bytes; data NULL: the file is not there (already told). */
struct load_files {
        struct text_buffer bytes[FAULT_FILES_MAX]; /* in the order of fault_files */
};

/** As config_load, of files in memory. @folder is where relative paths begin. */
int load_configuration(const char *folder, const struct load_files *files,
                       struct configuration **ret_configuration, struct config_faults *faults);
