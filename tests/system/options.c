/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tool's command line refuses: a word that would be passed over in silence ends it with status 1 and
 * a line that says which, before the configuration is read. Nothing is written to standard output. And what is
 * written there is written to its end, or that is said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "nattvakt/text.h"
#include "run_tool.h"
#include "tool.h"

static const char home[] = NATTVAKT_SOURCE_DIR "/board/examples/solskinnstoppen";

/* clang-format off */
static const struct {
        const char *says, *words[RUN_TOOL_WORDS_MAX];
        int status;
        const char *told; /* on standard error */
} lines[] = {
        { "a page and JSON", { "report", "--html", "--json" },
          TOOL_EXIT_USAGE, "nattvakt: --html goes with neither --json nor --evidence\nSee nattvakt report --help\n" },
        { "the other way round", { "report", "--json", "--night", "2026-11-19", "--html" },
          TOOL_EXIT_USAGE, "nattvakt: --html goes with neither --json nor --evidence\nSee nattvakt report --help\n" },
        { "a page and evidence", { "report", "--html", "--evidence", "alarms" },
          TOOL_EXIT_USAGE, "nattvakt: --html goes with neither --json nor --evidence\nSee nattvakt report --help\n" },
        { "a page, JSON and evidence", { "report", "--evidence", "alarms", "--json", "--html" },
          TOOL_EXIT_USAGE, "nattvakt: --html goes with neither --json nor --evidence\nSee nattvakt report --help\n" },
        { "a page of what has none", { "tasks", "--html" },
          TOOL_EXIT_USAGE, "nattvakt: unrecognized option '--html'\nSee nattvakt tasks --help\n" },
        { "a night and a period", { "report", "--night", "2026-11-19", "--period", "pilot" },
          TOOL_EXIT_USAGE, "nattvakt: --night and --period ask for two reports: choose one\nSee nattvakt report --help\n" },
        { "a language without texts", { "report", "--lang", "sv" },
          TOOL_EXIT_USAGE, "nattvakt: --lang sv: expected nb or en\nSee nattvakt report --help\n" },
        { "a word that is no option", { "report", "2026-11-19" },
          TOOL_EXIT_USAGE, "nattvakt report: '2026-11-19' is not understood: it takes options only\nSee nattvakt report --help\n" },
        { "no number", { "simulate", "--nights", "many" },
          TOOL_EXIT_USAGE, "nattvakt: --nights many: expected a number\nSee nattvakt simulate --help\n" },
        { "an option without its value", { "report", "--evidence" },
          TOOL_EXIT_USAGE, "nattvakt: option '--evidence' requires an argument\nSee nattvakt report --help\n" },
        { "no such command", { "reprot" },
          TOOL_EXIT_USAGE, "nattvakt: there is no command 'reprot'; see nattvakt --help\n" },
        /* what goes together comes as far as the configuration, which is not there */
        { "a page", { "report", "--html", "--config", "/nonexistent" }, TOOL_EXIT_CONFIG, "/nonexistent" },
        { "JSON and evidence", { "report", "--json", "--evidence", "alarms", "--config", "/nonexistent" },
          TOOL_EXIT_CONFIG, "/nonexistent" },
};
/* clang-format on */

static const char *const files[] = { "nattvakt.yaml", "site.yaml", "tasks.yaml", "staff.yaml" };

/* The small home with @more at the end of nattvakt.yaml. */
static void copy_config(char *folder, const char *more) {
        assert_non_null(mkdtemp(folder));
        for (size_t i = 0; i < ELEMENTS(files); i++) {
                char from[PATH_SIZE], to[PATH_SIZE], bytes[16384];
                FILE *file;
                size_t size;

                snprintf(from, sizeof(from), NATTVAKT_SOURCE_DIR "/tests/data/config/good/%s",
                         files[i]);
                snprintf(to, sizeof(to), "%s/%s", folder, files[i]);
                file = fopen(from, "re");
                assert_non_null(file);
                size = fread(bytes, 1, sizeof(bytes), file);
                fclose(file);
                file = fopen(to, "we");
                assert_non_null(file);
                assert_int_equal(fwrite(bytes, 1, size, file), size);
                if (i == 0)
                        fputs(more, file);
                fclose(file);
        }
}

static void remove_config(const char *folder) {
        for (size_t i = 0; i < ELEMENTS(files); i++) {
                char path[PATH_SIZE];

                snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
                unlink(path);
        }
        rmdir(folder);
}

/* What the configuration or an empty journal must be asked about. */
static void says_what_was_probably_meant(void **state) {
        static const struct {
                const char *words[6], *told;
        } slips[] = {
                { { "--night", "2026-11-31" },
                  "nattvakt: --night 2026-11-31: there is no such day\n" },
                { { "--night", "tonight" },
                  "nattvakt: --night tonight: expected a date such as 2026-11-05\n" },
                { { "--night", "2026-11-05", "--department", "nort" },
                  "nattvakt: site.yaml has no department 'nort' (did you mean 'north'?)\n" },
                { { "--night", "2026-11-05", "--department", "NORTH" },
                  "nattvakt: site.yaml has no department 'NORTH' (did you mean 'north', whose "
                  "label that is?)\n" },
                { { "--night", "2026-11-05", "--department", "xyz" },
                  "nattvakt: site.yaml has no department 'xyz'\n" },
                { { "--period", "pilt" },
                  "nattvakt: nattvakt.yaml names no period 'pilt' (did you mean 'pilot'?)\n" },
                { { "--night", "2026-11-05", "--evidence", "net_minutes_saved" },
                  "nattvakt: 'net_minutes_saved' is a difference between a period and its "
                  "baseline: there is evidence of it "
                  "with --period, not with --night\n" },
                { { "--night", "2026-11-05", "--evidence", "direct_minuts" },
                  "nattvakt: there is no figure 'direct_minuts' (did you mean "
                  "'direct_minutes'?)\n" },
        };
        char folder[] = "/tmp/nattvakt-slips-XXXXXX", journal[PATH_SIZE],
             said[RUN_TOOL_OUTPUT_SIZE], told[RUN_TOOL_OUTPUT_SIZE];
        struct journal *made;

        (void)state;
        copy_config(folder, "periods:\n  - { name: pilot, from: 2026-11-05, to: 2026-11-19, "
                            "baseline: { from: 2026-09-03, to: 2026-09-17, method: timed } }\n");
        snprintf(journal, sizeof(journal), "%s/journal", folder);
        assert_int_equal(journal_open(journal, JOURNAL_NEW, &made), 0);
        journal_close(made);
        for (size_t i = 0; i < ELEMENTS(slips); i++) {
                const char *words[RUN_TOOL_WORDS_MAX] = { "report", "--config", folder, "--journal",
                                                          journal };

                memcpy(&words[5], slips[i].words, sizeof(slips[i].words));
                print_message("  %s\n", slips[i].told);
                assert_int_equal(run_tool(words, said, told), TOOL_EXIT_USAGE);
                assert_string_equal(told, slips[i].told);
                assert_string_equal(said, "");
        }
        journal_remove(journal);
        remove_config(folder);
}

static void refuses_what_does_not_go_together(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(lines); i++) {
                char said[RUN_TOOL_OUTPUT_SIZE], told[RUN_TOOL_OUTPUT_SIZE];

                print_message("  %s\n", lines[i].says);
                assert_int_equal(run_tool(lines[i].words, said, told), lines[i].status);
                assert_string_equal(said, "");
                if (lines[i].status == TOOL_EXIT_USAGE)
                        assert_string_equal(told, lines[i].told);
                else
                        assert_non_null(strstr(told, lines[i].told));
        }
}

static void says_that_its_output_was_cut(void **state) {
        static const struct {
                const char *says, *words[RUN_TOOL_WORDS_MAX];
        } cut[] = {
                { "the help", { "--help" } },
                { "a command's help", { "tasks", "--help" } },
                { "the version", { "--version" } },
                { "check", { "check", "--config", home } },
                { "check's JSON", { "check", "--json", "--config", home } },
                { "lines",
                  { "simulate", "--quiet", "--nights", "1", "--from", "2026-11-05", "--config",
                    home, "--lines", "-" } },
                { "lines in a file",
                  { "simulate", "--quiet", "--nights", "1", "--from", "2026-11-05", "--config",
                    home, "--lines", "/dev/full" } },
        };
        int null = open("/dev/full", O_WRONLY | O_CLOEXEC);

        (void)state;
        assert_true(null >= 0);
        for (size_t i = 0; i < ELEMENTS(cut); i++) {
                char told[RUN_TOOL_OUTPUT_SIZE];

                print_message("  %s\n", cut[i].says);
                assert_int_equal(run_tool_into(cut[i].words, null, told), TOOL_EXIT_OUTPUT);
                assert_non_null(strstr(told, "could not be written to its end"));
        }
        close(null);
}

/* Tonight's holes are the clock's; a chip that no machine has is always noted. */
static void check_notes_for_programs_too(void **state) {
        static const char gpio[] =
                "gpio:\n  - { chip: nowhere, line: 1, name: led, output: status }\n";
        char said[RUN_TOOL_OUTPUT_SIZE], told[RUN_TOOL_OUTPUT_SIZE],
                folder[] = "/tmp/nattvakt-check-XXXXXX";
        const char *words[] = { "check", "--json", "--config", folder, NULL };
        _cleanup_(json_freep) struct json_object *object = NULL;
        struct json_object *notes = NULL;
        bool has_chip = false;

        (void)state;
        copy_config(folder, gpio);
        assert_int_equal(run_tool(words, said, told), TOOL_EXIT_OK);
        remove_config(folder);
        object = json_parse_object(said, strlen(said));
        assert_true(json_object_object_get_ex(object, "notes", &notes));
        for (size_t i = 0; i < json_object_array_length(notes); i++)
                has_chip |= text_starts_with(
                                    json_object_get_string(json_object_array_get_idx(notes, i)),
                                    "nattvakt.yaml:") &&
                            strstr(json_object_get_string(json_object_array_get_idx(notes, i)),
                                   "is called 'nowhere', by name or label: it has ");
        assert_true(has_chip);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(refuses_what_does_not_go_together),
                cmocka_unit_test(says_what_was_probably_meant),
                cmocka_unit_test(check_notes_for_programs_too),
                cmocka_unit_test(says_that_its_output_was_cut),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
