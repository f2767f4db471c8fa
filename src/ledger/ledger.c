/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Histories to entries. Each task is walked once, step by step: looks, visits, deadlines. A completed
 * planned look gives a provisional "avoided" that is decided when all visits of all tasks are known.
 *
 * What counts, and why:
 *  - A visit is avoided only if the check was planned, its last look saw the resident well, and no
 *    visit without a cause of its own (a planned check) touched the window that begins with the look,
 *    nor the time from the check's planned time to the look: a round that came a little before the look
 *    has done the visit as well. A visit with a cause (call, alarm, care, dose) that follows in the
 *    window leaves the visit avoided, listed apart. Visits are known from tasks, and from events of
 *    somebody's presence where no task tells of them (presence.c).
 *  - One planned visit can be avoided once: of a task that was reopened only its last end counts.
 *  - An alarm costs its handling once per incident, whether somebody looked, walked or did neither.
 *  - Minutes are measured from start to complete of one task. A start before a look that settled
 *    nothing is forgotten: the wait for the second look is nobody's work.
 *
 * Source of the rules: PRODUCT.md, "What it may never do", "The night report", "Reference period".
 */
#include "ledger.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "presence.h"
#include "visits.h"

/* Of a planned check without a window of its own (PRODUCT, "What it may never do"). */
#define WINDOW_US (60 * US_PER_MIN)

/* As what the looks and visits of a cause are booked. */
static const struct {
        enum entry_what visit, first_look, next_look;
} booked_as[TASK_CAUSE_COUNT] = {
        [TASK_CAUSE_CHECK] = { ENTRY_PHYSICAL_CHECK, ENTRY_DIGITAL_CHECK, ENTRY_SECOND_LOOK },
        [TASK_CAUSE_CARE] = { ENTRY_CARE, ENTRY_CARE, ENTRY_CARE },
        [TASK_CAUSE_CALL] = { ENTRY_CALL, ENTRY_ALARM_LOOK, ENTRY_ALARM_LOOK },
        [TASK_CAUSE_ALARM] = { ENTRY_ALARM_VISIT, ENTRY_ALARM_LOOK, ENTRY_ALARM_LOOK },
        [TASK_CAUSE_DOSE] = { ENTRY_DOSE_VISIT, ENTRY_ALARM_LOOK, ENTRY_ALARM_LOOK },
        [TASK_CAUSE_DEVICE] = { ENTRY_DEVICE_CARE, ENTRY_DEVICE_CARE, ENTRY_DEVICE_CARE },
};

/* A completed planned look whose visit may have been avoided. */
struct spared {
        size_t entry; /* index of the provisional entry */
        const struct task *task;
        int64_t planned_us, seen_us, to_us;
};

struct spared_list {
        struct spared *at;
        size_t count, capacity;
};

/* One history being walked. */
struct walk {
        const struct task *task;
        const struct task_code *code; /* without a catalogue entry: all minutes 0 */
        struct ledger *ledger;
        struct visits *visits;
        int64_t night;
        int64_t start_us; /* of the work that goes on; 0: none */
        int looks;
        const char *asked_role;
        int64_t asked_us; /* the deadline to accept counts from here */
        int64_t overdue_us; /* when the deadline to complete was; what escalates then is the same breach */
        bool accepted, accept_breached, complete_breached, nuisance;
        const struct transition *spares; /* the look that may have spared the visit, or NULL */
};

static const char *whose(const struct task *task) {
        return task->resident[0] != '\0' ? task->resident : task->place;
}

static struct entry *book(const struct walk *walk, const struct transition *step,
                          enum entry_what what, double minutes) {
        struct ledger *ledger = walk->ledger;
        const struct task *task = walk->task;

        alloc_room(&ledger->entries, ledger->count, &ledger->capacity, sizeof(ledger->entries[0]));
        struct entry *entry = &ledger->entries[ledger->count++];
        *entry = (struct entry){ .what = what,
                                 .night = walk->night,
                                 .at_us = step->at_us,
                                 .minutes = minutes,
                                 .mode = step->mode,
                                 .sequence = step->sequence };
        text_set(entry->task, task->id);
        text_set(entry->event, step->event);
        text_set(entry->code, task->code);
        text_set(entry->department, task->department);
        text_set(entry->place, task->place);
        text_set(entry->resident, task->resident);
        text_set(entry->asked_role, walk->asked_role);
        text_set(entry->used_role, step->role);
        return entry;
}

static void book_look(struct walk *walk, const struct transition *step) {
        enum task_cause cause = walk->task->cause;
        bool is_first = walk->looks++ == 0;
        bool is_measured = step->order == TASK_ORDER_COMPLETE && cause == TASK_CAUSE_CHECK &&
                           walk->start_us != 0;
        struct entry *entry = book(
                walk, step, is_first ? booked_as[cause].first_look : booked_as[cause].next_look,
                walk->code->look_min);

        if (is_measured) {
                entry->minutes = (double)(step->at_us - walk->start_us) / US_PER_MIN;
                entry->measured = true;
        }
        if (cause == TASK_CAUSE_CHECK && is_first && step->outcome != OUTCOME_SEEN_OK)
                book(walk, step, ENTRY_NOT_SEEN, 0);
        walk->start_us = 0;
}

static void book_visit(struct walk *walk, const struct transition *step) {
        enum task_cause cause = walk->task->cause;
        struct entry *entry = book(walk, step, booked_as[cause].visit, walk->code->visit_min);

        if (walk->start_us != 0) {
                entry->minutes = (double)(step->at_us - walk->start_us) / US_PER_MIN;
                entry->measured = true;
        }
        if (cause != TASK_CAUSE_DEVICE)
                visits_add(walk->visits, whose(walk->task), step->event,
                           walk->start_us != 0 ? walk->start_us : step->at_us, step->at_us,
                           cause != TASK_CAUSE_CHECK);
        walk->start_us = 0;
}

static void breach(struct walk *walk, const struct transition *step, bool *is_breached) {
        if (!*is_breached)
                book(walk, step, ENTRY_BREACH, 0);
        *is_breached = true;
}

static int64_t accept_by_us(const struct walk *walk) {
        return walk->asked_us + walk->code->accept_by_s * US_PER_S;
}

/* Without a deadline of its own, the first rung of the ladder is the deadline to accept. */
static void escalate(struct walk *walk, const struct transition *step) {
        bool is_overdue = walk->complete_breached && step->due_us == walk->overdue_us;

        if (!walk->accepted && !is_overdue && step->at_us >= accept_by_us(walk))
                breach(walk, step, &walk->accept_breached);
}

static void accept(struct walk *walk, const struct transition *step) {
        if (!walk->accepted && walk->code->accept_by_s > 0 && step->at_us > accept_by_us(walk))
                breach(walk, step, &walk->accept_breached);
        walk->accepted = true;
}

/* The task is asked for from anew: reopened, or the look became a visit or comes again. */
static void ask_anew(struct walk *walk, const struct transition *step) {
        walk->start_us = 0;
        walk->asked_us = step->at_us;
        walk->accepted = walk->accept_breached = false;
}

static void complete(struct walk *walk, const struct transition *step) {
        bool is_look = step->mode != TASK_MODE_PHYSICAL;

        accept(walk, step);
        walk->spares = NULL;
        if (!visits_is_done(step->outcome)) {
                if (walk->task->planned)
                        book(walk, step, ENTRY_NOT_DONE, 0);
                return;
        }
        if (is_look)
                book_look(walk, step);
        else
                book_visit(walk, step);

        if (is_look && step->outcome == OUTCOME_SEEN_OK)
                walk->spares = step;
        if (walk->task->cause == TASK_CAUSE_ALARM && !walk->nuisance &&
            (step->outcome == OUTCOME_NUISANCE || (is_look && step->outcome == OUTCOME_SEEN_OK))) {
                book(walk, step, ENTRY_NUISANCE, 0);
                walk->nuisance = true;
        }
}

/* A rule closes on what an event tells: somebody's work when it says how a check went or who did it. */
static void close_by_rule(struct walk *walk, const struct transition *step) {
        enum task_cause cause = walk->task->cause;
        bool is_planned_work = cause == TASK_CAUSE_CHECK || cause == TASK_CAUSE_CARE;

        walk->spares = NULL;
        if (step->outcome == OUTCOME_NONE)
                return;
        if (step->mode == TASK_MODE_DIGITAL || is_planned_work || step->who[0] != '\0')
                complete(walk, step);
}

static void walk_step(struct walk *walk, const struct transition *step) {
        if (step->has_assignment && step->assignment.role[0] != '\0')
                walk->asked_role = step->assignment.role;

        switch (step->order) {
        case TASK_ORDER_ACCEPT:
                accept(walk, step);
                break;
        case TASK_ORDER_START:
                accept(walk, step);
                walk->start_us = step->at_us;
                break;
        case TASK_ORDER_LOOKED:
                book_look(walk, step);
                break;
        case TASK_ORDER_COMPLETE:
                complete(walk, step);
                break;
        case TASK_ORDER_CLOSE:
                close_by_rule(walk, step);
                break;
        case TASK_ORDER_CANCEL:
                if (walk->task->planned)
                        book(walk, step, ENTRY_NOT_DONE, 0);
                walk->spares = NULL;
                break;
        case TASK_ORDER_FAIL:
        case TASK_ORDER_REJECT:
                book(walk, step, ENTRY_NOT_DONE, 0);
                break;
        case TASK_ORDER_OVERDUE:
                walk->overdue_us = step->due_us;
                breach(walk, step, &walk->complete_breached);
                break;
        case TASK_ORDER_ESCALATE:
                escalate(walk, step);
                break;
        case TASK_ORDER_REOPEN:
                ask_anew(walk, step);
                walk->spares = NULL;
                walk->complete_breached = false;
                break;
        case TASK_ORDER_VISIT:
        case TASK_ORDER_RELEASE:
                ask_anew(walk, step);
                break;
        case TASK_ORDER_DECLINE:
        case TASK_ORDER_HOLD:
                walk->start_us = 0;
                break;
        case TASK_ORDER_RECEIVE:
        case TASK_ORDER_OPEN:
        case TASK_ORDER_ASK:
        case TASK_ORDER_EVIDENCE:
        case TASK_ORDER_RAISE:
        case TASK_ORDER_CORRECT:
        case TASK_ORDER_COUNT:
                break;
        }
}

/* What is so from the moment a task is opened: the alarm's handling, and that it is not the first. */
static void book_opening(struct walk *walk, const struct history *history) {
        const struct task *task = walk->task;
        struct transition opening = { .at_us = task->opened_us, .mode = task->mode };

        for (size_t i = 0; i < history->count; i++) {
                const struct transition *step = &history->steps[i];

                if (step->order == TASK_ORDER_OPEN) {
                        opening.sequence = step->sequence;
                        text_set(opening.event, step->event);
                }
                if (step->role[0] != '\0')
                        text_set(opening.role, step->role);
                if (step->has_assignment && step->assignment.role[0] != '\0')
                        walk->asked_role = step->assignment.role;
        }
        if (task->cause == TASK_CAUSE_ALARM)
                book(walk, &opening, ENTRY_ALARM, walk->code->handling_min);
        if (task->night_count > 1 &&
            (task->cause == TASK_CAUSE_ALARM || task->cause == TASK_CAUSE_CALL))
                book(walk, &opening, ENTRY_REPEAT, 0);
}

/* The planned time, which the origin ends with; a task is opened later when the gateway was down then. */
static int64_t planned_us(const struct task *task) {
        const char *at = strrchr(task->origin, '@');
        int64_t us;

        return at && time_parse(at + 1, &us) == 0 ? us : task->opened_us;
}

static void spare(const struct walk *walk, struct spared_list *spared) {
        const struct task *task = walk->task;
        int64_t from_us = planned_us(task);
        int64_t window_us =
                task->window_end_us > from_us ? task->window_end_us - from_us : WINDOW_US;

        if (!walk->spares || !task->planned || task->cause != TASK_CAUSE_CHECK)
                return;

        alloc_room(&spared->at, spared->count, &spared->capacity, sizeof(spared->at[0]));
        spared->at[spared->count++] = (struct spared){ .entry = walk->ledger->count,
                                                       .task = task,
                                                       .planned_us = from_us,
                                                       .seen_us = walk->spares->at_us,
                                                       .to_us = walk->spares->at_us + window_us };
        book(walk, walk->spares, ENTRY_AVOIDED, walk->code->visit_min);
}

static const struct visit *find(const struct visits *visits, const struct spared *look,
                                int64_t from_us, bool caused) {
        return visits_find(visits, look->task->resident, look->task->place, from_us, look->to_us,
                           caused);
}

static void decide(const struct spared_list *spared, const struct visits *visits,
                   const struct visits *presences, struct ledger *ledger) {
        for (size_t i = 0; i < spared->count; i++) {
                const struct spared *look = &spared->at[i];
                struct entry *entry = &ledger->entries[look->entry];
                const struct visit *came = find(presences, look, look->planned_us, false);

                if (came || find(visits, look, look->planned_us, false)) {
                        entry->what = ENTRY_NOT_AVOIDED;
                        entry->minutes = 0;
                        if (came)
                                text_set(entry->event, came->event);
                } else if (find(visits, look, look->seen_us, true) ||
                           find(presences, look, look->seen_us, true)) {
                        entry->what = ENTRY_AVOIDED_CAUSED;
                }
        }
}

static int compare_entries(const void *a, const void *b) {
        const struct entry *left = a, *right = b;
        int r;

        if (left->night != right->night)
                return left->night < right->night ? -1 : 1;
        if (left->at_us != right->at_us)
                return left->at_us < right->at_us ? -1 : 1;
        r = strcmp(left->task, right->task);
        if (r != 0)
                return r;
        if (left->sequence != right->sequence)
                return left->sequence < right->sequence ? -1 : 1;
        return (left->what > right->what) - (left->what < right->what);
}

void ledger_build(const struct history *histories, size_t count, const struct event *events,
                  size_t event_count, const struct catalogue *catalogue, const struct site *site,
                  struct ledger *ret_ledger) {
        static const struct task_code unknown = { 0 };
        struct ledger ledger = { 0 };
        struct visits visits = { 0 }, presences = { 0 }, causes = { 0 };
        struct spared_list spared = { 0 };

        for (size_t i = 0; i < count; i++) {
                const struct task *task = &histories[i].task;
                const struct task_code *code = catalogue_code(catalogue, task->code);
                struct walk walk = { .task = task,
                                     .code = code ? code : &unknown,
                                     .ledger = &ledger,
                                     .visits = &visits,
                                     .night = site_night_at(site, task->opened_us),
                                     .asked_us = task->opened_us,
                                     .asked_role = task->asked_role };

                if (task->test)
                        continue;
                book_opening(&walk, &histories[i]);
                for (size_t s = 0; s < histories[i].count; s++)
                        walk_step(&walk, &histories[i].steps[s]);
                spare(&walk, &spared);
                presence_cause(&histories[i], &causes);
        }

        visits_sort(&causes);
        presence_note(events, event_count, &causes, &presences);
        visits_sort(&presences);
        visits_sort(&visits);
        decide(&spared, &visits, &presences, &ledger);
        if (ledger.count > 1)
                qsort(ledger.entries, ledger.count, sizeof(ledger.entries[0]), compare_entries);
        free(spared.at);
        visits_done(&visits);
        visits_done(&presences);
        visits_done(&causes);
        *ret_ledger = ledger;
}

void ledger_done(struct ledger *ledger) {
        free(ledger->entries);
        *ledger = (struct ledger){ 0 };
}
