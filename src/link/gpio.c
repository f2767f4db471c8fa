/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chips and lines, and how they are lost and found again. One timer looks at all of them each second: opens
 * the chips that are away, takes the lines that are not ours yet, and reads those that are. A line that fails
 * is how a chip's absence shows (the kernel does not wake anybody who waits for an edge of a chip that was
 * removed: measured on 6.1; newer ones do). The same timer asks again for levels that must last.
 *
 * Everything of a chip that is gone is closed at once: a descriptor that hangs up would wake the loop for
 * ever, and the kernel keeps a removed chip's number as long as a descriptor of it is open. (6.1 keeps it for
 * good when a line was held, measured: the chip comes back as gpiochip1 and is found by its label alone.)
 *
 * Polarity is ours, not the kernel's: what libgpiod is told is physical, so that one function decides it.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "clock.h"
#include "gpio_private.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "nattvakt/times.h"

#define ACCURACY_US 1000

static size_t index_of(const struct pin *pin) {
        return (size_t)(pin - pin->gpio->pins);
}

static void tell_line(struct pin *pin, int error) {
        if (pin->is_told && pin->error == error)
                return;
        pin->is_told = true;
        pin->error = error;
        pin->gpio->handlers.line(pin->gpio->userdata, index_of(pin), error);
}

static void tell_chip(struct gpio *gpio, struct bank *bank, int error) {
        if (bank->is_told && bank->error == error)
                return;
        bank->is_told = true;
        bank->error = error;
        gpio->handlers.chip(gpio->userdata, bank->name, error);
}

static void let_go(struct pin *pin) {
        pin->io = sd_event_source_disable_unref(pin->io);
        if (pin->taken)
                pin->gpio->world.backend->release(pin->taken);
        pin->taken = NULL;
}

static void close_bank(struct gpio *gpio, struct bank *bank) {
        for (size_t i = 0; i < gpio->count; i++)
                if (gpio->pins[i].bank == bank)
                        let_go(&gpio->pins[i]);
        if (bank->chip)
                gpio->world.backend->close(bank->chip);
        bank->chip = NULL;
}

/* Returns whether the chip is there; if not, it has been closed and told. */
static bool is_there(struct gpio *gpio, struct bank *bank) {
        int r = gpio->world.backend->ping(bank->chip);

        if (r >= 0)
                return true;
        close_bank(gpio, bank);
        tell_chip(gpio, bank, r);
        return false;
}

void gpio_fail(struct pin *pin, int error) {
        assert(error < 0);
        let_go(pin);
        /* The kernel's first interface, and the second of older kernels, say ENODEV of a line that
         * cannot interrupt (gpiolib-cdev.c, lineevent_create); the second of newer ones says ENXIO. */
        if (is_there(pin->gpio, pin->bank))
                tell_line(pin, error == -ENODEV ? -ENXIO : error);
}

static bool level_of(const struct pin *pin, bool active) {
        return active != pin->line->active_low;
}

static int drive(struct pin *pin) {
        bool wanted = pin->wanted;
        int r = 0;

        if (pin->driven != wanted)
                r = pin->gpio->world.backend->set(pin->taken, level_of(pin, wanted));
        if (r >= 0)
                pin->driven = wanted;
        return r;
}

static int take_pin(struct pin *pin) {
        const struct gpio_backend *backend = pin->gpio->world.backend;
        struct gpio_wish wish = {
                .offset = pin->line->offset,
                .is_output = pin->line->is_output,
                .high = level_of(pin, pin->wanted),
                .bias = pin->line->is_output ? LINE_BIAS_AS_IS : pin->line->bias,
        };
        int r;

        if (wish.offset >= backend->line_count(pin->bank->chip))
                return -ERANGE;
        r = backend->request(pin->bank->chip, &wish, &pin->taken);
        if (r < 0)
                return r;
        pin->driven = pin->wanted;
        return wish.is_output ? 0 : gpio_input_start(pin);
}

static void check_pin(struct pin *pin) {
        struct gpio *gpio = pin->gpio;
        int r;

        if (!pin->taken) {
                r = take_pin(pin);
                if (r >= 0) {
                        tell_line(pin, 0);
                        if (!pin->line->is_output)
                                gpio->handlers.level(gpio->userdata, index_of(pin),
                                                     pin->debounce.told, pin->debounce.told_us,
                                                     GPIO_NEWS_FIRST);
                        return;
                }
        } else if (pin->line->is_output) {
                r = gpio->world.backend->level(pin->taken);
                r = r < 0 ? r : drive(pin);
        } else {
                r = gpio_input_read(pin);
        }
        if (r < 0)
                gpio_fail(pin, r);
}

static void check_bank(struct gpio *gpio, struct bank *bank) {
        if (!bank->chip)
                tell_chip(gpio, bank, gpio_find(&gpio->world, bank->name, &bank->chip));
        for (size_t i = 0; i < gpio->count && bank->chip; i++)
                if (gpio->pins[i].bank == bank)
                        check_pin(&gpio->pins[i]);
}

static int on_timer(sd_event_source *source, uint64_t usec, void *userdata) {
        struct gpio *gpio = userdata;
        int64_t now_us = clock_boot_us();

        (void)source;
        (void)usec;
        if (now_us >= gpio->check_us) {
                gpio->check_us = now_us + gpio->world.check_us;
                for (size_t i = 0; i < gpio->bank_count; i++)
                        check_bank(gpio, &gpio->banks[i]);
        }
        for (size_t i = 0; i < gpio->count; i++) {
                struct pin *pin = &gpio->pins[i];
                int r = 0;

                if (pin->io && debounce_due_us(&pin->debounce) <= now_us)
                        r = gpio_input_read(pin);
                if (r < 0)
                        gpio_fail(pin, r);
        }
        gpio_arm(gpio);
        return 0;
}

void gpio_arm(struct gpio *gpio) {
        int64_t next_us = gpio->check_us;

        if (!gpio->timer)
                return;
        for (size_t i = 0; i < gpio->count; i++) {
                const struct pin *pin = &gpio->pins[i];

                if (pin->io && debounce_due_us(&pin->debounce) < next_us)
                        next_us = debounce_due_us(&pin->debounce);
        }
        (void)sd_event_source_set_time(gpio->timer, (uint64_t)next_us);
        (void)sd_event_source_set_enabled(gpio->timer, SD_EVENT_ONESHOT);
}

static struct bank *bank_of(struct gpio *gpio, const char *name) {
        for (size_t i = 0; i < gpio->bank_count; i++)
                if (text_equal(gpio->banks[i].name, name))
                        return &gpio->banks[i];
        gpio->banks[gpio->bank_count].name = name;
        return &gpio->banks[gpio->bank_count++];
}

void gpio_new_in(const struct gpio_world *world, const struct gpio_line *lines, size_t count,
                 const struct gpio_handlers *handlers, void *userdata, struct gpio **ret_gpio) {
        struct gpio *gpio = alloc_zero(1, sizeof(*gpio));

        assert(count <= LINES_MAX);
        assert(handlers->level && handlers->line && handlers->chip);
        gpio->world = *world;
        gpio->handlers = *handlers;
        gpio->userdata = userdata;
        gpio->pins = alloc_zero(count, sizeof(*gpio->pins));
        gpio->banks = alloc_zero(count, sizeof(*gpio->banks));
        gpio->count = count;
        for (size_t i = 0; i < count; i++)
                gpio->pins[i] = (struct pin){
                        .gpio = gpio,
                        .line = &lines[i],
                        .bank = bank_of(gpio, lines[i].chip),
                };
        *ret_gpio = gpio;
}

void gpio_new(const struct gpio_line *lines, size_t count, const struct gpio_handlers *handlers,
              void *userdata, struct gpio **ret_gpio) {
        const struct gpio_world world = {
                .backend = &gpio_libgpiod,
                .folder = "/dev",
                .check_us = GPIO_CHECK_US,
        };

        gpio_new_in(&world, lines, count, handlers, userdata, ret_gpio);
}

int gpio_attach(struct gpio *gpio, sd_event *event) {
        assert(!gpio->event);
        if (gpio->count == 0)
                return 0;
        gpio->check_us = clock_boot_us();
        gpio->event = sd_event_ref(event);
        return sd_event_add_time(event, &gpio->timer, CLOCK_BOOTTIME, (uint64_t)gpio->check_us,
                                 ACCURACY_US, on_timer, gpio);
}

void gpio_set(struct gpio *gpio, size_t line, bool active) {
        struct pin *pin = &gpio->pins[line];

        assert(line < gpio->count && pin->line->is_output);
        pin->wanted = active;
        if (!pin->taken || drive(pin) >= 0)
                return;
        gpio->check_us = clock_boot_us(); /* what is wrong is told from the loop */
        gpio_arm(gpio);
}

const char *gpio_library(void) {
        return gpio_libgpiod.version();
}

void gpio_drain(struct gpio *gpio) {
        for (size_t i = 0; i < gpio->count; i++) {
                int r = gpio->pins[i].io ? gpio_input_read(&gpio->pins[i]) : 0;

                if (r < 0)
                        gpio_fail(&gpio->pins[i], r);
        }
        gpio_arm(gpio);
}

void gpio_free(struct gpio *gpio) {
        if (!gpio)
                return;
        gpio->timer = sd_event_source_disable_unref(gpio->timer);
        for (size_t i = 0; i < gpio->count; i++) {
                gpio->pins[i].wanted = false;
                if (gpio->pins[i].taken && gpio->pins[i].line->is_output)
                        (void)drive(&gpio->pins[i]);
        }
        for (size_t i = 0; i < gpio->bank_count; i++)
                close_bank(gpio, &gpio->banks[i]);
        sd_event_unref(gpio->event);
        free(gpio->banks);
        free(gpio->pins);
        free(gpio);
}

void gpio_freep(struct gpio **gpio) {
        gpio_free(*gpio);
}
