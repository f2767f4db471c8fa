/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Correlation: one incident is one task. An event settles what its kind closes, joins the open task of its
 * incident as evidence (and raises it, when it tells of something graver), or opens a task of its own.
 * Of planned doses each is an incident of its own, without a window: who takes the evening's still lacks the
 * morning's. Which dose an event is of, sense says; without a plan there is no name, and an intake settles the
 * newest that has none. An alarm that was found standing, and may have been told before, is evidence of the task
 * that is open, and opens another when that was ended. Evidence is never dropped; a test never meets a real task; what comes late from a store
 * opens nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book_private.h"
#include "nattvakt/competence.h"
#include "nattvakt/text.h"

#define SEVERITY_STEP 10 /* vkp-severity-level-v090: 0 10 20 30 40 */
#define SEVERITY_MAX  40

#define ALARM_LOOK_DEFAULT_S 60 /* PRODUCT: not done in 60 s is a visit now */

/* Joining, raising and opening need the rest of the list; of more than these the caller asks again. */
#define CLOSES_MAX (CHANGE_LIST_MAX - 4)

static bool is_about_device(const struct event *event) {
        return text_starts_with(event_kind_word(event->kind), "device.");
}

static bool is_same_subject(const struct task *task, const struct event *event) {
        if (task->test != event->test)
                return false;
        if (is_about_device(event))
                return text_equal(task->device, event->device);
        if (*event->resident || *task->resident)
                return text_equal(task->resident, event->resident);
        if (*event->place || *task->place)
                return text_equal(task->place, event->place);
        return text_equal(task->device, event->device);
}

static bool is_about_dose(enum event_kind kind) {
        return text_starts_with(event_kind_word(kind), "med.dose_");
}

static bool opens_doses(const struct task_code *code) {
        for (size_t i = 0; i < code->opens_count; i++)
                if (is_about_dose(code->opens[i]))
                        return true;
        return false;
}

static bool is_other_dose(const struct book *book, const struct task *task,
                          const struct event *event) {
        return is_about_dose(event->kind) && opens_doses(book_code(book, task)) &&
               !text_equal(task->dose, event->dose);
}

/* Of one and the same planned dose, however long ago. */
static bool is_named_dose(const struct task *task, const struct event *event) {
        return *event->dose && text_equal(task->dose, event->dose);
}

static bool closes(const struct task_code *code, enum event_kind kind) {
        for (size_t i = 0; i < code->closes_count; i++)
                if (code->closes[i] == kind)
                        return true;
        return false;
}

static bool is_closed_by(const struct book *book, const struct task *task,
                         const struct event *event) {
        if (!closes(book_code(book, task), event->kind) || !is_same_subject(task, event) ||
            is_other_dose(book, task, event))
                return false;
        if (is_named_dose(task, event))
                return true; /* however late it is told: that dose is not missed */
        return !event->replay || event->occurred_us >= task->opened_us;
}

/* How a task ended that an event closed, where the event itself does not say it. */
static enum outcome outcome_of(const struct task *task, const struct event *event) {
        if (event->outcome != OUTCOME_NONE)
                return event->outcome;
        if (event->kind == EVENT_KIND_MED_DOSE_TAKEN)
                return OUTCOME_TAKEN;
        return task->state == TASK_STATE_IN_PROGRESS ? OUTCOME_DONE : OUTCOME_NOT_NEEDED;
}

static void close_task(struct book *book, struct task *task, const struct event *event,
                       const struct moment *now, struct change_list *changes) {
        bool is_somebodys = *event->by || task->state == TASK_STATE_IN_PROGRESS;

        task->outcome = outcome_of(task, event);
        if (*event->by)
                text_set(task->by, event->by);
        book_step(book, task,
                  &(struct step){ .order = TASK_ORDER_CLOSE,
                                  .who = is_somebodys ? task->by : NULL,
                                  .event = event->id,
                                  .rule = "closes",
                                  .outcome = event->outcome != OUTCOME_NONE ? OUTCOME_NONE
                                                                            : task->outcome },
                  now, changes);
}

/* One dose taken settles one dose; of one that has no name: the newest task of each code. */
static bool is_newest_of_code(const struct book *book, size_t at, const struct event *event) {
        for (size_t i = at + 1; i < book->open.count; i++)
                if (text_equal(book->open.at[i]->code, book->open.at[at]->code) &&
                    is_closed_by(book, book->open.at[i], event))
                        return false;
        return true;
}

/* Whether there are more. Not of a dose without a name: once the newest of each code is closed, the next would be
 * another dose's (and no catalogue has more than CLOSES_MAX entries that one dose closes). */
static bool close_tasks(struct book *book, const struct event *event, const struct moment *now,
                        struct change_list *changes) {
        bool is_nameless = event->kind == EVENT_KIND_MED_DOSE_TAKEN && !*event->dose;
        bool more = false;
        struct task *settled[CLOSES_MAX];
        size_t count = 0;

        for (size_t i = 0; i < book->open.count && !more; i++) {
                if (!is_closed_by(book, book->open.at[i], event))
                        continue;
                if (is_nameless && !is_newest_of_code(book, i, event))
                        continue;
                more = count == CLOSES_MAX;
                if (!more)
                        settled[count++] = book->open.at[i];
        }
        for (size_t i = 0; i < count; i++)
                close_task(book, settled[i], event, now, changes);
        return more && !is_nameless;
}

/* Found standing, and perhaps told before: of the task that is still open, however long it has stood. */
static bool is_found_again(const struct event *event) {
        return event->baseline && event->maybe_repeat;
}

static struct task *find_incident(const struct book *book, const struct task_code *code,
                                  const struct event *event) {
        const char *incident = *code->incident ? code->incident : code->code;
        struct task *found = NULL;

        for (size_t i = 0; i < book->open.count; i++) {
                struct task *task = book->open.at[i];
                int64_t apart_us = llabs(event->occurred_us - task->evidence_us);

                if (task->planned || !text_equal(task->incident, incident) ||
                    !is_same_subject(task, event) || is_other_dose(book, task, event) ||
                    (apart_us > code->window_min * US_PER_MIN && !is_named_dose(task, event) &&
                     !is_found_again(event)))
                        continue;
                if (!found || task->evidence_us >= found->evidence_us)
                        found = task;
        }
        return found;
}

static void add_evidence(struct task *task, const struct event *event) {
        if (task->evidence_count < TASK_EVIDENCE_MAX)
                memcpy(task->evidence[task->evidence_count], event->id, ID_SIZE);
        task->evidence_count++;
        if (event->occurred_us > task->evidence_us)
                task->evidence_us = event->occurred_us;
}

static bool is_loud_code(const struct task_code *code) {
        for (size_t i = 0; i < code->opens_count; i++)
                if (event_kind_is_loud(code->opens[i]))
                        return true;
        return false;
}

static bool is_stronger(const struct book *book, const struct task *task,
                        const struct task_code *code, const struct event *event) {
        if (event->replay || event->phase == EVENT_PHASE_END)
                return false;
        return code->priority > task->priority ||
               (event_kind_is_loud(event->kind) && !is_loud_code(book_code(book, task)));
}

/* The one who has it goes on, unless the graver task is not his to do. */
static bool is_to_be_asked(const struct book *book, const struct task *task,
                           const struct task_code *code, const struct moment *now) {
        const struct worker *worker = staff_worker(book->staff, task->by);

        if (task->state != TASK_STATE_ACCEPTED && task->state != TASK_STATE_IN_PROGRESS)
                return true;
        return !worker || competence_right(code, worker,
                                           zone_day(&book->site->zone, now->wall_us)) == RIGHT_NONE;
}

static void raise(struct book *book, struct task *task, const struct task_code *code,
                  const struct event *event, const struct moment *now,
                  struct change_list *changes) {
        char detail[LABEL_SIZE];

        snprintf(detail, sizeof(detail), "from %s", task->code);
        text_set(task->code, code->code);
        task->cause = code->cause;
        if (code->priority > task->priority)
                task->priority = code->priority;
        task->mode = TASK_MODE_PHYSICAL;
        task->look_by_us = task->hold_until_us = 0;
        task->overdue = false;
        book_ask_anew(task, code, now);
        task->complete_by_us =
                code->complete_by_min > 0 ? now->wall_us + code->complete_by_min * US_PER_MIN : 0;
        book_step(book, task,
                  &(struct step){ .order = TASK_ORDER_RAISE,
                                  .event = event->id,
                                  .rule = "stronger",
                                  .detail = detail,
                                  .ask = is_to_be_asked(book, task, code, now) },
                  now, changes);
}

static int raised_severity(const struct task *task, const struct event *event) {
        int severity = task->severity;

        if (event->replay || event->phase == EVENT_PHASE_END)
                return severity;
        if (event_kind_is_momentary(event->kind) && !event->maybe_repeat)
                severity += SEVERITY_STEP;
        if (severity < event->severity)
                severity = event->severity;
        return severity < SEVERITY_MAX ? severity : SEVERITY_MAX;
}

static void join(struct book *book, struct task *task, const struct task_code *code,
                 const struct event *event, const struct moment *now, struct change_list *changes) {
        int severity = raised_severity(task, event);
        char detail[LABEL_SIZE] = "";

        if (severity > task->severity)
                snprintf(detail, sizeof(detail), "severity %d", severity);
        task->severity = severity;
        if ((event->phase == EVENT_PHASE_POINT || event->phase == EVENT_PHASE_START) &&
            !is_found_again(event))
                task->repeats++;
        if (!*task->dose)
                text_set(task->dose, event->dose);
        add_evidence(task, event);
        book_step(book, task,
                  &(struct step){ .order = TASK_ORDER_EVIDENCE,
                                  .who = event->by,
                                  .event = event->id,
                                  .rule = "incident",
                                  .detail = detail },
                  now, changes);
        if (is_stronger(book, task, code, event))
                raise(book, task, code, event, now, changes);
}

static int count_on(const struct shelf *shelf, const char *incident, const struct event *event,
                    int64_t from_us) {
        int count = 0;

        for (size_t i = 0; i < shelf->count; i++) {
                const struct task *task = shelf->at[i];

                count += !task->planned && task->opened_us >= from_us &&
                         text_equal(task->incident, incident) && is_same_subject(task, event);
        }
        return count;
}

/* Counted before the new one is on the shelf. */
static int count_tonight(const struct book *book, const struct task_code *code,
                         const struct event *event, const struct moment *now) {
        const char *incident = *code->incident ? code->incident : code->code;
        int64_t from_us = book_night_from(book, now->wall_us);

        return count_on(&book->open, incident, event, from_us) +
               count_on(&book->ended, incident, event, from_us) + 1;
}

static bool is_looked_at_first(const struct book *book, const struct task_code *code,
                               const struct event *event) {
        const struct resident *resident = site_resident(book->site, event->resident);

        return code->look && resident && resident->alarm_look && !event_kind_is_loud(event->kind);
}

static void fill(const struct book *book, struct task *task, const struct task_code *code,
                 const struct event *event, const struct moment *now) {
        int look_s = code->look_within_s > 0 ? code->look_within_s : ALARM_LOOK_DEFAULT_S;

        text_set(task->department, event->department);
        text_set(task->place, event->place);
        text_set(task->resident, event->resident);
        text_set(task->dose, event->dose);
        if (is_about_device(event) || code->cause == TASK_CAUSE_DEVICE ||
            (*event->resident == '\0' && *event->place == '\0'))
                text_set(task->device, event->device);
        task->severity = event->severity;
        task->test = event->test;
        task->simulated = task->simulated || event->simulated;
        if (code->repeat_raise > 0 && task->night_count >= code->repeat_raise)
                task->severity += SEVERITY_STEP;
        if (task->severity > SEVERITY_MAX)
                task->severity = SEVERITY_MAX;
        add_evidence(task, event);
        if (!is_looked_at_first(book, code, event))
                return;
        task->mode = TASK_MODE_DIGITAL;
        task->look_by_us = now->wall_us + look_s * US_PER_S;
}

static void open_task(struct book *book, const struct task_code *code, const struct event *event,
                      const struct moment *now, struct change_list *changes) {
        int night_count = count_tonight(book, code, event, now);
        char origin[TOPIC_SIZE], id[ID_SIZE];
        struct task *task;

        snprintf(origin, sizeof(origin), "event:%s", event->id);
        book_task_id(book, code, origin, id);
        if (book_task(book, id))
                return;
        task = book_new_task(book, code, origin, now);
        task->night_count = night_count;
        fill(book, task, code, event, now);
        book_step(book, task,
                  &(struct step){ .order = TASK_ORDER_OPEN,
                                  .who = event->by,
                                  .event = event->id,
                                  .rule = "opens",
                                  .ask = true },
                  now, changes);
}

int book_event(struct book *book, const struct event *event, const struct moment *now,
               struct change_list *changes) {
        const struct task_code *code = catalogue_opened_by(book->catalogue, event->kind);
        struct task *task;

        book->now_us = now->wall_us;
        if (event->kind == EVENT_KIND_CAMERA_CHECK_DONE)
                look_told(book, event, now, changes);
        else if (close_tasks(book, event, now, changes))
                return 1;
        if (!code)
                return 0;

        task = find_incident(book, code, event);
        if (task)
                join(book, task, code, event, now, changes);
        else if (!event->replay && event->phase != EVENT_PHASE_END)
                open_task(book, code, event, now, changes);
        return 0;
}
