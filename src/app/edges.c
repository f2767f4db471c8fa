/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edges: levels of wired lines as readings, kept until they are committed.
 */
#include "edges.h"

#include <assert.h>
#include <string.h>

#include "chatter.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"

/* Happens and is over: its line's rest says nothing. */
static bool is_momentary(enum measure measure) {
        return measure == MEASURE_PRESS || measure == MEASURE_BUTTON;
}

static void make_reading(const struct edge *edge, const struct gpio_line *line,
                         struct reading *ret_reading) {
        *ret_reading = (struct reading){
                .measure = MEASURE_ONLINE,
                .active = edge->active,
                .source_us = edge->at_us,
                .quality = edge->trusted ? TIME_QUALITY_GATEWAY : TIME_QUALITY_SUSPECT,
                .seconds = -1,
        };
        (void)text_set(ret_reading->device, line->name);
        switch (edge->what) {
        case EDGE_LEVEL:
                ret_reading->measure = line->measure;
                ret_reading->momentary = is_momentary(line->measure);
                break;
        case EDGE_WORKS:
                break;
        case EDGE_CHIP:
                ret_reading->measure = MEASURE_BRIDGE_ONLINE;
                (void)text_set(ret_reading->device, line->chip);
                break;
        case EDGE_CHATTERS:
                ret_reading->measure = MEASURE_EVENT;
                ret_reading->kind = EVENT_KIND_DEVICE_FAULT;
                ret_reading->phase = edge->active ? EVENT_PHASE_START : EVENT_PHASE_END;
                ret_reading->has_value = edge->active;
                ret_reading->value = edge->active ? CHATTER_PULLS : 0; /* more than */
                (void)text_set(ret_reading->unit, edge->active ? "pulls/min" : "");
                break;
        }
}

/* Whether what comes behind entry @index says all that counts of it. */
static bool is_overtaken(const struct edges *edges, size_t index) {
        const struct edge *edge = &edges->at[index];

        for (size_t i = index + 1; i < edges->count; i++) {
                const struct edge *later = &edges->at[i];

                if (later->what != edge->what || later->line != edge->line)
                        continue;
                if (edge->what != EDGE_LEVEL || !edge->active || later->active)
                        return true;
        }
        return false;
}

static void thin(struct edges *edges) {
        size_t kept = 0, heard = 0;

        for (size_t i = 0; i < edges->count; i++) {
                if (is_overtaken(edges, i))
                        continue;
                heard += i < edges->heard;
                edges->at[kept++] = edges->at[i];
        }
        edges->dropped += (int64_t)(edges->count - kept);
        edges->count = kept;
        edges->heard = heard;
        assert(edges->count <= EDGES_MAX);
}

bool edges_add(struct edges *edges, const struct gpio_line *lines, const struct edge *edge,
               int64_t boot_us, const struct moment *now) {
        struct edge *added;

        if (edge->what == EDGE_LEVEL && is_momentary(lines[edge->line].measure) &&
            (!edge->active || edge->baseline))
                return false;
        added = &edges->at[edges->count++];
        *added = *edge;
        added->trusted = now->wall_trusted;
        added->at_us = now->wall_us - (now->boot_us - boot_us);
        added->at_us += added->at_us % US_PER_S == 0;
        if (edges->count > EDGES_MAX)
                thin(edges);
        return true;
}

void edges_hear(struct edges *edges, const struct gpio_line *lines, struct flow *flow,
                const struct moment *now) {
        for (; edges->heard < edges->count; edges->heard++) {
                const struct edge *edge = &edges->at[edges->heard];
                struct flow_edge heard = { .baseline = edge->baseline };

                make_reading(edge, &lines[edge->line], &heard.reading);
                flow_reading(flow, &heard, now);
        }
}

void edges_end(struct edges *edges, bool kept) {
        if (kept) {
                edges->count -= edges->heard;
                memmove(edges->at, &edges->at[edges->heard], edges->count * sizeof(edges->at[0]));
        }
        edges->heard = 0;
}

static size_t find(const struct gpio_line *lines, size_t count, const char *name) {
        size_t i = 0;

        while (i < count && (lines[i].is_output || !text_equal(lines[i].name, name)))
                i++;
        return i;
}

void edges_carry(struct edges *edges, const struct gpio_line *lines, const struct gpio_line *fresh,
                 size_t count) {
        size_t kept = 0;

        for (size_t i = 0; i < edges->count; i++) {
                struct edge edge = edges->at[i];

                if (edge.what == EDGE_WORKS || edge.what == EDGE_CHIP)
                        continue; /* told anew of all */
                edge.line = find(fresh, count, lines[edge.line].name);
                if (edge.line < count)
                        edges->at[kept++] = edge;
        }
        edges->count = kept;
        edges->heard = 0;
}
