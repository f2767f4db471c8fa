/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * What the files of the GPIO link share: gpio.c owns chips and lines and tries again what failed,
 * gpio_input.c turns edges and levels into news, gpio_find.c finds a chip by its name or label, and
 * gpio_v1.c or gpio_v2.c is all that differs between libgpiod 1.6 and 2.x.
 */

#include "debounce.h"
#include "gpio.h"

#define GPIO_CONSUMER  "nattvakt" /* what gpioinfo shows */
#define GPIO_EDGES_MAX 16         /* read at once: what the kernel keeps of a line by itself */

struct gpio_edge {
        bool high;       /* physical, after it */
        int64_t mono_ns; /* CLOCK_MONOTONIC */
        unsigned
                number; /* of the line's edges since it was taken, from 1; 0: the library tells none */
};

struct gpio_wish {
        unsigned offset;
        bool is_output;
        bool high; /* output: what it drives first */
        enum line_bias bias;
};

/* One version of libgpiod, or a test's. Levels are physical; all return -errno. */
struct gpio_backend {
        const char *(*version)(void);

        /* -ENOENT: no such node. The caller closes *ret_chip after its lines. */
        int (*open)(const char *path, void **ret_chip);
        void (*close)(void *chip);
        const char *(*label)(void *chip);
        unsigned (*line_count)(void *chip);
        int (*ping)(void *chip); /* 0, or -ENODEV: the kernel has it no more */

        /* -EBUSY, -ENODEV …; both edges of an input. The caller releases *ret_taken. */
        int (*request)(void *chip, const struct gpio_wish *wish, void **ret_taken);
        void (*release)(void *taken);
        int (*fd)(void *taken); /* of an input: readable when there are edges */

        /* Up to GPIO_EDGES_MAX edges, oldest first; 0: there are none (the fd does not block). */
        int (*edges)(void *taken, struct gpio_edge *ret_edges);
        int (*level)(void *taken); /* 0 or 1 */
        int (*set)(void *taken, bool high);
};

extern const struct gpio_backend gpio_libgpiod;

/* Where the chips are, and how patient we are with them. */
struct gpio_world {
        const struct gpio_backend *backend;
        const char *folder; /* "/dev" */
        int64_t check_us;
};

struct bank {
        const char *name;
        void *chip; /* NULL: gone */
        int error;  /* as last told */
        bool is_told;
};

struct pin {
        struct gpio *gpio;
        const struct gpio_line *line;
        struct bank *bank;
        void *taken; /* NULL: not ours now */
        int error;   /* as last told */
        bool is_told;

        /* input */
        sd_event_source *io;
        struct debounce debounce;
        unsigned number; /* of the edge read last */
        bool lost;       /* edges after the one read last may be missing */

        /* output */
        bool wanted;
        bool driven;
};

struct gpio {
        struct gpio_world world;
        struct gpio_handlers handlers;
        void *userdata;
        struct pin *pins;
        size_t count;
        struct bank *banks;
        size_t bank_count;
        sd_event *event;
        sd_event_source *timer; /* the next check, or the next level that has lasted */
        int64_t check_us;       /* CLOCK_BOOTTIME: the next check */
};

/* gpio_new in another world. @world's texts are borrowed. */
void gpio_new_in(const struct gpio_world *world, const struct gpio_line *lines, size_t count,
                 const struct gpio_handlers *handlers, void *userdata, struct gpio **ret_gpio);

/* Opens the chip whose node in the world's folder, or whose label, is @name. -ENODEV: there is none. */
int gpio_find(const struct gpio_world *world, const char *name, void **ret_chip);

/* gpio_chips and gpio_chip_lines in another world. */
size_t gpio_chips_in(const struct gpio_world *world, struct text_buffer *text);
int gpio_chip_lines_in(const struct gpio_world *world, const char *chip);

/* Watches @pin, which was just taken, and reads its first level; that is the caller's to tell. */
int gpio_input_start(struct pin *pin);

/* Reads all of @pin's edges and its level, and tells what counts. */
int gpio_input_read(struct pin *pin);

/* @pin does not work: lets go of it, and of its chip if that is gone, and tells. */
void gpio_fail(struct pin *pin, int error);

/* Something may be due sooner now. */
void gpio_arm(struct gpio *gpio);
