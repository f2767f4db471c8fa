/* SPDX-License-Identifier: Apache-2.0 */
/* nattvakt: the tool's command line. Each subcommand is a file tool_<name>.c. */
#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "tool.h"

static const struct tool *const tools[] = { &tool_check,  &tool_tasks,    &tool_report,
                                            &tool_replay, &tool_simulate, &tool_explain };

enum kind { TEXT, NUMBER, FLAG };

/* Each option: its letter (in a tool's `options`), name, what it is, where it goes, and its line of help. */
#define AT(member) offsetof(struct tool_options, member)
/* clang-format off */
static const struct {
        char letter;
        const char *name;
        enum kind kind;
        size_t at;
        const char *value, *help;
} known[] = {
        { 'c', "config",          TEXT,   AT(config),          "FOLDER", "the configuration (/etc/nattvakt)" },
        { 'j', "journal",         TEXT,   AT(journal),         "FILE",   "the journal, in place of the one nattvakt.yaml names" },
        { 'l', "lang",            TEXT,   AT(language),        "nb|en",  "language of the texts" },
        { 'J', "json",            FLAG,   AT(json),            NULL,     "JSON in place of text" },
        { 'H', "html",            FLAG,   AT(html),            NULL,     "a page of HTML in place of text" },
        { 'n', "night",           TEXT,   AT(night),           "DATE",   "the night that begins on that date" },
        { 'p', "period",          TEXT,   AT(period),          "NAME",   "a period of nattvakt.yaml against its baseline" },
        { 'd', "department",      TEXT,   AT(department),      "NAME",   "that department alone" },
        { 'e', "evidence",        TEXT,   AT(evidence),        "FIGURE", "list the events behind a figure; they add up to it" },
        { 'w', "who",             TEXT,   AT(who),             "SLOT",   "the worker slot that says it" },
        { 'o', "outcome",         TEXT,   AT(outcome),         "WORD",   "how it ended: done helped nuisance seen_ok not_seen …" },
        { 'L', "lines",           TEXT,   AT(lines),           "FILE",   "JSON lines to write (- for standard output)" },
        { 'b', "broker",          TEXT,   AT(broker),          "HOST:PORT", "the broker, in place of the one nattvakt.yaml names" },
        { 'f', "from",            TEXT,   AT(from),            "DATE",   "the first night" },
        { 'N', "nights",          NUMBER, AT(nights),          "N",      "how many nights the period has (15)" },
        { 'P', "play",            TEXT,   AT(play),            "N|N-M",  "play only these nights of the period" },
        { 'C', "calls",           NUMBER, AT(calls),           "N",      "residents' calls a night (20)" },
        { 'A', "alarms",          NUMBER, AT(alarms),          "N",      "true bed and door alarms a night (11)" },
        { 'U', "nuisance",        NUMBER, AT(nuisance),        "N",      "nuisance alarms a night (5)" },
        { 's', "seed",            NUMBER, AT(seed),            "N",      "another draw of times and residents (1)" },
        { 'S', "not-seen",        TEXT,   AT(not_seen),        "PERCENT", "planned looks that do not see the resident (10)" },
        { 'T', "not-seen-twice",  TEXT,   AT(second_not_seen), "PERCENT", "of all planned looks: not seen the second time either (5)" },
        { 'W', "walked",          TEXT,   AT(walked),          "PERCENT", "nuisance alarms that a look does not clear (9.3334)" },
        { 'F', "follow",          FLAG,   AT(follow),          NULL,     "go on showing changes until interrupted" },
        { 'R', "live",            FLAG,   AT(live),            NULL,     "in real time, until interrupted" },
        { 'Z', "local-times",     FLAG,   AT(local_times),     NULL,     "times without a zone are local times of the site" },
        { 'q', "quiet",           FLAG,   AT(quiet),           NULL,     "no progress and no list of tasks" },
        { 'Q', "quiet",           FLAG,   AT(quiet),           NULL,     "no progress and no summary; what is wrong is said" },
};
/* clang-format on */

static void print_help(void) {
        puts("Usage: nattvakt COMMAND [OPTION…]\n\n"
             "The tool beside nattvaktd: looks at its configuration, its tasks and its reports.\n");
        for (size_t i = 0; i < ELEMENTS(tools); i++)
                printf("  %-10s %s\n", tools[i]->name, tools[i]->summary);
        puts("\n`nattvakt COMMAND --help` says more. Exit status: 0 good; 1 wrong command line; 2 "
             "the\n"
             "configuration has faults, all printed; 3 the journal cannot be read or made; 4 no "
             "broker or no\n"
             "answer; 5 nattvaktd refused the command and said why; 6 what was asked for could "
             "not be\n"
             "written, or not all of it.");
}

static int print_tool_help(const struct tool *tool) {
        printf("Usage: nattvakt %s [OPTION…]%s\n\nOptions:\n", tool->name, tool->help);
        for (size_t i = 0; i < ELEMENTS(known); i++) {
                char name[64];

                if (!strchr(tool->options, known[i].letter))
                        continue;
                snprintf(name, sizeof(name), "--%s %s", known[i].name,
                         known[i].value ? known[i].value : "");
                printf("  %-26s %s\n", name, known[i].help);
        }
        return TOOL_EXIT_OK;
}

static int set_option(struct tool_options *options, size_t index, const char *text) {
        char *member = (char *)options + known[index].at, *end;

        switch (known[index].kind) {
        case TEXT:
                *(const char **)(void *)member = text;
                return 0;
        case FLAG:
                *(bool *)(void *)member = true;
                return 0;
        case NUMBER:
                errno = 0;
                *(int64_t *)(void *)member = strtoll(text, &end, 10);
                if (errno == 0 && end != text && *end == '\0' && *(int64_t *)(void *)member >= 0)
                        return 0;
                fprintf(stderr, "nattvakt: --%s %s: expected a number\n", known[index].name, text);
                return -EINVAL;
        }
        return -EINVAL;
}

/* What would otherwise be passed over in silence. */
static bool check_options(const struct tool *tool, const struct tool_options *options) {
        const char *language = options->language;

        if (!tool->words && options->word_count > 0)
                fprintf(stderr, "nattvakt %s: '%s' is not understood: it takes options only\n",
                        tool->name, options->words[0]);
        else if (language && strcmp(language, "nb") != 0 && strcmp(language, "en") != 0)
                fprintf(stderr, "nattvakt: --lang %s: expected nb or en\n", language);
        else if (options->night && options->period)
                fprintf(stderr, "nattvakt: --night and --period ask for two reports: choose one\n");
        else if (options->html && (options->json || options->evidence))
                fprintf(stderr, "nattvakt: --html goes with neither --json nor --evidence\n");
        else
                return true;
        fprintf(stderr, "See nattvakt %s --help\n", tool->name);
        return false;
}

static int run_tool(const struct tool *tool, int argc, char **argv) {
        struct tool_options options = { .config = "/etc/nattvakt",
                                        .nights = -1,
                                        .calls = -1,
                                        .alarms = -1,
                                        .nuisance = -1,
                                        .seed = -1 };
        struct option longs[ELEMENTS(known) + 2] = { { "help", no_argument, NULL, 'h' } };
        int letter;

        for (size_t i = 0, n = 1; i < ELEMENTS(known); i++)
                if (strchr(tool->options, known[i].letter))
                        longs[n++] = (struct option){ known[i].name,
                                                      known[i].kind == FLAG ? no_argument
                                                                            : required_argument,
                                                      NULL, (int)(256 + i) };
        argv[0] = (char[]){ "nattvakt" }; /* getopt's messages begin with it */
        while ((letter = getopt_long(argc, argv, "h", longs, NULL)) >= 0) {
                if (letter == 'h')
                        return print_tool_help(tool);
                if (letter < 256 || set_option(&options, (size_t)(letter - 256), optarg) < 0) {
                        fprintf(stderr, "See nattvakt %s --help\n", tool->name);
                        return TOOL_EXIT_USAGE;
                }
        }
        options.words = argv + optind;
        options.word_count = argc - optind;
        return check_options(tool, &options) ? tool->run(&options) : TOOL_EXIT_USAGE;
}

static int run_command(int argc, char **argv) {
        if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
                print_help();
                return argc < 2 ? TOOL_EXIT_USAGE : TOOL_EXIT_OK;
        }
        if (strcmp(argv[1], "--version") == 0) {
                puts("nattvakt " NATTVAKT_VERSION);
                return TOOL_EXIT_OK;
        }
        for (size_t i = 0; i < ELEMENTS(tools); i++)
                if (strcmp(argv[1], tools[i]->name) == 0)
                        return run_tool(tools[i], argc - 1, argv + 1);

        fprintf(stderr, "nattvakt: there is no command '%s'; see nattvakt --help\n", argv[1]);
        return TOOL_EXIT_USAGE;
}

/* A full disk shows when the rest is written: a report that was cut off must not look like a whole one. */
static int finish_output(int status) {
        bool was_cut = ferror(stdout);

        errno = 0;
        if (fflush(stdout) == 0 && !was_cut)
                return status;
        fprintf(stderr, "nattvakt: standard output could not be written to its end%s%s\n",
                errno ? ": " : "", errno ? strerror(errno) : "");
        return status == TOOL_EXIT_OK ? TOOL_EXIT_OUTPUT : status;
}

int main(int argc, char **argv) {
        return finish_output(run_command(argc, argv));
}
