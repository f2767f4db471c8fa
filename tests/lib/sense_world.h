/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A small world for the tests of sense: a site, a script of what its devices say and of time passing,
 * and the events that came of it as one line of text. Its journal is an array of rows. Each script is
 * run once straight through, and again with a crash before each of its steps: what is in no row is
 * forgotten then, and the events must be the same, ids too.
 *
 * A script's steps, one a line:
 *   +90s  +10m  +2h                    time passes, what is due is handled when it is due
 *   bed occupancy 0 [word…]            a reading; words: retained repeat test press src=-5.5 id=x
 *                                      hash=7 value=12
 *   bridge attic 0 [retained]          a bridge says whether it is online
 *   app med.dose_taken [word…]         a native event; words also: start end R18 seen_ok
 *                                      place=room-31
 *   blind 10m                          time passes in which nothing could be heard
 *   unseen 30s                         the gateway does not run for so long, and wires are out of sight
 *   untrusted                          from here on the wall clock may be wrong
 *   clock -2h                          the wall clock is set, boot time goes on
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "sense.h"

#define WORLD_START_US (INT64_C(1793570400) * US_PER_S) /* 2026-11-01T22:00:00Z, 23:00 in Oslo */
#define WORLD_ROWS     128
#define WORLD_TEXT     65536
#define NEVER_CRASHES  SIZE_MAX
#define ALWAYS_CRASHES (SIZE_MAX - 1)

/* What of the site is there beside its devices; time is told of all but plain. */
enum world_part { WORLD_PLAIN, WORLD_SUPERVISED, WORLD_DOSES, WORLD_WATCHED, WORLD_ALL };

struct world {
        enum world_part part;
        struct site *site;
        struct sense *sense;
        struct device_state rows[WORLD_ROWS];
        size_t row_count;
        struct moment now;
        char *text; /* WORLD_TEXT */
        bool tells_ids, is_new;
        int returned; /* by the last reading */
        struct event last;
};

struct world_case {
        const char *says, *script, *events;
};

/** The site: one night, many rooms. In sense_site.h. */
struct site *world_site(enum world_part part);
void world_site_free(struct site *site);

static inline void world_write(struct world *world) {
        struct device_state row;

        while (sense_next_dirty(world->sense, &row)) {
                size_t i = 0;

                while (i < world->row_count && (strcmp(world->rows[i].device, row.device) != 0 ||
                                                world->rows[i].measure != row.measure))
                        i++;
                assert_true(i < WORLD_ROWS);
                world->rows[i] = row;
                world->row_count += i == world->row_count;
        }
}

static inline void world_crash(struct world *world) {
        sense_free(world->sense);
        world->sense = sense_new(world->site);
        for (size_t i = world->row_count; i-- > 0;) /* in no particular order */
                sense_load(world->sense, &world->rows[i]);
}

static inline void world_add(struct world *world, const char *text) {
        size_t used = strlen(world->text);

        assert_true(used + strlen(text) < WORLD_TEXT);
        strcpy(world->text + used, text);
}

static inline void world_tell(struct world *world, const struct event *event) {
        char time[TIME_TEXT_SIZE], text[16];

        world->last = *event;
        assert_int_equal(strlen(event->id), ID_SIZE - 1);
        assert_int_equal(event->severity, event_kind_severity(event->kind));
        world_add(world, world->text[0] ? "; " : "");
        if (world->part != WORLD_PLAIN)
                world_add(world, clock_text(&world->site->zone, event->occurred_us, false, time));
        world_add(world, world->part != WORLD_PLAIN ? " " : "");
        world_add(world, event_kind_word(event->kind));
        if (event->phase != EVENT_PHASE_POINT) {
                world_add(world, ":");
                world_add(world, event_phase_word(event->phase));
        }
        world_add(world, " ");
        world_add(world, event->device[0] ? event->device : event->resident);
        world_add(world, event->baseline ? " baseline" : "");
        world_add(world, event->test ? " test" : "");
        world_add(world, event->replay ? " replay" : "");
        world_add(world, event->maybe_repeat ? " repeat" : "");
        world_add(world, event->quality == TIME_QUALITY_SUSPECT ? " suspect" : "");
        if (event->detail[0]) {
                world_add(world, " (");
                world_add(world, event->detail);
                world_add(world, ")");
        }
        if (event->dose[0] &&
            event->adapter != ADAPTER_GATEWAY) { /* its minute and its day, in UTC */
                const char *dose = strchr(event->dose, '@');
                char day[] = "MM-DD";

                assert_non_null(dose);
                memcpy(day, dose + strlen("@HHMM/YYYY-"), strlen(day));
                snprintf(text, sizeof(text), " %.6s%s", dose, day);
                world_add(world, text);
        }
        world_add(world, world->tells_ids ? " #" : "");
        world_add(world, world->tells_ids ? event->id : "");
}

static inline void world_ticks(struct world *world) {
        for (int more = 1; more > 0;) {
                struct event_list events = { 0 };

                more = sense_tick(world->sense, &world->now, &events);
                for (size_t i = 0; i < events.count; i++)
                        world_tell(world, &events.at[i]);
        }
}

static inline void world_pass(struct world *world, int64_t us) {
        int64_t until_us = world->now.wall_us + us;

        for (;;) {
                int64_t next_us = sense_next_us(world->sense);

                if (next_us > until_us)
                        break;
                if (next_us > world->now.wall_us) {
                        world->now.boot_us += next_us - world->now.wall_us;
                        world->now.wall_us = next_us;
                }
                world_ticks(world);
        }
        world->now.boot_us += until_us - world->now.wall_us;
        world->now.wall_us = until_us;
        world_ticks(world);
}

static inline int64_t world_span(const char *text) {
        double number = 0;
        char unit = 's';
        int64_t us;

        assert_true(sscanf(text, "%lf%c", &number, &unit) >= 1);
        us = unit == 'h' ? US_PER_H : unit == 'm' ? US_PER_MIN : US_PER_S;
        return (int64_t)(number * (double)us);
}

static inline void world_word(struct world *world, const char *word, struct reading *reading,
                              struct arrival *arrival) {
        if (text_equal(word, "retained"))
                arrival->retained = true;
        else if (text_equal(word, "repeat"))
                arrival->maybe_repeat = true;
        else if (text_equal(word, "test"))
                reading->test = true;
        else if (text_starts_with(word, "src=")) {
                reading->source_us = world->now.wall_us + world_span(word + 4);
                reading->quality = TIME_QUALITY_SOURCE;
        } else if (text_starts_with(word, "id="))
                assert_int_equal(text_set(reading->source_id, word + 3), 0);
        else if (text_starts_with(word, "hash=")) {
                arrival->payload = word + 5;
                arrival->payload_size = strlen(word + 5);
        } else if (text_starts_with(word, "value=")) {
                reading->has_value = true;
                reading->value = strtod(word + 6, NULL);
        } else if (text_starts_with(word, "place="))
                assert_int_equal(text_set(reading->place, word + 6), 0);
        else if (event_phase_from_word(word) >= 0)
                reading->phase = (enum event_phase)event_phase_from_word(word);
        else if (outcome_from_word(word) >= 0)
                reading->outcome = (enum outcome)outcome_from_word(word);
        else
                assert_int_equal(text_set(reading->resident, word), 0);
}

static inline void world_hear(struct world *world, char *save, const char *device) {
        const char *what = strtok_r(NULL, " ", &save), *word;
        bool is_bridge = text_equal(device, "bridge");
        struct reading reading = { .seconds = -1, .quality = TIME_QUALITY_GATEWAY };
        struct arrival arrival = { .adapter = ADAPTER_ZIGBEE2MQTT };
        struct event_list events = { 0 };

        assert_int_equal(text_set(reading.device, is_bridge ? what : device), 0);
        if (site_device_by_name(world->site, ADAPTER_GPIO, device)) {
                arrival.adapter = ADAPTER_GPIO;
                reading.source_us = world->now.wall_us;
                reading.quality =
                        world->now.wall_trusted ? TIME_QUALITY_GATEWAY : TIME_QUALITY_SUSPECT;
        } else if (!is_bridge && !site_device_by_name(world->site, arrival.adapter, device))
                arrival.adapter = ADAPTER_NATIVE;
        if (is_bridge)
                reading.measure = MEASURE_BRIDGE_ONLINE;
        else if (event_kind_from_word(what) >= 0) {
                reading.measure = MEASURE_EVENT;
                reading.kind = (enum event_kind)event_kind_from_word(what);
        } else
                reading.measure = (enum measure)measure_from_word(what);
        if (reading.measure != MEASURE_EVENT)
                reading.active = text_equal(strtok_r(NULL, " ", &save), "1");
        reading.momentary =
                reading.measure == MEASURE_PRESS || reading.measure == MEASURE_BUTTON ||
                (reading.measure == MEASURE_EVENT && event_kind_is_momentary(reading.kind));
        while ((word = strtok_r(NULL, " ", &save)))
                world_word(world, word, &reading, &arrival);

        world->returned = sense_reading(world->sense, &reading, &arrival, &world->now, &events);
        assert_int_equal(world->returned < 0 ? 0 : world->returned, events.count);
        for (size_t i = 0; i < events.count; i++)
                world_tell(world, &events.at[i]);
}

static inline void world_step(struct world *world, char *line) {
        char *save = NULL;
        const char *first = strtok_r(line, " ", &save), *second = NULL;

        if (text_equal(first, "untrusted"))
                world->now.wall_trusted = false;
        else if (first[0] == '+')
                world_pass(world, world_span(first + 1));
        else if (text_equal(first, "unseen")) {
                int64_t us = world_span(strtok_r(NULL, " ", &save));

                world->now.wall_us += us;
                world->now.boot_us += us;
                sense_blind(world->sense, world->now.wall_us - us, world->now.wall_us);
                sense_unseen(world->sense, world->now.wall_us - us, world->now.wall_us);
                world_ticks(world);
        } else if (text_equal(first, "blind") || text_equal(first, "clock")) {
                int64_t us;

                second = strtok_r(NULL, " ", &save);
                us = world_span(second);
                world->now.wall_us += us;
                if (text_equal(first, "blind")) {
                        world->now.boot_us += us;
                        sense_blind(world->sense, world->now.wall_us - us, world->now.wall_us);
                } else {
                        if (world->is_new) /* the flow knows from the journal that it was away */
                                sense_blind(world->sense, world->now.wall_us - us,
                                            world->now.wall_us);
                        world_ticks(world);
                }
        } else
                world_hear(world, save, first);
        world_write(world);
}

/** A new world; part, text and tells_ids are set before. */
static inline void world_open(struct world *world) {
        *world = (struct world){ .part = world->part,
                                 .site = world_site(world->part),
                                 .text = world->text,
                                 .tells_ids = world->tells_ids,
                                 .now = { .wall_us = WORLD_START_US, .wall_trusted = true } };
        world->text[0] = '\0';
        world->sense = sense_new(world->site);
        world_ticks(world);
        world_write(world);
}

static inline void world_close(struct world *world) {
        sense_freep(&world->sense);
        world_site_free(world->site);
}

/** Runs @script, with a crash before step @crash (0..); returns the number of steps. */
static inline size_t world_run(struct world *world, const char *script, size_t crash) {
        _cleanup_(freep) char *lines = strdup(script);
        char *save = NULL;
        size_t step = 0;

        world_open(world);
        for (char *line = lines; line && *line; line = save, step++) {
                save = strchr(line, '\n');
                if (save)
                        *save++ = '\0';
                world->is_new = step == crash || crash == ALWAYS_CRASHES;
                if (world->is_new)
                        world_crash(world);
                world_step(world, line);
        }
        world_close(world);
        return step;
}

/** Every case as it says, and once more with a crash before each of its steps. */
static inline void world_cases(const struct world_case *cases, size_t count, enum world_part part) {
        static char straight[WORLD_TEXT], text[WORLD_TEXT];
        struct world world = { .text = text, .part = part };

        for (size_t i = 0; i < count; i++) {
                size_t steps;

                print_message("  %s\n", cases[i].says);
                world.tells_ids = false;
                world_run(&world, cases[i].script, NEVER_CRASHES);
                assert_string_equal(text, cases[i].events);
                world.tells_ids = true;
                steps = world_run(&world, cases[i].script, NEVER_CRASHES);
                strcpy(straight, text);
                for (size_t crash = 0; crash < steps; crash++) {
                        world_run(&world, cases[i].script, crash);
                        assert_string_equal(text, straight);
                }
        }
}
