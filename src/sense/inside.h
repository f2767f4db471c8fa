/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * What the files of this folder share. Everything that sense knows something about is a subject with
 * a number: the site's devices in their order, then bridges, residents, doses, and last sense itself.
 * A subject's knowledge is its cells, one per measure, and a cell is a row of the journal. What
 * is not in a cell is computed from the site or was never known, so a crash loses nothing.
 */

#include "due.h"
#include "meaning.h"
#include "nattvakt/cleanup.h"
#include "sense.h"

/* One row of the journal, in memory. Cells never move. */
struct cell {
        struct cell *next;       /* of the same subject */
        struct cell *next_dirty; /* of those to be written */
        size_t subject;
        enum measure measure;
        bool active, is_dirty;
        int step;
        double value;
        int64_t since_us, heard_us;
        char event[ID_SIZE];
};

/*
 * Cells are made as devices are first heard, between the short-lived allocations of their messages: each
 * by itself would leave the heap full of holes, and at 10,000 devices a fifth of the time goes into
 * walking them (measured).
 */
#define CELL_BLOCK_COUNT 64

struct cell_block {
        struct cell_block *next;
        size_t used;
        struct cell cells[CELL_BLOCK_COUNT];
};

/* step of a cell that holds a state (contact, smoke …): bits */
enum {
        STATE_TEST = 1, /* the active stretch was told as a test */
        STATE_TOLD = 2, /* that it is long has been told: of a bathroom, of a wired call */
        STATE_UNKNOWN =
                4, /* the device was lost since: what it says next is a first sight. Of one that is
                            * active still its wire was out of sight: it may be another stretch */
};

/* step of HEARD: supervision */
enum { HEARD_FINE, HEARD_LATE, HEARD_LOST };

/* step of BRIDGE_ONLINE: bits */
enum {
        BRIDGE_SILENT = 1,  /* told: nothing is heard through it */
        BRIDGE_OFFLINE = 2, /* told: it said so, or its will did */
        BRIDGE_KNOWN = 4,   /* it has said whether it is online */
};

#define NOBODY SIZE_MAX

/*
 * For so long a wire may be out of sight (a restart, a plug with a loose contact) and stand as it stood: who puts a
 * cord back and goes, and is called again, needs longer.
 */
#define UNSEEN_US (20 * US_PER_S)

/* Last heard is written at most so often: a card lives longer, and a minute is what rows promise. */
#define HEARD_EVERY_US US_PER_MIN
/* Zigbee2MQTT says its whole cache again after its start (TRAPS 16). */
#define WINDOW_US (30 * US_PER_S)
/* After blindness what the broker kept for us comes first; then silence counts again. */
#define GRACE_US US_PER_MIN

struct bridge {
        const char *name;
        size_t first, count; /* of members */
};

/* A planned dose of one resident at one minute of the day: waits, is due, late, and over. */
struct dose {
        const struct plan_entry *entry;
        int minute;
        char key[DEVICE_NAME_SIZE]; /* "<item>/<resident>@<HHMM>": its row's device */
};

struct sense {
        const struct site *site;
        size_t *device_by_id; /* devices, rising by id */
        size_t *bridge_of;    /* per device: subject, or NOBODY */
        size_t *resident_of;  /* per device: index in site->residents, or NOBODY */
        size_t *members;      /* devices, those of one bridge together */
        struct bridge *bridges;
        size_t bridge_count;
        struct dose *doses;
        size_t dose_count;

        size_t first_bridge, first_resident, first_dose, self, subject_count;
        struct cell **cells;       /* per subject: the first of its cells */
        struct cell_block *blocks; /* where they lie, the newest first */
        struct cell *first_dirty, *last_dirty;
        struct due due; /* per subject */

        bool has_begun;
        int64_t epoch_us; /* silence counts from here at the earliest: start, or end of blindness */
        int64_t last_wall_us, last_boot_us;
};

/* A reading on its way to becoming news. */
struct news {
        struct sense *sense;
        const struct reading *reading;
        const struct arrival *arrival;
        const struct moment *now;
        struct event_list *events;
        size_t device;              /* index, or NOBODY: a bridge speaks of itself */
        const struct device *about; /* NULL then */
        bool is_live;               /* neither retained nor said again by its bridge */
        int64_t occurred_us;
        enum time_quality quality;
        bool replay;
};

/* cell.c */
struct cell *cell_find(const struct sense *sense, size_t subject, enum measure measure);
struct cell *cell_get(struct sense *sense, size_t subject, enum measure measure);
/** The cell has changed: it is to be written. */
void cell_touch(struct sense *sense, struct cell *cell);
const char *subject_name(const struct sense *sense, size_t subject);
size_t subject_find(const struct sense *sense, const char *name, enum measure measure);

/* subject.c */
void subject_init(struct sense *sense);
void subject_done(struct sense *sense);

/* tell.c */
/** Sets when the reading's event happened, and how well that is known. */
void tell_when(struct news *news);
/** Appends an event of the reading's; borrowed from the list, to be filled further. */
struct event *tell_event(const struct news *news, enum event_kind kind, enum event_phase phase);
/** Appends an event that time, not a message, brought about; @key_us tells it from its likes. */
struct event *tell_derived(const struct sense *sense, enum event_kind kind, enum event_phase phase,
                           const char *subject, int64_t key_us, const struct moment *now,
                           struct event_list *events);
void tell_device(struct event *event, const struct device *device);
void tell_resident(const struct site *site, struct event *event, const struct resident *resident);
/** Nobody said whose event it is: who lives alone at its place is meant. Of several nobody is. */
void tell_whose(const struct site *site, struct event *event);
/** Copies what fits of @text into a label. */
void tell_detail(struct event *event, const char *text);

/* edge.c */
void edge_state(const struct news *news);
void edge_momentary(const struct news *news);
void edge_battery(const struct news *news);
void edge_event(const struct news *news);
/** The device was lost: what lasted ends, and what it says next is a first sight (TRAPS 30). */
void edge_forget(struct sense *sense, size_t device, const struct moment *now,
                 struct event_list *events);

/** The wire was out of sight: an alarm on it may have ended and begun anew. Found standing it is told as a baseline. */
void edge_doubt(struct sense *sense, size_t device);

/* stuck.c */
int64_t stuck_due_us(const struct sense *sense, size_t device);
void stuck_tick(struct sense *sense, size_t device, const struct moment *now,
                struct event_list *events);
/** Supervision begins: of calls from before the clock was set it is not known how long they last. */
void stuck_begin(struct sense *sense, const struct moment *now);
/** The clock was set ahead by so much (< 0: back): calls that last have lasted no longer or shorter for that. */
void stuck_set_clock(struct sense *sense, int64_t ahead_us);
/** A wired call changes from @cell: if that it is stuck was told, tell that it is over. */
void stuck_end(struct sense *sense, const struct cell *cell, const struct moment *now,
               struct event_list *events);

/* hear.c */
void hear_begin(struct sense *sense, const struct moment *now);
/** Is what @bridge (subject or NOBODY) passes on at @now_us a repetition of its cache? */
bool hear_is_window(const struct sense *sense, size_t bridge, int64_t now_us);
/** Is what @device is heard through told to be down? */
bool hear_is_cut_off(const struct sense *sense, size_t device);
/** A sign of life, if it is one: of the device and of its bridge. */
void hear_news(const struct news *news);
/** What an ecosystem says of its device's availability. */
void hear_said(const struct news *news, bool online);
void hear_online(const struct news *news);
int hear_bridge(const struct news *news);
/** Silence counts anew: one that was late is not. */
void hear_anew(struct sense *sense, size_t device);
void hear_tick(struct sense *sense, size_t device, const struct moment *now,
               struct event_list *events);
int64_t hear_due_us(const struct sense *sense, size_t device);

/* life.c */
enum life { LIFE_INSIDE, LIFE_MOVEMENT, LIFE_ROOM_DOOR, LIFE_HOME_DOOR };
/** A sign of somebody inside, be it but a movement. */
static inline bool life_is_inside(enum life life) {
        return life == LIFE_INSIDE || life == LIFE_MOVEMENT;
}
void life_begin(struct sense *sense, const struct moment *now);
/** A sign of @resident (index or NOBODY), perhaps the last one before the door fell shut. */
void life_sign(const struct news *news, size_t resident, enum life life);
/** A movement of @resident (index or NOBODY) is over that went on for @lasted_us, its sensor's time-out included. */
void life_moved(const struct news *news, size_t resident, int64_t lasted_us);
void life_tick(struct sense *sense, size_t resident, const struct moment *now,
               struct event_list *events);
int64_t life_due_us(const struct sense *sense, size_t resident);
void life_bathroom_tick(struct sense *sense, size_t device, const struct moment *now,
                        struct event_list *events);
int64_t life_bathroom_due_us(const struct sense *sense, size_t device);
/** The bathroom's state changes from @cell: if that it is long was told, tell that it is over. */
void life_bathroom_end(struct sense *sense, const struct cell *cell, const struct moment *now,
                       struct event_list *events);

/* dose.c */
void dose_init(struct sense *sense);
void dose_begin(struct sense *sense, const struct moment *now);
/** What an event of a dose does to the one that it is of; that one's name is put into the event. */
void dose_event(struct sense *sense, struct event *event);
void dose_tick(struct sense *sense, size_t dose, const struct moment *now,
               struct event_list *events);
int64_t dose_due_us(const struct sense *sense, size_t dose);

/* sense.c */
/** Something about @subject changed: when is it due now? */
void sense_refresh(struct sense *sense, size_t subject);
void sense_refresh_all(struct sense *sense);

static inline int64_t later_us(int64_t a, int64_t b) {
        return a > b ? a : b;
}

static inline int64_t earlier_us(int64_t a, int64_t b) {
        return a < b ? a : b;
}
