/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The journal: one SQLite database (WAL, synchronous=FULL, STRICT tables), one writer. It keeps events,
 * tasks with their transitions, commands, the state rows, the outbox and the quarantine. Nothing outside
 * this folder knows SQL. Errors are -errno: -ENOSPC and -EIO from the disk, -EUCLEAN when the file is
 * damaged, -EBUSY when another program holds it.
 */

#include "nattvakt/entry.h"
#include "nattvakt/event.h"
#include "nattvakt/message.h"
#include "nattvakt/state.h"
#include "nattvakt/task.h"

struct journal;

enum journal_use {
        JOURNAL_DAEMON, /* read and write, synchronous=FULL; made when absent; the file is locked */
        JOURNAL_NEW, /* replay: must not exist; on the disk with journal_flush and journal_close; nobody reads meanwhile */
        JOURNAL_READ /* read only, beside a running daemon */
};

/** Opens @path. Returns 0, -ENOENT, -EEXIST (NEW), -EUCLEAN (damaged: journal_set_aside), -EBUSY, -EPROTO (schema of a later version; READ: of any other). */
int journal_open(const char *path, enum journal_use use, struct journal **ret_journal);
void journal_close(struct journal *journal);
void journal_closep(struct journal **journal);

/** Renames a damaged journal (with -wal and -shm) to <path>.damaged-<date>; nothing is deleted. @ret_path PATH_SIZE bytes. */
int journal_set_aside(const char *path, int64_t wall_us, char *ret_path, size_t size);

/** What an error of opening or reading means, for people. */
const char *journal_says(int error);

/** Deletes a scratch journal of one's own making, with all that lies beside it. */
void journal_remove(const char *path);

/**
 * Begins a turn: one transaction, which starts with the turn's first write. Writing outside a turn is
 * wrong code. With JOURNAL_READ it is one view of the file until journal_commit. 0 or -errno.
 */
int journal_begin(struct journal *journal);
/** Ends the turn. 1: rows are on the disk (NEW: will be); 0: there were none; -errno: nothing of the turn is kept. */
int journal_commit(struct journal *journal);
/** With JOURNAL_NEW: writes the turns that are not yet, of which a failure is told nowhere else. 0 or -errno. */
int journal_flush(struct journal *journal);
/** Ends the turn and keeps nothing of it; without a turn it does nothing. */
void journal_rollback(struct journal *journal);

/**
 * For when nothing is going on: moves the write-ahead log into the file if it has grown past 1 MiB
 * (so a step is bounded by what was written since). Never within a turn. 1 if it did, 0, -errno.
 */
int journal_idle(struct journal *journal);

/*
 * Writing, within a turn: 0 or -errno where nothing else is said. After an error the turn cannot be
 * committed: further writes and journal_commit return the first error.
 */

/** 1: written; 0: an event with this id was there already (nothing changed). */
int journal_event(struct journal *journal, const struct event *event);
/** Inserts or replaces. */
int journal_task(struct journal *journal, const struct task *task);
/**
 * Appends; -EINVAL if the task has that sequence already. An outcome that the event's row (written
 * before) tells too is not written a second time.
 */
int journal_transition(struct journal *journal, const struct transition *transition);
/** Inserts or replaces by device and measure. */
int journal_device_state(struct journal *journal, const struct device_state *row);
/** Appends a command and what became of it. */
int journal_command(struct journal *journal, const struct command *command, enum reply reply,
                    int64_t at_us);
/** Appends; the newest 1,000 stay. */
int journal_quarantine(struct journal *journal, const struct quarantine_row *row);
/** Inserts or replaces by cause and from_us. */
int journal_blind(struct journal *journal, const struct blind_row *row);
/** Appends what an event's time became when the clock came; the event stays as it is. */
int journal_correction(struct journal *journal, const char *event_id, int64_t from_us,
                       int64_t to_us, int64_t at_us);

/** Small named facts: birth number, planned-until, newest time, site name, configuration fingerprint. */
int journal_fact_set(struct journal *journal, const char *name, int64_t value);
/** 1, or 0: there is none and @ret_value is as before. */
int journal_fact(struct journal *journal, const char *name, int64_t *ret_value);
/** Adds @count refusals of one adapter and reason. */
int journal_counter_add(struct journal *journal, enum adapter adapter, enum refusal reason,
                        int64_t count);

/** Appends an arrival that made news (invariant 2); the newest 2,048 stay. */
int journal_repeat(struct journal *journal, const struct repeat_row *row);
/** Those arrivals, oldest first. */
int journal_each_repeat(struct journal *journal,
                        int (*each)(void *userdata, const struct repeat_row *row), void *userdata);

/* The outbox (invariant 3). A retained topic is one row, replaced; bound and reserve as outbox.c says. */
struct outbox_row {
        int64_t id;
        struct message message; /* owned by the caller after journal_outbox_next: message_done */
};
/** Queues @message (copied). 0; 1: the bound was met, something was dropped and counted (perhaps @message). */
int journal_outbox_put(struct journal *journal, const struct message *message);
/** The first row after @after_id that waits; at most one per topic may be in flight (the caller sees to it). 1 or 0. */
int journal_outbox_next(struct journal *journal, int64_t after_id, struct outbox_row *ret_row);
/** The broker has row @id: an event's row goes, a retained one stays for the next CONNACK (gone if payload ""). */
int journal_outbox_delivered(struct journal *journal, int64_t id);
/** After CONNACK: all retained rows wait again. */
int journal_outbox_again(struct journal *journal);
/** How many rows wait, those in flight included; -errno. */
int64_t journal_outbox_depth(struct journal *journal);
/** How many messages were ever dropped (facts outbox_dropped_<class>); -errno. */
int64_t journal_outbox_dropped(struct journal *journal);

/*
 * Reading. @each returns 0 to go on; anything else ends the walk and is returned. -EUCLEAN: a row or
 * page is damaged; -EPROTO: a word that this version does not know.
 */

/** All device states, by device and measure. */
int journal_each_device_state(struct journal *journal,
                              int (*each)(void *userdata, const struct device_state *row),
                              void *userdata);
/** Open tasks, and those that ended after @ended_after_us, in the order they were opened. */
int journal_each_task(struct journal *journal, int64_t ended_after_us,
                      int (*each)(void *userdata, const struct task *task), void *userdata);
/**
 * Tasks opened in [from, to) with their transitions; an outcome told by an event is read from the event's row. Of an
 * assignment the candidates are not read: count is 0, and what candidates[] holds is not told.
 */
int journal_each_history(struct journal *journal, int64_t from_us, int64_t to_us,
                         int (*each)(void *userdata, const struct history *history),
                         void *userdata);
#define JOURNAL_TASK_MIN 4 /* characters of an id that a person types */

/**
 * One task's history; @id may be a unique beginning of it, of JOURNAL_TASK_MIN characters or more. 1, 0 absent,
 * -ENOTUNIQ, -EINVAL (too short). Free steps.
 */
int journal_history(struct journal *journal, const char *id, struct history *ret_history);
/** Events received in [from, to), in that order; those of one instant in the order they were written. */
int journal_each_event(struct journal *journal, int64_t from_us, int64_t to_us,
                       int (*each)(void *userdata, const struct event *event), void *userdata);
/** 1, or 0: there is none and @ret_event is as before. */
int journal_find_event(struct journal *journal, const char *id, struct event *ret_event);
/** Stretches that overlap [from, to), by their beginning. */
int journal_each_blind(struct journal *journal, int64_t from_us, int64_t to_us,
                       int (*each)(void *userdata, const struct blind_row *row), void *userdata);
/** All counters, by adapter and reason. */
int journal_each_counter(struct journal *journal,
                         int (*each)(void *userdata, enum adapter adapter, enum refusal reason,
                                     int64_t count),
                         void *userdata);
