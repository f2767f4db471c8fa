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
        JOURNAL_NEW, /* replay: must not exist; synchronous=OFF until journal_close, which syncs */
        JOURNAL_READ /* read only, beside a running daemon */
};

/** Opens @path. Returns 0, -ENOENT, -EEXIST (NEW), -EUCLEAN (damaged: journal_set_aside), -EBUSY, -EPROTO (newer schema). */
int journal_open(const char *path, enum journal_use use, struct journal **ret_journal);
void journal_close(struct journal *journal);
void journal_closep(struct journal **journal);

/** Renames a damaged journal (with -wal and -shm) to <path>.damaged-<date>; nothing is deleted. @ret_path PATH_SIZE bytes. */
int journal_set_aside(const char *path, int64_t wall_us, char *ret_path, size_t size);

/* One turn, one transaction. begin is lazy: a turn that writes nothing commits nothing. */
int journal_begin(struct journal *journal);
int journal_commit(
        struct journal *journal); /* returns 1 if something was written, 0 if not, -errno */
void journal_rollback(struct journal *journal);

/** 1: written; 0: an event with this id was there already (nothing changed). */
int journal_event(struct journal *journal, const struct event *event);
int journal_task(struct journal *journal, const struct task *task); /* inserts or replaces */
int journal_transition(struct journal *journal, const struct transition *transition);
int journal_device_state(struct journal *journal, const struct device_state *row);
int journal_command(struct journal *journal, const struct command *command, enum reply reply,
                    int64_t at_us);
int journal_quarantine(struct journal *journal,
                       const struct quarantine_row *row); /* newest 1,000 stay */
int journal_blind(struct journal *journal,
                  const struct blind_row *row); /* keyed by cause and from */
int journal_correction(struct journal *journal, const char *event_id, int64_t from_us,
                       int64_t to_us,
                       int64_t at_us); /* appended: an event's time, when the clock came */

/* Small named facts: birth number, planned-until, newest time, site name, configuration fingerprint. */
int journal_fact_set(struct journal *journal, const char *name, int64_t value);
int journal_fact(struct journal *journal, const char *name,
                 int64_t *ret_value); /* 1, or 0 absent */
int journal_counter_add(struct journal *journal, enum adapter adapter, enum refusal reason,
                        int64_t count);

/* Repeats (invariant 2): the newest 2,048 stay. */
int journal_repeat(struct journal *journal, const struct repeat_row *row);
int journal_each_repeat(struct journal *journal,
                        int (*each)(void *userdata, const struct repeat_row *row), void *userdata);

/* The outbox (invariant 3). A retained topic is one row, replaced; bound and reserve as journal.c says. */
struct outbox_row {
        int64_t id;
        struct message message; /* owned by the caller after journal_outbox_next: message_done */
};
/** Queues @message (copied). 0; 1: the bound was met, something of a lower class was dropped and counted. */
int journal_outbox_put(struct journal *journal, const struct message *message);
/** The first row after @after_id that waits; at most one per topic may be in flight (the caller sees to it). 1 or 0. */
int journal_outbox_next(struct journal *journal, int64_t after_id, struct outbox_row *ret_row);
/** The broker has row @id: an event's row goes, a retained one stays for the next CONNACK (gone if payload ""). */
int journal_outbox_delivered(struct journal *journal, int64_t id);
/** After CONNACK: all retained rows wait again. */
int journal_outbox_again(struct journal *journal);
int64_t journal_outbox_depth(struct journal *journal);
int64_t journal_outbox_dropped(struct journal *journal);

/* Reading. @each returns 0 to go on; anything else ends the walk and is returned. */
int journal_each_device_state(struct journal *journal,
                              int (*each)(void *userdata, const struct device_state *row),
                              void *userdata);
/** Open tasks, and those that ended after @ended_after_us, in the order they were opened. */
int journal_each_task(struct journal *journal, int64_t ended_after_us,
                      int (*each)(void *userdata, const struct task *task), void *userdata);
/** Tasks opened in [from, to) with their transitions; an outcome told by an event is read from the event's row. */
int journal_each_history(struct journal *journal, int64_t from_us, int64_t to_us,
                         int (*each)(void *userdata, const struct history *history),
                         void *userdata);
/** One task's history; @id may be a unique beginning of it (8 characters or more). 1, 0 absent, -ENOTUNIQ. Free steps. */
int journal_history(struct journal *journal, const char *id, struct history *ret_history);
/** Events received in [from, to). */
int journal_each_event(struct journal *journal, int64_t from_us, int64_t to_us,
                       int (*each)(void *userdata, const struct event *event), void *userdata);
int journal_find_event(struct journal *journal, const char *id, struct event *ret_event); /* 1, 0 */
int journal_each_blind(struct journal *journal, int64_t from_us, int64_t to_us,
                       int (*each)(void *userdata, const struct blind_row *row), void *userdata);
int journal_each_counter(struct journal *journal,
                         int (*each)(void *userdata, enum adapter adapter, enum refusal reason,
                                     int64_t count),
                         void *userdata);
