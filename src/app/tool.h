/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * nattvakt, the tool: one subcommand a file. Each takes the same options where they make sense, prints
 * a table for people or, with --json, for programs, and ends with one of these statuses.
 */

#include "config.h"
#include "journal.h"

enum tool_exit {
        TOOL_EXIT_OK = 0,
        TOOL_EXIT_USAGE = 1,
        TOOL_EXIT_CONFIG = 2,  /* the configuration has faults; all were printed */
        TOOL_EXIT_JOURNAL = 3, /* no such journal, or it cannot be read or made */
        TOOL_EXIT_BROKER = 4,  /* no broker, or no answer in time */
        TOOL_EXIT_REFUSED = 5, /* nattvaktd refused the command; its reason was printed */
        TOOL_EXIT_OUTPUT = 6   /* what was asked for could not be written, all of it or in part */
};

/* What the command line said; NULL or 0 where it did not. */
struct tool_options {
        const char *config;   /* folder; "/etc/nattvakt" unless said */
        const char *journal;  /* path; the settings' unless said */
        const char *language; /* "nb" or "en"; the settings' unless said */
        const char *night, *period, *department, *evidence;
        const char *who, *outcome;
        const char *lines, *broker, *from;
        const char *play; /* "14" or "1-14" */
        int64_t nights, calls, alarms, nuisance, seed;
        const char *not_seen, *second_not_seen, *walked; /* per cent */
        bool json, html, follow, live, quiet, local_times;
        char **words; /* what is no option, without the subcommand */
        int word_count;
};

/* One subcommand. */
struct tool {
        const char *name;
        const char *summary; /* one line of --help */
        const char *help;    /* the rest of `nattvakt NAME --help` */
        const char *options; /* letters of the options it takes, see nattvakt.c */
        bool words;          /* takes words that are no options */
        int (*run)(const struct tool_options *options);
};

extern const struct tool tool_check, tool_tasks, tool_report, tool_replay, tool_simulate,
        tool_explain;

/** Loads the configuration or prints its faults on stderr. 0, or TOOL_EXIT_CONFIG. Free with config_free. */
int tool_configuration(const struct tool_options *options,
                       struct configuration **ret_configuration);

/** Opens the journal for reading or says on stderr why not. 0, or TOOL_EXIT_JOURNAL. */
int tool_journal(const struct tool_options *options, const struct configuration *configuration,
                 struct journal **ret_journal);

/**
 * What only this machine's GPIO chips can tell: adds a fault for each line of nattvakt.yaml that its chip does not have,
 * and writes what is no fault (a chip that is not here) to @notes, lines of text. Returns how many faults.
 */
size_t tool_check_lines(const struct configuration *configuration, struct config_faults *faults,
                        struct text_buffer *notes);

/** "nb" or "en", as the options or else the settings say; texts are in that language afterwards. */
const char *tool_language(const struct tool_options *options,
                          const struct configuration *configuration);

/** A date of the options to a day number, or says on stderr what is wrong. 0 or TOOL_EXIT_USAGE. */
int tool_day(const char *option, const char *text, int64_t *ret_day);

/** Says on stderr that there is no such department, or period, and which was probably meant. */
void tool_say_department(const struct site *site, const char *wanted);
void tool_say_period(const struct settings *settings, const char *wanted);

/** Says why a figure that is no sum of this report has no evidence, if that is known: true. */
bool tool_say_figure(const char *wanted);

/* Progress on a terminal, nothing in a pipe. */
struct tool_progress {
        const char *what;
        int64_t done, total, shown_pct;
        bool on;
};
void tool_progress_begin(struct tool_progress *progress, const char *what, int64_t total,
                         bool quiet);
void tool_progress_step(struct tool_progress *progress, int64_t done);
void tool_progress_end(struct tool_progress *progress);
