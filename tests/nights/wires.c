/* SPDX-License-Identifier: Apache-2.0 */
#include "wires.h"

#include <errno.h>
#include <string.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"

static const struct settings *settings_of(const struct house *house) {
        return &house->configuration->settings;
}

static size_t line_named(const struct house *house, const char *name) {
        const struct settings *settings = settings_of(house);
        size_t line = 0;

        while (line < settings->line_count && !text_equal(settings->lines[line].name, name))
                line++;
        return line;
}

static size_t first_on(const struct house *house, const char *chip) {
        const struct settings *settings = settings_of(house);
        size_t line = 0;

        while (line < settings->line_count && !text_equal(settings->lines[line].chip, chip))
                line++;
        return line;
}

static bool is_chip_gone(const struct house *house, size_t line) {
        return house->wires.is_gone[first_on(house, settings_of(house)->lines[line].chip)];
}

static void tell(struct house *house, const struct edge *edge) {
        struct stage *stage = &house->stage;

        if (!edges_add(&house->edges, settings_of(house)->lines, edge, stage->now.boot_us,
                       &stage->now))
                return;
        flow_begin(stage->flow, &stage->now);
        edges_hear(&house->edges, settings_of(house)->lines, stage->flow, &stage->now);
}

static int end_turn(struct house *house) {
        int r = stage_commit(&house->stage);

        edges_end(&house->edges, r >= 0);
        return r;
}

static void tell_line(struct house *house, size_t line) {
        bool works = !house->wires.is_failing[line];

        tell(house, &(struct edge){ .what = EDGE_WORKS, .line = line, .active = works });
        if (works && !settings_of(house)->lines[line].is_output)
                tell(house, &(struct edge){ .what = EDGE_LEVEL,
                                            .line = line,
                                            .active = house->wires.is_active[line],
                                            .baseline = true });
}

static void tell_chip(struct house *house, size_t first) {
        const struct settings *settings = settings_of(house);
        bool gone = house->wires.is_gone[first];

        tell(house, &(struct edge){ .what = EDGE_CHIP, .line = first, .active = !gone });
        for (size_t line = first; line < settings->line_count && !gone; line++)
                if (text_equal(settings->lines[line].chip, settings->lines[first].chip))
                        tell_line(house, line);
}

int wires_found(struct house *house) {
        const struct settings *settings = settings_of(house);

        if (settings->line_count == 0)
                return 0;
        memset(&house->edges, 0, sizeof(house->edges)); /* what a crash forgot */
        for (size_t line = 0; line < settings->line_count; line++)
                if (first_on(house, settings->lines[line].chip) == line)
                        tell_chip(house, line);
        return end_turn(house);
}

/* The turn dies, or its end is not told: then the next start finds the levels as they are. */
static int end_with(struct house *house, enum crash_kind crash) {
        int r = 0;

        if (crash != CRASH_UNCOMMITTED && crash != CRASH_UNSAID)
                return end_turn(house);
        if (crash == CRASH_UNSAID)
                r = flow_commit(house->stage.flow, &house->stage.now, NULL);
        return r < 0 ? r : house_crash(house);
}

static bool is_good(int r, struct text_buffer *says) {
        if (r < 0)
                text_appendf(says, "%s", strerror(-r));
        return r >= 0;
}

static bool move_line(struct house *house, size_t line, bool active, bool first,
                      enum crash_kind crash, struct text_buffer *says) {
        house->wires.is_active[line] = active;
        if (!house->is_up || is_chip_gone(house, line) || house->wires.is_failing[line])
                return true;
        tell(house,
             &(struct edge){
                     .what = EDGE_LEVEL, .line = line, .active = active, .baseline = first });
        return is_good(end_with(house, crash), says);
}

static bool break_line(struct house *house, size_t line, bool fails, enum crash_kind crash,
                       struct text_buffer *says) {
        house->wires.is_failing[line] = fails;
        if (!house->is_up || is_chip_gone(house, line))
                return true;
        tell_line(house, line);
        return is_good(end_with(house, crash), says);
}

bool wires_line(struct house *house, const char *text, enum crash_kind crash,
                struct text_buffer *says) {
        char name[WORD_SIZE] = "";
        size_t line;
        bool first;

        script_word(&text, name);
        line = line_named(house, name);
        if (line == settings_of(house)->line_count) {
                text_appendf(says, "there is no line '%s'", name);
                return false;
        }
        if (text_equal(text, "fails") || text_equal(text, "works"))
                return break_line(house, line, text_equal(text, "fails"), crash, says);
        first = script_takes(&text, "first");
        if (text_equal(text, "active") || text_equal(text, "inactive"))
                return move_line(house, line, text_equal(text, "active"), first, crash, says);
        text_append(says, "a line is `active`, `inactive`, `first active`, `fails` or `works`");
        return false;
}

bool wires_chip(struct house *house, const char *text, enum crash_kind crash,
                struct text_buffer *says) {
        char chip[WORD_SIZE] = "";
        size_t first;

        script_word(&text, chip);
        first = first_on(house, chip);
        if (first == settings_of(house)->line_count) {
                text_appendf(says, "no line is on a chip '%s'", chip);
                return false;
        }
        if (!text_equal(text, "gone") && !text_equal(text, "back")) {
                text_append(says, "a chip is `gone` or `back`");
                return false;
        }
        house->wires.is_gone[first] = text_equal(text, "gone");
        if (!house->is_up)
                return true;
        tell_chip(house, first);
        return is_good(end_with(house, crash), says);
}

int wires_lamp(struct house *house, const char *name, enum lamp_pattern *ret_pattern) {
        const struct settings *settings = settings_of(house);
        struct lamp_gateway gateway = { .now_us = house_now(house) };
        _cleanup_(freep) const struct task **open = NULL;
        size_t line = line_named(house, name), capacity = 0, count = 0;
        const struct task *task;

        if (line == settings->line_count || !settings->lines[line].is_output || !house->is_up)
                return -ENOENT;
        while ((task = flow_open_task(house->stage.flow, count))) {
                alloc_room(&open, count, &capacity, sizeof(*open));
                open[count++] = task;
        }
        for (size_t i = 0; i < settings->line_count; i++)
                gateway.trouble =
                        gateway.trouble || house->wires.is_failing[i] || is_chip_gone(house, i);
        *ret_pattern = lamp_pattern_of(&settings->lines[line], open, count, &gateway);
        return 0;
}
