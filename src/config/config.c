/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The folder on disk, and the end of a configuration.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "load.h"
#include "path.h"

#define FILE_SIZE 32 /* of a name in fault_files */

/* Of "staff.yaml": whether "staff.yml" is there, which nobody reads. */
static bool is_misnamed(const char *folder, const char *file, char ret_other[FILE_SIZE]) {
        char path[PATH_SIZE];
        int size = (int)strcspn(file, ".");
        snprintf(ret_other, FILE_SIZE, "%.*s.yml", size, file);
        return path_join(path, folder, ret_other) == 0 && access(path, F_OK) == 0;
}

static void tell_missing(const char *folder, const char *file, struct config_faults *faults) {
        char other[FILE_SIZE];
        if (is_misnamed(folder, file, other))
                fault_add_at(faults, file, 0, 0,
                             "the file is missing; %s is there: rename it to %s", other, file);
        else
                fault_add_at(faults, file, 0, 0,
                             "the file is missing: a configuration is a folder with %s, %s, %s and "
                             "%s",
                             fault_files[0], fault_files[1], fault_files[2], fault_files[3]);
}

static void read_file(const char *folder, const char *file, struct text_buffer *bytes,
                      struct config_faults *faults) {
        char path[PATH_SIZE];
        int r = path_join(path, folder, file);
        if (r == 0)
                r = path_read(path, TREE_BYTES_MAX, bytes);
        if (r == 0) {
                text_append_bytes(bytes, "", 0);
                return;
        }
        text_buffer_done(bytes);
        if (r == -ENOENT)
                tell_missing(folder, file, faults);
        else
                fault_add_at(faults, file, 0, 0, "the file cannot be read: %s", strerror(-r));
}

/* One fault in place of four that the files are missing; it has no file of its own. */
static bool is_folder(const char *path, struct config_faults *faults) {
        int r = path_is_folder(path);
        if (r != -ENOENT && r != -ENOTDIR)
                return true;
        fault_add_at(faults, "", 0, 0, "%s: %s; name yours with --config FOLDER", path,
                     r == -ENOENT ? "there is no such folder" : "this is no folder");
        return false;
}

int config_load(const char *path, struct configuration **ret_configuration,
                struct config_faults *faults) {
        struct load_files files = { 0 };

        *faults = (struct config_faults){ 0 };
        if (!is_folder(path, faults))
                return -EINVAL;
        for (size_t i = 0; i < FAULT_FILES_MAX; i++)
                read_file(path, fault_files[i], &files.bytes[i], faults);
        int r = load_configuration(path, &files, ret_configuration, faults);
        for (size_t i = 0; i < FAULT_FILES_MAX; i++)
                text_buffer_done(&files.bytes[i]);
        return r;
}

void config_free(struct configuration *configuration) {
        if (!configuration)
                return;
        free(configuration->settings.periods);
        free(configuration->settings.lines);
        free(configuration->site.zone.transitions);
        free(configuration->site.departments);
        free(configuration->site.places);
        free(configuration->site.residents);
        free(configuration->site.devices);
        free(configuration->site.plan);
        free(configuration->catalogue.codes);
        free(configuration->staff.roles);
        free(configuration->staff.workers);
        free(configuration->staff.shifts);
        free(configuration);
}

void config_freep(struct configuration **configuration) {
        config_free(*configuration);
}
