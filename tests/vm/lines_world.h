/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A house with wires: a simulated chip with cords, a button, a bed mat and lamps, the daemon that holds
 * them, a broker, and an ear on all that is said. until(&world->house, condition) waits. Include after
 * cmocka.
 */

#include "chip.h"
#include "system_world.h"

#define BOARD_LINES 16
#ifndef BOARD
#define BOARD "test-board"
#endif

/* The lines of the board. */
enum {
        CORD_1,   /* active low, of R1 in the east */
        CORD_5,   /* active high, of R5 in the west */
        BUTTON_2, /* of room-2 in the east */
        MAT_6,    /* active: R6 is not in bed */
        LAMP_EAST,
        LAMP_WEST,
        BUZZER,
        GATEWAY,
        CORD_8, /* as the test has it */
};

#define LINE(number, keys) "  - { chip: " BOARD ", line: " number ", " keys " }\n"
#define CALL(number, name, keys) \
        LINE(number, "name: " name ", kind: person.help_call, debounce_ms: 30, " keys)

#define LINES                                                                           \
        "clock: trusted\ngpio:\n" CALL("0", "cord-1", "active: low, resident: R1")      \
                CALL("1", "cord-5", "resident: R5")                                     \
                        LINE("2", "name: button-2, kind: staff.present, place: room-2") \
                                LINE("3", "name: mat-6, kind: bed.exit, resident: R6") LAMPS

#define LAMPS                                                             \
        LINE("4", "name: lamp-east, output: open-task, department: east") \
        LINE("5", "name: lamp-west, output: open-task, department: west") \
        LINE("6", "name: buzzer, output: buzzer")                         \
        LINE("7", "name: gateway, output: status")

#define DEBOUNCE_MS 30
#define PAUSE_MS    (4 * DEBOUNCE_MS) /* longer than a level must last, on an emulated processor too */
#define CHECK_MS    1500              /* longer than GPIO_CHECK_US: each level was read meanwhile */
#define RHYTHM_MS   3500              /* longer than the slowest rhythm of a task is dark */

#define CALLS HOUSE "event/person.help_call"

struct lines_world {
        struct system_world house;
        struct chip *board;
};

#define await(world, condition) until(&(world)->house, condition)

/* The switch on @line: a pulled cord, a pressed button. */
static inline void lines_switch(const struct lines_world *world, unsigned line, bool active) {
        chip_pull(world->board, line, active != (line == CORD_1));
}

/* A chip with nobody on its lines and all switches at rest; a daemon that was not started. */
static inline bool lines_build(struct lines_world *world, const char *more) {
        world->board = chip_new(BOARD, BOARD_LINES);
        lines_switch(world, CORD_1, false);
        return system_build(&world->house, NULL, more);
}

/* What the daemon says in both cases: its status light burns, so it has taken its lines. */
static inline void lines_start(struct lines_world *world) {
        system_start(&world->house);
        await(world, chip_value(world->board, GATEWAY));
}

static inline void lines_begin(struct lines_world *world) {
        if (!lines_build(world, LINES))
                skip();
        lines_start(world);
}

/* A good end. What a test leaves that failed, its teardown takes away. */
static inline void lines_done(struct lines_world *world) {
        assert_int_equal(nattvaktd_stop(world->house.daemon), 0);
}

static inline int lines_setup(void **state) {
        struct lines_world *world = calloc(1, sizeof(*world));

        *state = world;
        return world ? 0 : -1;
}

static inline int lines_teardown(void **state) {
        struct lines_world *world = *state;

        if (world->house.broker)
                system_done(&world->house);
        chip_free(world->board);
        free(world);
        return 0;
}

#define lines_test(function) cmocka_unit_test_setup_teardown(function, lines_setup, lines_teardown)

/* A program's argument: the one test to run, * and ? as in a file's name. */
static inline void lines_choose(int argc, char **argv) {
        if (argc > 1)
                cmocka_set_test_filter(argv[1]);
}

/* The world turns for so long, whatever happens. */
static inline void lines_pass(struct lines_world *world, int64_t ms) {
        int64_t until_us = clock_boot_us() + ms * US_PER_MS;

        while (clock_boot_us() < until_us)
                system_turn(&world->house);
}

static inline void lines_stay_dark(struct lines_world *world, unsigned lamp, unsigned other,
                                   int64_t ms) {
        int64_t until_us = clock_boot_us() + ms * US_PER_MS;

        while (clock_boot_us() < until_us) {
                system_turn(&world->house);
                assert_false(chip_value(world->board, lamp));
                assert_false(chip_value(world->board, other));
        }
}

/* Calls that the ear heard of @device, a line's name. */
static inline size_t lines_calls(const struct lines_world *world, const char *device) {
        char of[96];

        snprintf(of, sizeof(of), "\"device\":\"%s\"", device);
        return ear_hits(world->house.ear, CALLS, of);
}

/* Tasks of the journal that are open, of @resident; of all when NULL. */
static inline size_t lines_open(const struct lines_world *world, const char *resident) {
        struct system_tasks tasks;
        size_t count = 0;

        system_open_tasks(&world->house, &tasks);
        for (size_t i = 0; i < tasks.count; i++)
                count += !resident || strcmp(tasks.at[i].resident, resident) == 0;
        return count;
}

struct lines_kept {
        const char *device;
        size_t calls;
};

static inline int lines_keep(void *userdata, const struct event *event) {
        struct lines_kept *kept = userdata;

        print_message("kept: %s of %s%s\n", event_kind_word(event->kind), event->device,
                      event->baseline ? ", as found" : "");
        kept->calls += event->kind == EVENT_KIND_PERSON_HELP_CALL &&
                       strcmp(event->device, kept->device) == 0;
        return 0;
}

/* Calls of @device that the journal holds; says what it holds. */
static inline size_t lines_kept_calls(const struct lines_world *world, const char *device) {
        _cleanup_(journal_closep) struct journal *journal = system_journal(&world->house);
        struct lines_kept kept = { .device = device };

        assert_true(journal_each_event(journal, 0, TIME_NEVER, lines_keep, &kept) >= 0);
        return kept.calls;
}

static inline void lines_say(struct lines_world *world, const char *resident, const char *command) {
        struct task task;

        assert_true(system_open_task(&world->house, resident, &task));
        system_command(&world->house, &task, command);
}

/* Whether the ear's newest word of a call of @resident holds @text. */
static inline bool lines_said(const struct lines_world *world, const char *resident,
                              const char *text) {
        const char *task = system_task(&world->house, "help-call", resident);

        return task && strstr(task, text);
}

/* Somebody was there: the next call is a task of its own. All that is said of this one is heard. */
static inline void lines_answer(struct lines_world *world, const char *resident) {
        lines_say(world, resident,
                  "{\"command\":\"complete\",\"who\":\"n-1\",\"outcome\":\"helped\"}");
        await(world, lines_open(world, resident) == 0);
        await(world, lines_said(world, resident, "\"completed\""));
}
