/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the files of this folder share: the book itself, and how each hands a task on to the next. */

#include "book.h"
#include "plan.h"
#include "shelf.h"

struct book {
        const struct site *site;
        const struct catalogue *catalogue;
        const struct staff *staff;
        struct shelf open, ended;
        struct plan plan;
        int64_t now_us; /* of the last call that told the time, wall */
};

/** The catalogue entry of @task; one without any demand where the catalogue has lost it. */
const struct task_code *book_code(const struct book *book, const struct task *task);

/** Since when "tonight" is: the beginning of the night that is now, by day the end of the last one. */
int64_t book_night_from(const struct book *book, int64_t us);

/** What a new task and its origin have in common; the task is on the shelf and not yet opened. */
struct task *book_new_task(struct book *book, const struct task_code *code, const char *origin,
                           const struct moment *now);

/** The id that a task of @code from @origin has. */
void book_task_id(const struct book *book, const struct task_code *code, const char *origin,
                  char ret_id[ID_SIZE]);

/* One step of a task's life on its way to become a change. Texts may be NULL. */
struct step {
        enum task_order order;
        const char *who, *event, *rule, *detail;
        enum outcome outcome; /* as the transition says it */
        int64_t due_us;
        bool ask;
        enum rung rung;
        const char *role;                    /* RUNG_ROLE */
        const struct assignment *assignment; /* ASK */
};

/**
 * Takes @step, which the lifecycle must allow: state, sequence, end, and a change of the task as it stands then.
 * All else that the step changes in @task is changed before.
 */
void book_step(struct book *book, struct task *task, const struct step *step,
               const struct moment *now, struct change_list *changes);

/** The ladder and the time to accept are those of @code and count from @now on. */
void book_ladder_anew(struct task *task, const struct task_code *code, const struct moment *now);

/** The same for what is another question than before: who declined that one may be asked. */
void book_ask_anew(struct task *task, const struct task_code *code, const struct moment *now);

/* look.c */

/** Whether @outcome says how a look ended. */
bool look_is_outcome(enum outcome outcome);

/** A look at @task is done by @who ("" unknown), told by @event (NULL: by command) with @outcome. */
void look_done(struct book *book, struct task *task, const char *who, const struct event *event,
               enum outcome outcome, const struct moment *now, struct change_list *changes);

/** camera.check_done: finds the task it settles; without one it is a note. */
void look_told(struct book *book, const struct event *event, const struct moment *now,
               struct change_list *changes);

/** The look becomes a visit by @rule; @due_us 0 where nothing was due. */
void look_visit(struct book *book, struct task *task, const char *rule, int64_t due_us,
                const struct moment *now, struct change_list *changes);

/* deadline.c */

/** When something about the open @task is due next, or TIME_NEVER. */
int64_t deadline_next_us(const struct book *book, const struct task *task);

/** Handles what deadline_next_us told of. */
void deadline_fire(struct book *book, struct task *task, const struct moment *now,
                   struct change_list *changes);

/** Takes the next rung of the ladder; false when there is none left. */
bool deadline_climb(struct book *book, struct task *task, int64_t due_us, const struct moment *now,
                    struct change_list *changes);

/** Whether the last rung taken asked outside the house. */
bool deadline_is_outside(const struct task *task);

/* plan.c */

/** When planned work is due next, or TIME_NEVER. */
int64_t plan_next_us(const struct book *book);

/** Opens the planned task that is due first at or before @now; 1, or 0 when none is. */
int plan_open(struct book *book, const struct moment *now, struct change_list *changes);
