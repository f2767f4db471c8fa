/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Made through configfs, driven through sysfs: the kernel's Documentation/admin-guide/gpio/gpio-sim.rst.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chip.h"

#define CHIPS       "/sys/kernel/config/gpio-sim"
#define NAME_LENGTH 64
#define PATH_LENGTH 256

struct chip {
        char label[NAME_LENGTH];
        unsigned lines;
        char platform[NAME_LENGTH], node[NAME_LENGTH]; /* while it is plugged in */
};

static void fail(const char *what) {
        fprintf(stderr, "chip: %s: %s\n", what, strerror(errno));
        exit(1);
}

static void __attribute__((format(printf, 2, 3)))
path_of(char path[PATH_LENGTH], const char *format, ...) {
        va_list list;

        va_start(list, format);
        vsnprintf(path, PATH_LENGTH, format, list);
        va_end(list);
}

static void put(const char *path, const char *text) {
        int fd = open(path, O_WRONLY | O_CLOEXEC);

        if (fd < 0 || write(fd, text, strlen(text)) < 0)
                fail(path);
        close(fd);
}

/* One line without its end. */
static void get(const char *path, char text[NAME_LENGTH]) {
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        ssize_t size = fd < 0 ? -1 : read(fd, text, NAME_LENGTH - 1);

        if (size < 0)
                fail(path);
        close(fd);
        text[size] = '\0';
        text[strcspn(text, "\n")] = '\0';
}

static void put_in(const struct chip *chip, const char *file, const char *text) {
        char path[PATH_LENGTH];

        path_of(path, CHIPS "/%s/%s", chip->label, file);
        put(path, text);
}

static void get_from(const struct chip *chip, const char *file, char text[NAME_LENGTH]) {
        char path[PATH_LENGTH];

        path_of(path, CHIPS "/%s/%s", chip->label, file);
        get(path, text);
}

void chip_plug(struct chip *chip) {
        put_in(chip, "live", "1");
        get_from(chip, "dev_name", chip->platform);
        get_from(chip, "bank/chip_name", chip->node);
}

void chip_unplug(struct chip *chip) {
        put_in(chip, "live", "0");
        chip->node[0] = '\0';
}

struct chip *chip_new(const char *label, unsigned lines) {
        struct chip *chip = calloc(1, sizeof(*chip));
        char path[PATH_LENGTH], number[16];

        if (!chip)
                fail("memory");
        snprintf(chip->label, sizeof(chip->label), "%s", label);
        chip->lines = lines;
        path_of(path, CHIPS "/%s", label);
        if (mkdir(path, 0755) < 0)
                fail(path);
        path_of(path, CHIPS "/%s/bank", label);
        if (mkdir(path, 0755) < 0)
                fail(path);
        snprintf(number, sizeof(number), "%u", lines);
        put_in(chip, "bank/num_lines", number);
        put_in(chip, "bank/label", label);
        chip_plug(chip);
        return chip;
}

void chip_free(struct chip *chip) {
        char path[PATH_LENGTH];

        if (!chip)
                return;
        if (chip->node[0])
                chip_unplug(chip);
        path_of(path, CHIPS "/%s/bank", chip->label);
        rmdir(path);
        path_of(path, CHIPS "/%s", chip->label);
        if (rmdir(path) < 0)
                fail(path);
        free(chip);
}

static void line_file(const struct chip *chip, unsigned line, const char *file,
                      char path[PATH_LENGTH]) {
        path_of(path, "/sys/devices/platform/%s/%s/sim_gpio%u/%s", chip->platform, chip->node, line,
                file);
}

void chip_pull(const struct chip *chip, unsigned line, bool up) {
        char path[PATH_LENGTH];

        line_file(chip, line, "pull", path);
        put(path, up ? "pull-up" : "pull-down");
}

bool chip_value(const struct chip *chip, unsigned line) {
        char path[PATH_LENGTH], text[NAME_LENGTH];

        line_file(chip, line, "value", path);
        get(path, text);
        return text[0] == '1';
}

int chip_hold(const struct chip *chip, unsigned line) {
        struct gpio_v2_line_request request = { .offsets = { line },
                                                .num_lines = 1,
                                                .consumer = "somebody else",
                                                .config.flags = GPIO_V2_LINE_FLAG_INPUT };
        char path[PATH_LENGTH];
        int fd;

        path_of(path, "/dev/%s", chip->node);
        fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0 || ioctl(fd, GPIO_V2_GET_LINE_IOCTL, &request) < 0)
                fail(path);
        close(fd);
        return request.fd;
}
