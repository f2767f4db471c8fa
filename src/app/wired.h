/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The wired part of the gateway: cords and relays that it hears, lamps and buzzers that it drives
 * (nattvakt.yaml, gpio). Without lines nothing of it exists.
 */

#include <systemd/sd-event.h>

#include "chatter.h"
#include "edges.h"
#include "gpio.h"
#include "lamp.h"

/* So long without a broker is deaf: a broker that restarts is no reason for a lamp to flash. */
#define WIRED_DEAF_US US_PER_MIN

struct wired_line {
        int error;      /* 0: it works, or was not tried yet */
        int chip_error; /* of its chip; held by the first line on each chip */
        enum lamp_pattern pattern;
        int64_t since_us; /* CLOCK_BOOTTIME, when it began */
        bool is_lit;      /* as the link was told */
        struct chatter chatter;
};

struct wired {
        struct gpio *gpio; /* NULL: no lines, or time is simulated */
        struct gpio_line
                *lines; /* owned copy: a reload that leaves them as they are touches none */
        size_t count;
        struct wired_line at[LINES_MAX];
        struct edges edges;
        sd_event_source *beat;    /* when a pattern moves or a state begins */
        sd_event_source *calm;    /* when a line that chatters has something to tell */
        int64_t calm_us;          /* … which is when */
        const struct task **open; /* owned; open tasks, borrowed of the flow for a call */
        size_t open_capacity;
        int64_t away_us;       /* CLOCK_BOOTTIME, since when there is no broker; 0: it is there */
        bool urgent_unwritten; /* while commits fail: an urgent task that waits is among what was lost */
        char said[LABEL_SIZE];              /* which chip is missing, for the status; "" none */
        bool is_status_due, is_status_told; /* that changed; and this turn says so */
};

struct daemon;

/** Takes the configuration's lines; first levels are told from the loop. 0 or -errno of the event loop. */
int wired_open(struct daemon *d);
/** Hears what the lines have said and was not read or told yet, into a turn: before they are let go. */
void wired_drain(struct daemon *d);
/** Lets go of all; lamps go dark. */
void wired_close(struct daemon *d);

/** Whether @fresh can be taken in use now: not while what lines said that it changes is not written. */
bool wired_fits(const struct daemon *d, const struct configuration *fresh);
/**
 * After a reload: when any line changed, all are let go and taken anew, and what they had said by then is heard
 * and committed first. 0 or -errno of the event loop.
 */
int wired_reload(struct daemon *d);

/** In an open turn: what lines said and no commit has kept yet. */
void wired_hear(struct daemon *d, const struct moment *now);
/** The turn is over; @unwritten stat and asap tasks that wait for somebody were lost with it. */
void wired_end(struct daemon *d, bool kept, size_t unwritten);
/** Between turns: lamps show what the journal holds. */
void wired_show(struct daemon *d);

/** How many lines do not work, for metrics. */
size_t wired_down(const struct daemon *d);
