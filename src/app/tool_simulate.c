/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nattvakt simulate: a home's devices and staff. With --lines it writes what they would say as JSON lines for
 * `nattvakt replay`; with a broker it speaks to a real nattvaktd, in lock step or live.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "nattvakt/text.h"
#include "recording.h"
#include "say.h"
#include "show.h"
#include "simulator.h"
#include "stage.h"
#include "tool.h"
#include "world.h"

/* "9.3334" per cent to parts per million; the default where @text is NULL. 0 or -EINVAL. */
static int read_percent(const char *option, const char *text, int64_t *value) {
        char *end;
        double percent;

        if (!text)
                return 0;
        percent = strtod(text, &end);
        if (end == text || *end || percent < 0 || percent > 100) {
                fprintf(stderr, "nattvakt: --%s %s: expected a percentage from 0 to 100\n", option,
                        text);
                return -EINVAL;
        }
        *value = (int64_t)(percent * 10000 + 0.5);
        return 0;
}

/* "15" or "1-14". */
static int read_play(const char *text, struct scenario *scenario) {
        long from, to;
        char *end;

        if (!text) {
                scenario->play_to = scenario->nights;
                return 0;
        }
        from = to = strtol(text, &end, 10);
        if (*end == '-')
                to = strtol(end + 1, &end, 10);
        if (*end == '\0' && from >= 1 && to >= from && to <= scenario->nights) {
                scenario->play_from = (int)from;
                scenario->play_to = (int)to;
                return 0;
        }
        fprintf(stderr, "nattvakt: --play %s: expected nights from 1 to %d, such as 15 or 1-14\n",
                text, scenario->nights);
        return -EINVAL;
}

static void take_number(int64_t given, int *value) {
        if (given >= 0)
                *value = given > 10000 ? 10000 : (int)given;
}

static int read_scenario(const struct tool_options *options, struct scenario *scenario) {
        int64_t day = 0;

        if (options->from && tool_day("--from", options->from, &day))
                return -EINVAL;
        *scenario = scenario_reference(day);
        take_number(options->nights, &scenario->nights);
        take_number(options->calls, &scenario->calls);
        take_number(options->alarms, &scenario->alarms);
        take_number(options->nuisance, &scenario->nuisance);
        if (options->seed >= 0)
                scenario->seed = (uint64_t)options->seed;
        scenario->lively = options->live;
        if (!options->from && !options->live) {
                fprintf(stderr, "nattvakt: simulate needs --from DATE (or --live)\n");
                return -EINVAL;
        }
        if (read_percent("not-seen", options->not_seen, &scenario->not_seen_ppm) < 0 ||
            read_percent("not-seen-twice", options->second_not_seen,
                         &scenario->second_not_seen_ppm) < 0 ||
            read_percent("walked", options->walked, &scenario->walked_ppm) < 0)
                return -EINVAL;
        return read_play(options->play, scenario);
}

/* The end of what is played: an hour after the last night, when its report is out. */
static int64_t end_of(const struct site *site, const struct scenario *scenario) {
        int64_t from, to;

        site_night_bounds(site, scenario->first_day + scenario->play_to - 1, &from, &to);
        return to + US_PER_H;
}

/* A player that writes down what another says. */
struct writer {
        struct player player;
        FILE *file;
        int64_t count;
};

static int64_t writer_next(void *userdata) {
        struct writer *writer = userdata;

        return writer->player.next_us(writer->player.userdata);
}

static bool writer_say(void *userdata, int64_t now_us, struct message *ret_message) {
        struct writer *writer = userdata;

        if (!writer->player.say(writer->player.userdata, now_us, ret_message))
                return false;
        recording_write(writer->file, now_us, ret_message);
        writer->count++;
        return true;
}

static void writer_hear(void *userdata, int64_t now_us, const char *topic, const char *payload,
                        size_t size) {
        struct writer *writer = userdata;

        writer->player.hear(writer->player.userdata, now_us, topic, payload, size);
}

struct progress {
        struct tool_progress bar;
        int64_t from_us;
};

static void on_turn(void *userdata, int64_t now_us) {
        struct progress *progress = userdata;

        tool_progress_step(&progress->bar, now_us - progress->from_us);
}

/* Of standard output main tells, with all else that is written there. */
static int end_lines(FILE *file, const char *path) {
        bool was_cut = fflush(file) != 0 || ferror(file);

        if (file != stdout) {
                was_cut = fclose(file) != 0 || was_cut;
                if (was_cut)
                        fprintf(stderr, "nattvakt: %s could not be written to its end: %s\n", path,
                                strerror(errno));
        }
        return was_cut ? TOOL_EXIT_OUTPUT : TOOL_EXIT_OK;
}

/* The staff answers what nattvakt asks, so the flow itself has to run; its journal is thrown away. */
static int write_lines(const struct configuration *configuration, const struct scenario *scenario,
                       struct world *world, const struct tool_options *options) {
        struct writer writer = { .player = world_player(world) };
        struct player player = {
                .userdata = &writer, .next_us = writer_next, .say = writer_say, .hear = writer_hear
        };
        char folder[] = "/tmp/nattvakt-simulate-XXXXXX", path[64];
        int64_t first = writer_next(&writer), end = end_of(&configuration->site, scenario);
        struct moment begin = {
                .wall_us = first, .boot_us = first, .wall_trusted = true, .simulated = true
        };
        struct progress progress = { .from_us = first };
        struct stage stage = { 0 };
        int r, status;

        writer.file = strcmp(options->lines, "-") ? fopen(options->lines, "we") : stdout;
        if (!writer.file || !mkdtemp(folder)) {
                fprintf(stderr, "nattvakt: %s: %s\n", options->lines, strerror(errno));
                return TOOL_EXIT_USAGE;
        }
        snprintf(path, sizeof(path), "%s/journal.sqlite", folder);
        tool_progress_begin(&progress.bar, "simulate", end - first, options->quiet);
        r = stage_open(&stage, configuration, path, JOURNAL_NEW, &begin);
        if (r >= 0)
                r = stage_play(&stage, &player, end, on_turn, &progress);
        tool_progress_end(&progress.bar);
        stage_close(&stage);
        journal_remove(path);
        rmdir(folder);
        status = end_lines(writer.file, options->lines);
        if (r < 0)
                fprintf(stderr, "nattvakt: %s\n", strerror(-r));
        else if (status == TOOL_EXIT_OK && !options->quiet)
                fprintf(stderr, "%lld messages of %d nights into %s\n", (long long)writer.count,
                        scenario->play_to - scenario->play_from + 1, options->lines);
        return r < 0 ? TOOL_EXIT_JOURNAL : status;
}

/* What is printed of the tasks: each urgent one as it comes and goes, rounds as counts. */
struct printer {
        const struct configuration *configuration;
        int64_t since_us; /* of the counts */
        int opened, done;
};

#define ROUND_US (30 * US_PER_MIN) /* rounds are counted over so long */

static void print_round(struct printer *printer) {
        const struct zone *zone = &printer->configuration->site.zone;
        char from[TIME_TEXT_SIZE], to[TIME_TEXT_SIZE];

        if (printer->opened || printer->done)
                /* TRANSLATORS: from, to: half an hour of planned tasks */
                printf(_("%s–%s  planned: %d opened, %d done\n"),
                       clock_text(zone, printer->since_us, false, from),
                       clock_text(zone, printer->since_us + ROUND_US, false, to), printer->opened,
                       printer->done);
        printer->opened = printer->done = 0;
}

/* Old ones that the daemon says again at its start are no news. */
static bool is_news(struct json_object *object, int64_t now_us) {
        const char *ended = json_text(object, "ended_at");
        int64_t ended_us;

        return !ended || time_parse(ended, &ended_us) < 0 || now_us - ended_us < US_PER_MIN;
}

static void print_task(void *userdata, int64_t now_us, const char *topic, const char *payload,
                       size_t size) {
        _cleanup_(json_freep) struct json_object *object = json_parse_object(payload, size);
        struct printer *printer = userdata;
        struct text_buffer line = { 0 };
        int64_t sequence = 0;

        if (!object || text_ends_with(topic, "/task-event") || !is_news(object, now_us))
                return;
        if (now_us - printer->since_us >= ROUND_US) {
                print_round(printer);
                printer->since_us = now_us - now_us % ROUND_US;
        }
        json_integer(object, "sequence", &sequence);
        if (text_equal(json_text(object, "priority"), "routine") &&
            !text_equal(json_text(object, "state"), "failed")) {
                printer->opened += sequence <= 2;
                printer->done += json_text(object, "ended_at") != NULL;
                return;
        }
        show_task_line(printer->configuration, payload, size, now_us, &line);
        if (line.size)
                printf("%s\n", line.data);
        fflush(stdout);
        text_buffer_done(&line);
}

static int read_broker(const struct tool_options *options, struct simulator_options *simulator) {
        const struct broker_settings *broker = &simulator->configuration->settings.broker;
        const char *colon = options->broker ? strrchr(options->broker, ':') : NULL;
        char *end = NULL;
        long port = colon ? strtol(colon + 1, &end, 10) : 0;

        text_set(simulator->host, broker->host);
        simulator->port = broker->port;
        if (!options->broker)
                return 0;
        if (!colon || (size_t)(colon - options->broker) >= sizeof(simulator->host) || *end ||
            port < 1 || port > 65535) {
                fprintf(stderr, "nattvakt: --broker %s: expected HOST:PORT\n", options->broker);
                return -EINVAL;
        }
        memcpy(simulator->host, options->broker, (size_t)(colon - options->broker));
        simulator->host[colon - options->broker] = '\0';
        simulator->port = (int)port;
        return 0;
}

static int speak(const struct configuration *configuration, const struct scenario *scenario,
                 struct world *world, const struct tool_options *options) {
        struct player player = world_player(world);
        struct printer printer = { .configuration = configuration };
        int r;
        struct simulator_options simulator = {
                .configuration = configuration,
                .live = options->live,
                .until_us = end_of(&configuration->site, scenario),
                .heard = options->quiet ? NULL : print_task,
                .userdata = &printer,
        };

        if (read_broker(options, &simulator) < 0)
                return TOOL_EXIT_USAGE;
        r = simulator_run(&simulator, &player);
        print_round(&printer);
        return r;
}

static int run(const struct tool_options *options) {
        _cleanup_(config_freep) struct configuration *configuration = NULL;
        struct scenario scenario;
        struct world *world;
        int r = tool_configuration(options, &configuration);

        if (r)
                return r;
        if (read_scenario(options, &scenario) < 0)
                return TOOL_EXIT_USAGE;
        tool_language(options, configuration);
        scenario.first_us = clock_now(CLOCK_MODE_TRUSTED).wall_us;
        world = world_new(configuration, &scenario);
        r = options->lines ? write_lines(configuration, &scenario, world, options)
                           : speak(configuration, &scenario, world, options);
        world_free(world);
        return r;
}

const struct tool tool_simulate = {
        .name = "simulate",
        .summary = "a home's devices and staff, for trying things out",
        .help = "\n\nWith --lines the simulated home speaks to nattvakt's own flow, and what it "
                "said is written as\n"
                "JSON lines for `nattvakt replay`. Without, it speaks over the broker to a "
                "nattvaktd that runs\n"
                "with `clock: simulated`, in lock step, and shows the tasks as they come and go; "
                "with --live\n"
                "to one in real time. The defaults are the reference period: totals over --nights "
                "are exact.",
        .options = "clfNPCAUsSTWLbRq",
        .run = run,
};
