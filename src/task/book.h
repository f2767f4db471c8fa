/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The book: open tasks, and what events, people and time do to them. Pure: the same book, input and
 * moment give the same changes. Who is asked is not decided here (share does): a change with `ask`
 * set wants an assignment, which comes back through book_assign.
 *
 * Each function appends to @changes; each change is the task as it stands after it and the transition
 * that brought it there, to be written in this order.
 */

#include "nattvakt/site.h"
#include "nattvakt/staff.h"
#include "nattvakt/task.h"

struct book;

/** All borrowed; they outlive the book. */
struct book *book_new(const struct site *site, const struct catalogue *catalogue,
                      const struct staff *staff);
void book_free(struct book *book);
void book_freep(struct book **book);

/**
 * Puts an open task (or one that ended this night, for the repeat count) of the journal back. An open one goes on with
 * its own ladder whatever the catalogue says by now; only one without any takes the catalogue's.
 */
void book_load(struct book *book, const struct task *task);

/* How long an ended task stays: for the repeat count, the night's minutes, and reopening. */
#define BOOK_KEEPS_US US_PER_DAY

/**
 * Removes one task that ended BOOK_KEEPS_US ago or longer and writes its id, so that its retained topic can be
 * emptied. False when there is none (left).
 */
bool book_forget(struct book *book, const struct moment *now, char ret_id[ID_SIZE]);

/** Up to when (UTC µs) planned work has been opened. Set once after loading; a new book starts at now. */
void book_set_planned_until(struct book *book, int64_t us);
int64_t book_planned_until(const struct book *book);

/**
 * What @event opens, joins, raises or closes. Returns 0, or 1 when it closes more than the list holds: then settle these
 * changes and call again with the same event and an empty list; it opens and joins nothing before all are closed.
 */
int book_event(struct book *book, const struct event *event, const struct moment *now,
               struct change_list *changes);

/** A person's command. REPLY_OK, or why not (nothing is changed then). @ret_task may be NULL. */
enum reply book_command(struct book *book, const struct command *command, const struct moment *now,
                        struct change_list *changes);

/**
 * Handles the one deadline or planned time that is due first at or before @now. Returns 1 if there was
 * one (call again), 0 if nothing is due. A deadline missed while we were down fires now, once, and
 * its transition says when it was due.
 */
int book_tick(struct book *book, const struct moment *now, struct change_list *changes);

/** When the next deadline or planned time is due, wall µs; TIME_NEVER if none. */
int64_t book_next_us(const struct book *book);

/**
 * The clock came: open tasks that were opened at or after @since_us by the substitute time are moved by @delta_us with
 * all their deadlines. @each gets the change of each.
 */
void book_correct(struct book *book, int64_t since_us, int64_t delta_us, const struct moment *now,
                  void (*each)(void *userdata, const struct change_list *changes), void *userdata);

/**
 * A trusted clock was set by @delta_us: what is left of each deadline stays as it was; when a task was opened, and
 * the window of planned work, are not touched. @each gets the change of each.
 */
void book_shift(struct book *book, int64_t delta_us, const struct moment *now,
                void (*each)(void *userdata, const struct change_list *changes), void *userdata);

/**
 * Writes the answer of share into the task and appends the ASK transition, and what follows where nobody is left. There
 * is always at least one change, the last of them with the task as it stands: @task_id is of a change with `ask` set,
 * and nothing has happened to that task since.
 */
void book_assign(struct book *book, const char *task_id, const struct assignment *assignment,
                 const struct moment *now, struct change_list *changes);

/** The task, borrowed until the next call that changes the book, or NULL. */
const struct task *book_task(const struct book *book, const char *id);

/** Open tasks in the order they were opened: index 0.. ; NULL beyond the last. */
const struct task *book_open(const struct book *book, size_t index);

/** Whether @slot has accepted or begun a task. */
bool book_is_busy(const struct book *book, const char *slot);

/** Standard minutes that @slot has completed in the night that is now, for a fair order. */
double book_minutes(const struct book *book, const char *slot);
