/* SPDX-License-Identifier: Apache-2.0 */
/* What `nattvakt replay` says of a recording that is not clean: lines that are none, and messages that nobody understands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nattvakt/cleanup.h"
#include "run_tool.h"
#include "tool.h"

static const char home[] = NATTVAKT_SOURCE_DIR "/board/examples/solskinnstoppen";
#define BED    "\"topic\":\"zigbee2mqtt/room-101/bed\",\"payload\":{\"occupancy\":true}}\n"
#define NOBODY "\"topic\":\"zigbee2mqtt/nobody\",\"payload\":{\"occupancy\":true}}\n"

/* clang-format off */
static const struct {
        const char *says, *lines;
        bool json;
        int status;
        const char *told, *not_told; /* on standard error, with --json on standard output */
} cases[] = {
        { "what is not understood", "{\"at\":\"2026-11-05T21:00:00Z\"," NOBODY "{\"at\":\"2026-11-05T21:00:01Z\"," NOBODY, false,
          TOOL_EXIT_OK, "nattvakt: 2 messages were not understood, or not wholly: 2 unknown device (zigbee2mqtt)\n", "refused" },
        { "one of it", "{\"at\":\"2026-11-05T21:00:00Z\"," NOBODY, false,
          TOOL_EXIT_OK, "nattvakt: 1 message was not understood, or not wholly: 1 unknown device (zigbee2mqtt)\n1 message, ", "refused" },
        { "the same for programs", "{\"at\":\"2026-11-05T21:00:00Z\"," NOBODY, true,
          TOOL_EXIT_OK, "\"not_understood\":{\"zigbee2mqtt.unknown_device\":1}", "not_understood\":{}" },
        { "nothing of a clean one", "{\"at\":\"2026-11-05T21:00:00Z\"," BED, false,
          TOOL_EXIT_OK, "1 message, ", "not understood" },
        { "the first line of each kind, and how many follow",
          "nonsense\n{\"at\":\"2026-11-05T21:00:00\"," BED "{\"at\":\"2026-11-05T21:00:01\"," BED "{\"at\":\"2026-11-05T21:00:00Z\"," BED, false,
          TOOL_EXIT_OK, "lines:2: \"at\" has no zone: write 2026-11-05T22:00:00Z or …+01:00, or say --local-times if it is the site's "
          "local time (and in 1 more)\n", "not understood" },
        { "a single line", "nonsense\n", false,
          TOOL_EXIT_USAGE, "nattvakt: 1 of 1 line was refused: 1 unreadable, ", "lines were" },
};
/* clang-format on */

static void says_what_became_of_each_line(void **state) {
        char folder[] = "/tmp/nattvakt-replay-XXXXXX", lines[64], journal[64], more[80];
        char said[RUN_TOOL_OUTPUT_SIZE], told[RUN_TOOL_OUTPUT_SIZE];
        static const char *const also[] = { "", "-wal", "-shm" };

        (void)state;
        assert_non_null(mkdtemp(folder));
        snprintf(lines, sizeof(lines), "%s/lines", folder);
        snprintf(journal, sizeof(journal), "%s/journal", folder);
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                const char *words[RUN_TOOL_WORDS_MAX] = { "replay",    "--config", home,
                                                          "--journal", journal,    lines };
                FILE *file = fopen(lines, "we");
                const char *out = cases[i].json ? said : told;

                print_message("  %s\n", cases[i].says);
                assert_non_null(file);
                fputs(cases[i].lines, file);
                assert_int_equal(fclose(file), 0);
                words[6] = cases[i].json ? "--json" : NULL;
                assert_int_equal(run_tool(words, said, told), cases[i].status);
                assert_non_null(strstr(out, cases[i].told));
                assert_null(strstr(out, cases[i].not_told));
                for (size_t j = 0; j < ELEMENTS(also); j++) {
                        snprintf(more, sizeof(more), "%s%s", journal, also[j]);
                        unlink(more);
                }
        }
        unlink(lines);
        rmdir(folder);
}

static void calls_standard_input_by_its_name(void **state) {
        const char *words[RUN_TOOL_WORDS_MAX] = {
                "replay", "--config", home, "--journal", "/nonexistent/journal", "-"
        };
        char said[RUN_TOOL_OUTPUT_SIZE], told[RUN_TOOL_OUTPUT_SIZE];

        (void)state;
        assert_int_equal(close(STDIN_FILENO), 0);
        assert_int_equal(run_tool(words, said, told), TOOL_EXIT_USAGE);
        assert_string_equal(told, "nattvakt: there is no message in standard input\n");
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(says_what_became_of_each_line),
                cmocka_unit_test(calls_standard_input_by_its_name),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
