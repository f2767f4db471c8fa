/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nattvakt check on the board itself: whether its GPIO chips have the lines that are configured. On another
 * machine, where a configuration is written, there is nobody to ask, and that is no fault.
 */
#include <errno.h>
#include <string.h>

#include "fault.h"
#include "gpio.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "tool.h"

static void note(const struct gpio_line *line, int error, struct text_buffer *notes) {
        _cleanup_(text_buffer_done) struct text_buffer chips = { 0 };

        if (error == -ENODEV)
                text_appendf(notes,
                             "note: %s:%d:%d: no GPIO chip on this machine is called '%.*s', by "
                             "name or label: it has %s; nattvaktd would look for it until it "
                             "comes\n",
                             fault_files[0], line->at_line, line->at_column, FAULT_TEXT(line->chip),
                             gpio_chips(&chips) > 0 ? chips.data : "none");
        else
                text_appendf(notes,
                             "note: %s:%d:%d: the GPIO chip '%.*s' could not be asked for its "
                             "lines (%s)\n",
                             fault_files[0], line->at_line, line->at_column, FAULT_TEXT(line->chip),
                             strerror(-error));
}

static bool was_asked(const struct settings *settings, size_t line) {
        for (size_t i = 0; i < line; i++)
                if (text_equal(settings->lines[i].chip, settings->lines[line].chip))
                        return true;
        return false;
}

size_t tool_check_lines(const struct configuration *configuration, struct config_faults *faults,
                        struct text_buffer *notes) {
        const struct settings *settings = &configuration->settings;
        size_t found = 0;

        for (size_t i = 0; i < settings->line_count; i++) {
                const struct gpio_line *line = &settings->lines[i];
                int count = gpio_chip_lines(line->chip);

                if (count < 0 && !was_asked(settings, i))
                        note(line, count, notes);
                if (count < 0 || line->offset < (unsigned)count)
                        continue;
                fault_add_at(faults, fault_files[0], line->at_line, line->at_column,
                             "'%.*s': %.*s has no line %u on this machine: it has %d, from 0 to "
                             "%d; see gpioinfo",
                             FAULT_TEXT(line->name), FAULT_TEXT(line->chip), line->offset, count,
                             count - 1);
                found++;
        }
        return found;
}
