/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nattvakt.yaml, gpio: a line is an input or an output, has one name and one use, and it is known whom it
 * is about. Whether the chip has such a line only the chip can tell; and two chips, one called by its name
 * and one by its label, may be one and the same: the kernel says then that the line is busy.
 */
#include <string.h>

#include "line_kind.h"
#include "nattvakt/cleanup.h"
#include "rule.h"

static bool is_output(const struct raw_line *line) {
        return tree_get(line->node, "output") != NULL;
}

static bool is_input(const struct raw_line *line) {
        return tree_get(line->node, "kind") != NULL;
}

/* clang-format off */
static const char *const of_tasks[] = { "place", "department" };
static const char *const of_inputs[] = { "bias", "debounce_ms", "pulse_ms", "stuck_min", "resident" };
/* clang-format on */

static void check_output(const struct rule *rule, const struct raw_line *line) {
        for (size_t i = 0; i < ELEMENTS(of_inputs); i++)
                if (tree_get(line->node, of_inputs[i]))
                        rule_say(rule, tree_where(line->node, of_inputs[i]),
                                 "'%s' is for inputs, and this is an output: take it out",
                                 of_inputs[i]);
        if (line->output != LINE_OUTPUT_STATUS)
                return;
        for (size_t i = 0; i < ELEMENTS(of_tasks); i++)
                if (tree_get(line->node, of_tasks[i]))
                        rule_say(rule, tree_where(line->node, of_tasks[i]),
                                 "'output: status' tells of the gateway, which has no %s: take "
                                 "it out",
                                 of_tasks[i]);
}

static void check_kind(const struct rule *rule, const struct raw_line *line) {
        const struct line_kind *kind = line_kind_of((enum event_kind)line->kind);
        const struct node *at = tree_where(line->node, "kind");
        char kinds[LINE_KINDS_SIZE];

        if (line->kind == EVENT_KIND_COUNT)
                return;
        if (!kind)
                rule_say(rule, at, "a line cannot tell %s; it can tell %s",
                         raw_event_kind_words[line->kind], line_kind_list(kinds));
        else if (kind->of_resident && !tree_get(line->node, "resident"))
                rule_say(rule, at, "%s wants a 'resident': whose door is it? (else door.opened)",
                         raw_event_kind_words[line->kind]);
        if (line->kind != EVENT_KIND_PERSON_HELP_CALL && tree_get(line->node, "stuck_min"))
                rule_say(rule, tree_where(line->node, "stuck_min"),
                         "'stuck_min' is for person.help_call: a call that stands hides the next");
}

/* What is pressed for less than the debounce time is never seen. */
static void check_pulse(const struct rule *rule, const struct raw_line *line) {
        bool says_debounce = tree_get(line->node, "debounce_ms") != NULL;

        if (line->pulse_ms == 0 || line->debounce_ms < line->pulse_ms)
                return;
        rule_say(rule, tree_where(line->node, says_debounce ? "debounce_ms" : "pulse_ms"),
                 "%s %d ms is not below pulse_ms %d: such a pulse would never be seen; say "
                 "'debounce_ms' less than %d",
                 says_debounce ? "debounce_ms" : "the usual debounce_ms", line->debounce_ms,
                 line->pulse_ms, line->pulse_ms);
}

static void check_input(const struct rule *rule, const struct raw_line *line) {
        check_kind(rule, line);
        check_pulse(rule, line);
        if (!tree_get(line->node, "place") && !tree_get(line->node, "resident") &&
            !tree_get(line->node, "department"))
                rule_say(rule, line->node,
                         "say its 'place', 'resident' or 'department': a task about it has to "
                         "reach somebody");
}

static void check_chip(const struct rule *rule, const struct raw_line *line) {
        static const char devices[] = "/dev/";

        if (strncmp(line->chip, devices, strlen(devices)) == 0)
                rule_say(rule, tree_where(line->node, "chip"),
                         "a chip is called by its name or label, without /dev/: '%.*s'",
                         FAULT_TEXT(line->chip + strlen(devices)));
}

/* One wire, one name, one use: both places are said, for either may be the wrong one. */
static void check_same(const struct rule *rule, const struct raw_line *line) {
        const struct node *at = tree_where(line->node, "line");

        RAW_EACH(struct raw_line, other, &rule->raw->gateway.lines) {
                if (other == line)
                        return;
                if (!line->chip[0] || line->offset < 0 || other->offset != line->offset ||
                    strcmp(other->chip, line->chip) != 0)
                        continue;

                const struct node *there = tree_where(other->node, "line");
                if (is_output(other) != is_output(line))
                        rule_say(rule, at,
                                 "line %d of %.*s is %s here, but %s as '%.*s' at %s:%d:%d: it "
                                 "can be one of them",
                                 line->offset, FAULT_TEXT(line->chip),
                                 is_output(line) ? "an output" : "an input",
                                 is_output(other) ? "an output" : "an input",
                                 FAULT_TEXT(other->name), there->file, there->line, there->column);
                else
                        rule_say(rule, at,
                                 "line %d of %.*s is '%.*s' already, at %s:%d:%d: a line has one "
                                 "name",
                                 line->offset, FAULT_TEXT(line->chip), FAULT_TEXT(other->name),
                                 there->file, there->line, there->column);
                return;
        }
}

static void check_name(const struct rule *rule, const struct raw_line *line) {
        const struct raw_device *device = raw_device(rule->raw, line->name);

        if (device)
                rule_say(rule, tree_where(line->node, "name"),
                         "this name is the id of a device (site.yaml, line %d): choose another",
                         device->node->line);
}

static void check_line(const struct rule *rule, const struct raw_line *line) {
        check_chip(rule, line);
        check_same(rule, line);
        check_name(rule, line);
        rule_where(rule, &line->device);
        if (is_input(line) && is_output(line))
                rule_say(rule, tree_where(line->node, "output"),
                         "it has 'kind', so it is an input, and 'output': take one out");
        else if (is_output(line))
                check_output(rule, line);
        else if (is_input(line))
                check_input(rule, line);
        else
                rule_say(rule, line->node,
                         "say 'kind', what an input tells, or 'output', what an output shows");
}

void rule_line(const struct raw *raw) {
        struct near_names names = raw_lines(raw);

        rule_unique(raw, &raw_line_table, &names, "name");
        if (names.count > LINES_MAX)
                rule_say(&(struct rule){ raw, &raw_gateway_table, raw->gateway.node },
                         tree_where(raw->gateway.node, "gpio"),
                         "'gpio' has %zu lines; at most %d are driven by one gateway", names.count,
                         LINES_MAX);
        RAW_EACH(struct raw_line, line, &raw->gateway.lines) {
                struct rule rule = { raw, &raw_line_table, line->node };

                if (line->node->type == NODE_MAP)
                        check_line(&rule, line);
        }
}
