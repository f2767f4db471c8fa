/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who came although no task says so. staff.present is somebody's arrival in a room (presence button,
 * door and tag, staff app); how long they stayed is not known. A native camera.check_done told as
 * physical is a check on foot.
 *
 *  - A presence is one to everybody who lives in that place: staff in a shared room have been at all
 *    of its beds, whoever it was for. That is the careful side: it never makes a look spare more.
 *  - It has a cause of its own when a call, alarm, care or dose task of that resident or place was open
 *    then, or had been completed on foot a few minutes before. Then it is that task's visit, not one more.
 *  - Tests are none. What came late from a store counts by when it happened.
 *
 * Source of the rule: PRODUCT.md, "What it may never do".
 */
#include "presence.h"

#include "nattvakt/times.h"

/* "Done" is often said on the way out, and the tag at the door is read then. */
#define AFTERWARDS_US (5 * US_PER_MIN)

/* What nobody ended for so long no longer explains why somebody comes: longer than any night. */
#define OPEN_MAX_US (12 * US_PER_H)

static const bool is_cause[TASK_CAUSE_COUNT] = {
        [TASK_CAUSE_CALL] = true,
        [TASK_CAUSE_ALARM] = true,
        [TASK_CAUSE_CARE] = true,
        [TASK_CAUSE_DOSE] = true,
};

static const bool is_end[TASK_ORDER_COUNT] = {
        [TASK_ORDER_COMPLETE] = true, [TASK_ORDER_CLOSE] = true,  [TASK_ORDER_CANCEL] = true,
        [TASK_ORDER_FAIL] = true,     [TASK_ORDER_REJECT] = true,
};

static void add(struct visits *causes, const struct task *task, int64_t from_us, int64_t to_us) {
        visits_add(causes, task->resident, "", from_us, to_us, true);
        visits_add(causes, task->place, "", from_us, to_us, true);
}

void presence_cause(const struct history *history, struct visits *causes) {
        const struct task *task = &history->task;
        int64_t from_us = task->opened_us;
        bool is_open = true;

        if (!is_cause[task->cause])
                return;
        for (size_t i = 0; i < history->count; i++) {
                const struct transition *step = &history->steps[i];
                bool is_visit =
                        (step->order == TASK_ORDER_COMPLETE || step->order == TASK_ORDER_CLOSE) &&
                        step->mode == TASK_MODE_PHYSICAL && visits_is_done(step->outcome);

                if (step->order == TASK_ORDER_REOPEN) {
                        from_us = step->at_us;
                        is_open = true;
                } else if (is_open && is_end[step->order]) {
                        add(causes, task, from_us, step->at_us + (is_visit ? AFTERWARDS_US : 0));
                        is_open = false;
                }
        }
        if (is_open)
                add(causes, task, from_us, from_us + OPEN_MAX_US);
}

static bool is_arrival(const struct event *event) {
        return event->kind == EVENT_KIND_STAFF_PRESENT &&
               (event->phase == EVENT_PHASE_POINT || event->phase == EVENT_PHASE_START);
}

static bool is_check_on_foot(const struct event *event) {
        return event->kind == EVENT_KIND_CAMERA_CHECK_DONE && event->mode == TASK_MODE_PHYSICAL &&
               visits_is_done(event->outcome);
}

static bool has_cause(const struct event *event, const struct visits *causes) {
        int64_t at_us = event->occurred_us;

        return visits_find(causes, event->resident, event->place, at_us, at_us, true) != NULL;
}

void presence_note(const struct event *events, size_t count, const struct visits *causes,
                   struct visits *presences) {
        for (size_t i = 0; i < count; i++) {
                const struct event *event = &events[i];
                bool is_somebody_there = is_arrival(event), is_caused;

                if (event->test || (!is_somebody_there && !is_check_on_foot(event)))
                        continue;
                is_caused = has_cause(event, causes);
                visits_add(presences, event->resident, event->id, event->occurred_us,
                           event->occurred_us, is_caused);
                /* a check on foot is one resident's; without a resident it is the place's */
                if (is_somebody_there || event->resident[0] == '\0')
                        visits_add(presences, event->place, event->id, event->occurred_us,
                                   event->occurred_us, is_caused);
        }
}
