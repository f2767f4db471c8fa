/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Configuration: a folder of YAML files (nattvakt.yaml, site.yaml, tasks.yaml, staff.yaml) becomes one
 * struct configuration, or a list of everything that is wrong with it, each with file, line and column.
 * All semantic errors of all files are found at once; of a file that is no YAML its first syntax error.
 * Aliases, anchors, duplicate and unknown keys are errors.
 */

#include "nattvakt/settings.h"
#include "nattvakt/text.h"

#define CONFIG_FAULTS_MAX 200

/* One fault: "site.yaml:41:12: device 'bed-104': place 'room-140' is not in this site (did you mean 'room-104'?)" */
struct config_fault {
        char file[64];    /* "": the folder, which says names */
        int line, column; /* 1..; 0: the file as a whole */
        char says[320];   /* what is wrong, what was expected, what to do */
};

struct config_faults {
        struct config_fault *at; /* in order of file, line, column; owned */
        size_t count, capacity;
        size_t more; /* beyond CONFIG_FAULTS_MAX */
};

/**
 * Reads the folder @path. Returns 0 and *@ret_configuration (the caller frees it with config_free), or
 * -EINVAL: @faults says all of why (release with config_faults_done in either case).
 */
int config_load(const char *path, struct configuration **ret_configuration,
                struct config_faults *faults);

void config_free(struct configuration *configuration);
void config_freep(struct configuration **configuration);
void config_faults_done(struct config_faults *faults);

/** The faults as lines of text, file:line:column first. */
void config_faults_text(const struct config_faults *faults, struct text_buffer *text);

/** Reads the transitions of an IANA time zone, 1970..2099, from the system's zone files. 0 or -EINVAL. */
int config_zone(const char *name, struct zone *ret_zone);
