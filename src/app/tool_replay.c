/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nattvakt replay: recorded messages go through the real flow, in their own time, into a new journal; never
 * into one that exists.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
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

/* What became of the lines; nothing is said of a clean recording. */
static void say_lines(const struct recording *recording) {
        _cleanup_(text_buffer_done) struct text_buffer reasons = { 0 };
        struct recording_counts counts = recording_counts(recording, &reasons);
        size_t refused = counts.unreadable + counts.without_zone + counts.late;

        if (refused)
                fprintf(stderr,
                        "nattvakt: %zu of %zu %s refused: %zu unreadable, %zu without a zone, %zu "
                        "more than a minute too late. The first of each kind:\n%s\n",
                        refused, counts.lines, counts.lines == 1 ? "line was" : "lines were",
                        counts.unreadable, counts.without_zone, counts.late, reasons.data);
        if (counts.repeated)
                fprintf(stderr, "nattvakt: %zu %s the same as a line before; each is told once\n",
                        counts.repeated, counts.repeated == 1 ? "line said" : "lines said");
        if (counts.sorted)
                fprintf(stderr, "nattvakt: %zu %s out of order, and put in order\n", counts.sorted,
                        counts.sorted == 1 ? "line was" : "lines were");
        if (counts.twice || counts.skipped)
                fprintf(stderr,
                        "nattvakt: of %zu local %s %zu of the hour that comes twice: the first is "
                        "meant unless the lines before are beyond it; and %zu of the hour that the "
                        "clock skips: moved on by it\n",
                        counts.local, counts.local == 1 ? "time" : "times", counts.twice,
                        counts.skipped);
}

/* A reason's word as people write it: "unknown device". */
static void append_reason(struct text_buffer *text, enum refusal reason) {
        for (const char *c = refusal_word(reason); *c; c++)
                text_append_bytes(text, *c == '_' ? " " : c, 1);
}

/* How many messages were not understood, or not wholly; by adapter and reason in @text. */
static int64_t count_refused(const struct flow_counts *flow, struct text_buffer *text) {
        int64_t sum = 0;

        for (int adapter = 0; adapter < ADAPTER_COUNT; adapter++)
                for (int reason = 0; reason < REFUSAL_COUNT; reason++) {
                        int64_t count = flow->refused[adapter][reason];

                        if (count == 0)
                                continue;
                        text_appendf(text, "%s%lld ", sum ? ", " : "", (long long)count);
                        append_reason(text, (enum refusal)reason);
                        text_appendf(text, " (%s)", adapter_word((enum adapter)adapter));
                        sum += count;
                }
        return sum;
}

static void say_refused(const struct flow_counts *flow) {
        _cleanup_(text_buffer_done) struct text_buffer reasons = { 0 };
        int64_t count = count_refused(flow, &reasons);

        if (count > 0)
                fprintf(stderr, "nattvakt: %lld %s not understood, or not wholly: %s\n",
                        (long long)count, count == 1 ? "message was" : "messages were",
                        reasons.data);
}

/* By the names of metric/refused (docs/mqtt.md). */
static struct json_object *refused_json(const struct flow_counts *flow) {
        struct json_object *object = json_object_new_object();
        char name[NAME_SIZE * 2];

        for (int adapter = 0; adapter < ADAPTER_COUNT; adapter++)
                for (int reason = 0; reason < REFUSAL_COUNT; reason++) {
                        snprintf(name, sizeof(name), "%s.%s", adapter_word((enum adapter)adapter),
                                 refusal_word((enum refusal)reason));
                        if (flow->refused[adapter][reason] > 0)
                                json_add_integer(object, name, flow->refused[adapter][reason]);
                }
        return object;
}

static void print_json(const struct recording *recording, const struct flow_counts *flow,
                       const char *journal) {
        _cleanup_(json_freep) struct json_object *object = json_object_new_object();
        struct recording_counts counts = recording_counts(recording, NULL);
        const struct {
                const char *name;
                int64_t value;
        } members[] = {
                { "lines", (int64_t)counts.lines },
                { "messages", (int64_t)counts.messages },
                { "repeated", (int64_t)counts.repeated },
                { "sorted", (int64_t)counts.sorted },
                { "refused_unreadable", (int64_t)counts.unreadable },
                { "refused_without_zone", (int64_t)counts.without_zone },
                { "refused_late", (int64_t)counts.late },
                { "local_times", (int64_t)counts.local },
                { "local_times_twice", (int64_t)counts.twice },
                { "local_times_skipped", (int64_t)counts.skipped },
                { "events", flow->events },
                { "turns", flow->turns },
        };

        json_add_text(object, "journal", journal);
        for (size_t i = 0; i < ELEMENTS(members); i++)
                json_add_integer(object, members[i].name, members[i].value);
        json_object_object_add(object, "not_understood", refused_json(flow));
        puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN |
                                                            JSON_C_TO_STRING_NOSLASHESCAPE));
}

/* More events than messages look like an error, unless it is said where they come from. */
static void say_done(const struct tool_options *options, const struct recording *recording,
                     const struct flow_counts *counts) {
        say_lines(recording);
        if (!options->json)
                say_refused(counts);
        if (options->json)
                print_json(recording, counts, options->journal);
        else if (!options->quiet)
                fprintf(stderr, "%lld %s, %lld %s%s, %lld %s into %s\n",
                        (long long)counts->messages, counts->messages == 1 ? "message" : "messages",
                        (long long)counts->events, counts->events == 1 ? "event" : "events",
                        counts->events > counts->messages
                                ? " (that a device went silent is one, too)"
                                : "",
                        (long long)counts->turns, counts->turns == 1 ? "turn" : "turns",
                        options->journal);
}

static const char *name_of(const char *path) {
        return strcmp(path, "-") == 0 ? "standard input" : path;
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
                fprintf(stderr, "nattvakt: there is no message in %s\n",
                        name_of(options->words[0]));
                say_lines(recording);
                return TOOL_EXIT_USAGE;
        }
        tool_progress_begin(&progress.bar, "replay", count_lines(options->words[0]),
                            options->quiet);
        r = stage_open(&stage, configuration, options->journal, JOURNAL_NEW, &begin);
        if (r >= 0)
                r = stage_play(&stage, &player, TIME_NEVER, on_turn, &progress);
        tool_progress_end(&progress.bar);
        if (r >= 0)
                say_done(options, recording, flow_counts(stage.flow));
        else
                fprintf(stderr, "nattvakt: journal %s: %s%s\n", options->journal, strerror(-r),
                        r == -EEXIST ? " (replay writes a new journal only)" : "");
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
        r = recording_open(options->words[0],
                           options->local_times ? &configuration->site.zone : NULL, &recording);
        if (r < 0) {
                fprintf(stderr, "nattvakt: %s: %s\n", name_of(options->words[0]), strerror(-r));
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
                "as `nattvakt simulate --lines` writes them. The same code runs as in nattvaktd, "
                "in "
                "simulated\n"
                "time; the journal must not exist yet. Lines that come up to a minute too late are "
                "put in\n"
                "order, later ones refused; a line that was said already is told once; times "
                "without a zone\n"
                "are refused unless --local-times. Each is counted at the end, and so is what was "
                "not "
                "understood,\n"
                "by adapter and reason. The exit status is 0 all the same: a recording need not be "
                "clean.",
        .options = "cjJZQ",
        .words = true,
        .run = run,
};
