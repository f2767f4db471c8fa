/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nattvakt replay: recorded messages go through the real flow, in their own time, into a new journal; never
 * into one that exists.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "recording.h"
#include "stage.h"
#include "tool.h"

struct progress {
        struct tool_progress bar;
        const struct recording *recording;
};

static void on_turn(void *userdata, int64_t now_us) {
        struct progress *progress = userdata;

        (void)now_us;
        tool_progress_step(&progress->bar, (int64_t)recording_lines(progress->recording));
}

/* How many lines a file has, for the progress; 0 for what cannot be read twice. */
static int64_t count_lines(const char *path) {
        _cleanup_(fclosep) FILE *file = strcmp(path, "-") ? fopen(path, "re") : NULL;
        int64_t count = 0;
        int c;

        while (file && (c = getc_unlocked(file)) != EOF)
                count += c == '\n';
        return count;
}

static int say_faults(const struct recording *recording) {
        struct text_buffer says = { 0 };
        size_t faults = recording_faults(recording, &says);

        if (faults)
                fprintf(stderr, "nattvakt: %zu lines were passed over; the first: %s\n", faults,
                        says.data);
        text_buffer_done(&says);
        return (int)faults;
}

static int play(struct configuration *configuration, const struct tool_options *options,
                struct recording *recording) {
        struct player player = recording_player(recording);
        int64_t first = player.next_us(player.userdata);
        struct moment begin = {
                .wall_us = first, .boot_us = first, .wall_trusted = true, .simulated = true
        };
        struct progress progress = { .recording = recording };
        struct stage stage = { 0 };
        int r;

        if (first == TIME_NEVER) {
                fprintf(stderr, "nattvakt: there is no message in %s\n", options->words[0]);
                say_faults(recording);
                return TOOL_EXIT_USAGE;
        }
        tool_progress_begin(&progress.bar, "replay", count_lines(options->words[0]),
                            options->quiet);
        r = stage_open(&stage, configuration, options->journal, JOURNAL_NEW, &begin);
        if (r >= 0)
                r = stage_play(&stage, &player, TIME_NEVER, on_turn, &progress);
        tool_progress_end(&progress.bar);
        if (r >= 0) {
                const struct flow_counts *counts = flow_counts(stage.flow);

                say_faults(recording);
                if (!options->quiet)
                        fprintf(stderr, "%lld messages, %lld events, %lld turns into %s\n",
                                (long long)counts->messages, (long long)counts->events,
                                (long long)counts->turns, options->journal);
        } else {
                fprintf(stderr, "nattvakt: journal %s: %s%s\n", options->journal, strerror(-r),
                        r == -EEXIST ? " (replay writes a new journal only)" : "");
        }
        stage_close(&stage);
        return r < 0 ? TOOL_EXIT_JOURNAL : TOOL_EXIT_OK;
}

static int run(const struct tool_options *options) {
        _cleanup_(config_freep) struct configuration *configuration = NULL;
        _cleanup_(recording_closep) struct recording *recording = NULL;
        int r;

        if (options->word_count != 1 || !options->journal) {
                fprintf(stderr,
                        "nattvakt: replay needs --journal NEW and one file of JSON lines; see "
                        "nattvakt replay --help\n");
                return TOOL_EXIT_USAGE;
        }
        r = tool_configuration(options, &configuration);
        if (r)
                return r;
        r = recording_open(options->words[0], &recording);
        if (r < 0) {
                fprintf(stderr, "nattvakt: %s: %s\n", options->words[0], strerror(-r));
                return TOOL_EXIT_USAGE;
        }
        return play(configuration, options, recording);
}

const struct tool tool_replay = {
        .name = "replay",
        .summary = "run recorded messages through the real flow into a new journal",
        .help = " --journal NEW LINES\n\nLINES is a file (- for standard input) of JSON lines\n"
                "  "
                "{\"at\":\"2026-11-05T21:00:00.000Z\",\"topic\":\"zigbee2mqtt/room-12/"
                "bed\",\"payload\":{…}}\n"
                "in order of time, as `nattvakt simulate --lines` writes them. The same code runs "
                "as in\n"
                "nattvaktd, in simulated time; the journal must not exist yet.",
        .options = "cjq",
        .words = true,
        .run = run,
};
