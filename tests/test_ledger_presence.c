/* SPDX-License-Identifier: Apache-2.0 */
/* Visits that only events tell of: rounds that are kept beside the looks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "ledger.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "reference.h"

#define DAY        REFERENCE_AFTER_DAY
#define MAX_TASKS  2
#define MAX_EVENTS 3
#define MAX_STEPS  3

#define D TASK_MODE_DIGITAL
#define P TASK_MODE_PHYSICAL

/* The look is R2's, who lives in room-102: planned for 23:00, seen at 23:05, so until 00:05. */
struct told_step {
        enum task_order order;
        enum task_mode mode;
        enum outcome outcome;
        int minute; /* after 23:00 */
};

struct told_task {
        const char *code;
        int resident, minute; /* opened, after 23:00 */
        struct told_step steps[MAX_STEPS];
};

struct told_event {
        enum event_kind kind;
        const char *resident, *place;
        int minute; /* when it happened, after 23:00 */
        bool test;
        enum event_phase phase;
        enum task_mode mode;
        enum outcome outcome;
};

#define CAME(whose, where, at) \
        { .kind = EVENT_KIND_STAFF_PRESENT, .resident = whose, .place = where, .minute = at }
#define CAME_IN(which, at)                                                             \
        {                                                                              \
                .kind = EVENT_KIND_STAFF_PRESENT, .resident = "", .place = "room-102", \
                .minute = at, .phase = EVENT_PHASE_##which                             \
        }
#define TOLD(what, whose, at) \
        { .kind = EVENT_KIND_##what, .resident = whose, .place = "room-102", .minute = at }
#define CHECK(how, ended, whose, at)                                                          \
        {                                                                                     \
                .kind = EVENT_KIND_CAMERA_CHECK_DONE, .resident = whose, .place = "room-102", \
                .minute = at, .mode = how, .outcome = OUTCOME_##ended                         \
        }
#define COMPLETE(mode, outcome, minute) \
        { TASK_ORDER_COMPLETE, mode, OUTCOME_##outcome, minute }
#define END(order, minute) \
        { TASK_ORDER_##order, P, OUTCOME_NONE, minute }

/* became: of the look; by: the index of the event that undid it, or -1. */
/* clang-format off */
static const struct {
        const char *says;
        struct told_event events[MAX_EVENTS];
        enum entry_what became;
        int by;
        struct told_task tasks[MAX_TASKS];
} cases[] = {
        /* where and when */
        { "nobody came", { { 0 } }, ENTRY_AVOIDED, -1, { { 0 } } },
        { "somebody came to the resident's room", { CAME("", "room-102", 30) }, ENTRY_NOT_AVOIDED, 0, { { 0 } } },
        { "somebody came to the resident", { CAME("R2", "", 30) }, ENTRY_NOT_AVOIDED, 0, { { 0 } } },
        { "to the resident, wherever that was", { CAME("R2", "lounge", 30) }, ENTRY_NOT_AVOIDED, 0, { { 0 } } },
        { "to somebody else in the same room", { CAME("R9", "room-102", 30) }, ENTRY_NOT_AVOIDED, 0, { { 0 } } },
        { "to another room", { CAME("R3", "room-103", 30) }, ENTRY_AVOIDED, -1, { { 0 } } },
        { "nobody knows where", { CAME("", "", 30) }, ENTRY_AVOIDED, -1, { { 0 } } },
        { "a minute before the planned time", { CAME("", "room-102", -1) }, ENTRY_AVOIDED, -1, { { 0 } } },
        { "at the planned time, before the look", { CAME("", "room-102", 0) }, ENTRY_NOT_AVOIDED, 0, { { 0 } } },
        { "on the last minute of the window", { CAME("", "room-102", 65) }, ENTRY_NOT_AVOIDED, 0, { { 0 } } },
        { "a minute after it", { CAME("", "room-102", 66) }, ENTRY_AVOIDED, -1, { { 0 } } },
        { "before and after, not inside", { CAME("", "room-102", -5), CAME("", "room-102", 70) }, ENTRY_AVOIDED, -1, { { 0 } } },
        { "the last one inside is named", { CAME("", "room-102", 10), CAME("", "room-102", 70), CAME("", "room-102", 40) },
          ENTRY_NOT_AVOIDED, 2, { { 0 } } },
        /* what is a visit */
        { "a test is none", { { .kind = EVENT_KIND_STAFF_PRESENT, .resident = "", .place = "room-102", .minute = 30, .test = true } }, ENTRY_AVOIDED, -1, { { 0 } } },
        { "an arrival with its beginning is one", { CAME_IN(START, 30) },
          ENTRY_NOT_AVOIDED, 0, { { 0 } } },
        { "the end of one is not another", { CAME_IN(END, 30) },
          ENTRY_AVOIDED, -1, { { 0 } } },
        { "nor is leaving", { TOLD(STAFF_LEFT, "", 30) }, ENTRY_AVOIDED, -1, { { 0 } } },
        { "the resident's own bed is no visit", { TOLD(BED_EXIT, "R2", 30) }, ENTRY_AVOIDED, -1, { { 0 } } },
        { "a check on foot is one", { CHECK(P, SEEN_OK, "R2", 30) }, ENTRY_NOT_AVOIDED, 0, { { 0 } } },
        { "one by camera is not", { CHECK(D, SEEN_OK, "R2", 30) }, ENTRY_AVOIDED, -1, { { 0 } } },
        { "nor one that was not done", { CHECK(P, NOT_DONE, "R2", 30) }, ENTRY_AVOIDED, -1, { { 0 } } },
        { "nor one of who shares the room", { CHECK(P, SEEN_OK, "R9", 30) }, ENTRY_AVOIDED, -1, { { 0 } } },
        { "one of the room is", { CHECK(P, SEEN_OK, "", 30) }, ENTRY_NOT_AVOIDED, 0, { { 0 } } },
        /* a cause of its own */
        { "for a call that was open", { CAME("", "room-102", 30) }, ENTRY_AVOIDED_CAUSED, -1,
          { { "call", 1, 29, { COMPLETE(P, HELPED, 40) } } } },
        { "as the call came", { CAME("", "room-102", 29) }, ENTRY_AVOIDED_CAUSED, -1, { { "call", 1, 29, { COMPLETE(P, HELPED, 40) } } } },
        { "a minute before the call", { CAME("", "room-102", 28) }, ENTRY_NOT_AVOIDED, 0, { { "call", 1, 29, { COMPLETE(P, HELPED, 40) } } } },
        { "five minutes after it was answered", { CAME("", "room-102", 45) }, ENTRY_AVOIDED_CAUSED, -1,
          { { "call", 1, 29, { COMPLETE(P, HELPED, 40) } } } },
        { "six minutes after", { CAME("", "room-102", 46) }, ENTRY_NOT_AVOIDED, 0, { { "call", 1, 29, { COMPLETE(P, HELPED, 40) } } } },
        { "for an alarm, before anybody said it was done", { CAME("R2", "room-102", 31) }, ENTRY_AVOIDED_CAUSED, -1,
          { { "bed-exit", 1, 30, { { 0 } } } } },
        { "hours after an alarm that nobody ended", { CAME("R2", "room-102", 30) }, ENTRY_NOT_AVOIDED, 0,
          { { "bed-exit", 1, -700, { { 0 } } } } },
        { "while an alarm is looked at", { CAME("", "room-102", 31) }, ENTRY_AVOIDED_CAUSED, -1,
          { { "bed-exit", 1, 30, { COMPLETE(D, SEEN_OK, 32) } } } },
        { "after an alarm that a look had settled", { CAME("", "room-102", 33) }, ENTRY_NOT_AVOIDED, 0,
          { { "bed-exit", 1, 30, { COMPLETE(D, SEEN_OK, 32) } } } },
        { "after a call that was withdrawn", { CAME("", "room-102", 33) }, ENTRY_NOT_AVOIDED, 0, { { "call", 1, 30, { END(CANCEL, 32) } } } },
        { "after care that was not needed", { CAME("", "room-102", 33) }, ENTRY_NOT_AVOIDED, 0,
          { { "care", 1, 20, { COMPLETE(P, NOT_NEEDED, 30) } } } },
        { "for care", { CAME("", "room-102", 25) }, ENTRY_AVOIDED_CAUSED, -1, { { "care", 1, 20, { COMPLETE(P, DONE, 30) } } } },
        { "for a dose", { CAME("", "room-102", 25) }, ENTRY_AVOIDED_CAUSED, -1, { { "dose", 1, 20, { COMPLETE(P, TAKEN, 30) } } } },
        { "for a device only", { CAME("", "room-102", 25) }, ENTRY_NOT_AVOIDED, 0, { { "device", 1, 20, { COMPLETE(P, DONE, 30) } } } },
        { "for a round", { CAME("", "room-102", 25) }, ENTRY_NOT_AVOIDED, 0, { { "check", 1, 20, { COMPLETE(P, DONE, 30) } } } },
        { "for a call from another room", { CAME("", "room-102", 30) }, ENTRY_NOT_AVOIDED, 0, { { "call", 2, 29, { COMPLETE(P, HELPED, 40) } } } },
        { "between a call's end and its reopening", { CAME("", "room-102", 25) }, ENTRY_NOT_AVOIDED, 0,
          { { "call", 1, 0, { COMPLETE(P, HELPED, 10), END(REOPEN, 40), COMPLETE(P, HELPED, 50) } } } },
        { "once for a call, once for nothing", { CAME("", "room-102", 12), CAME("", "room-102", 50) }, ENTRY_NOT_AVOIDED, 1,
          { { "call", 1, 10, { COMPLETE(P, HELPED, 20) } } } },
        { "for a call, met elsewhere", { CAME("R2", "lounge", 30) }, ENTRY_AVOIDED_CAUSED, -1, { { "call", 1, 29, { COMPLETE(P, HELPED, 40) } } } },
        { "for the first of two calls", { CAME("", "room-102", 30) }, ENTRY_AVOIDED_CAUSED, -1,
          { { "call", 1, 50, { COMPLETE(P, HELPED, 60) } }, { "call", 1, 29, { COMPLETE(P, HELPED, 40) } } } },
        { "for the second of two", { CAME("", "room-102", 30) }, ENTRY_AVOIDED_CAUSED, -1,
          { { "call", 1, 7, { COMPLETE(P, HELPED, 10) } }, { "call", 1, 29, { COMPLETE(P, HELPED, 40) } } } },
        { "for a call that outlasted an alarm", { CAME("", "room-102", 40) }, ENTRY_AVOIDED_CAUSED, -1,
          { { "call", 1, 10, { COMPLETE(P, HELPED, 60) } }, { "bed-exit", 1, 20, { COMPLETE(D, SEEN_OK, 22) } } } },
        { "for a call before the look alone", { CAME("", "room-102", 3) }, ENTRY_AVOIDED, -1, { { "call", 1, 0, { COMPLETE(P, HELPED, 4) } } } },
        { "for a call that was said done after the window", { CAME("", "room-102", 60) }, ENTRY_AVOIDED_CAUSED, -1,
          { { "call", 1, 58, { COMPLETE(P, HELPED, 90) } } } },
};
/* clang-format on */

static void tell_task(struct reference *home, const struct told_task *told) {
        int64_t start_us = reference_time(home, DAY, 23, 0);
        struct history *history = reference_task(home, told->code, told->resident,
                                                 start_us + told->minute * US_PER_MIN);

        for (size_t i = 0; i < MAX_STEPS && told->steps[i].order != TASK_ORDER_RECEIVE; i++)
                reference_step(history, told->steps[i].order, told->steps[i].mode,
                               told->steps[i].outcome,
                               start_us + told->steps[i].minute * US_PER_MIN);
}

static struct event event_of(const struct reference *home, const struct told_event *told,
                             size_t i) {
        struct event event = { .kind = told->kind,
                               .phase = told->phase,
                               .test = told->test,
                               .mode = told->mode,
                               .outcome = told->outcome };

        snprintf(event.id, sizeof(event.id), "e%zu", i);
        text_set(event.resident, told->resident);
        text_set(event.place, told->place);
        event.occurred_us = reference_time(home, DAY, 23, 0) + told->minute * US_PER_MIN;
        event.received_us = event.occurred_us;
        return event;
}

static void build(const struct reference *home, const struct event *events, size_t count,
                  struct ledger *ledger) {
        ledger_build(home->histories, home->count, events, count, &home->configuration.catalogue,
                     &home->configuration.site, ledger);
}

static void look(struct reference *home, int resident, int minute) {
        tell_task(home, &(struct told_task){
                                "check", resident, minute, { COMPLETE(D, SEEN_OK, minute + 5) } });
        text_set(home->histories[home->count - 1].steps[1].event, "look");
}

/* What became of the look whose task is at @at. */
static const struct entry *became(const struct ledger *ledger, const struct reference *home,
                                  size_t at) {
        const struct entry *found = NULL;

        for (size_t i = 0; i < ledger->count; i++) {
                const struct entry *entry = &ledger->entries[i];
                bool is_end = entry->what == ENTRY_AVOIDED || entry->what == ENTRY_NOT_AVOIDED ||
                              entry->what == ENTRY_AVOIDED_CAUSED;

                if (!is_end || !text_equal(entry->task, home->histories[at].task.id))
                        continue;
                assert_null(found);
                found = entry;
        }
        assert_non_null(found);
        return found;
}

static void whoever_comes_without_a_cause_undoes_the_look(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                struct event events[MAX_EVENTS];
                const struct entry *entry;
                struct reference home;
                struct ledger ledger;
                size_t count = 0;

                print_message("  %s\n", cases[i].says);
                reference_home(3, true, &home);
                look(&home, 1, 0);
                for (size_t t = 0; t < MAX_TASKS && cases[i].tasks[t].code; t++)
                        tell_task(&home, &cases[i].tasks[t]);
                for (; count < MAX_EVENTS && cases[i].events[count].resident; count++)
                        events[count] = event_of(&home, &cases[i].events[count], count);
                build(&home, events, count, &ledger);
                entry = became(&ledger, &home, 0);
                assert_int_equal(entry->what, cases[i].became);
                assert_true(entry->minutes == (entry->what == ENTRY_NOT_AVOIDED ? 0 : 3));
                assert_string_equal(entry->event,
                                    cases[i].by < 0 ? "look" : events[cases[i].by].id);
                ledger_done(&ledger);
                reference_done(&home);
        }
}

static void a_presence_is_no_entry_of_its_own(void **state) {
        const struct told_event came = CAME("R2", "room-102", 30);
        struct ledger without, with;
        struct reference home;
        struct event event;

        (void)state;
        reference_home(3, true, &home);
        look(&home, 1, 0);
        tell_task(&home, &(struct told_task){ "call", 1, 29, { COMPLETE(P, HELPED, 40) } });
        event = event_of(&home, &came, 0);
        build(&home, NULL, 0, &without);
        build(&home, &event, 1, &with);
        assert_int_equal(with.count, without.count);
        assert_memory_equal(with.entries, without.entries, with.count * sizeof(with.entries[0]));
        ledger_done(&without);
        ledger_done(&with);
        reference_done(&home);
}

static void what_is_told_late_counts_by_when_it_happened(void **state) {
        const struct told_event came = CAME("", "room-102", 30);
        struct reference home;
        struct ledger ledger;
        struct event event;

        (void)state;
        reference_home(3, true, &home);
        look(&home, 1, 0);
        event = event_of(&home, &came, 0);
        event.replay = true;
        event.received_us += 5 * US_PER_H;
        build(&home, &event, 1, &ledger);
        assert_int_equal(became(&ledger, &home, 0)->what, ENTRY_NOT_AVOIDED);
        ledger_done(&ledger);

        /* so does its cause */
        tell_task(&home, &(struct told_task){ "call", 1, 29, { COMPLETE(P, HELPED, 40) } });
        build(&home, &event, 1, &ledger);
        assert_int_equal(became(&ledger, &home, 0)->what, ENTRY_AVOIDED_CAUSED);
        ledger_done(&ledger);

        home.histories[1].task.test = true;
        event.occurred_us -= US_PER_H;
        event.received_us = reference_time(&home, DAY, 23, 30);
        build(&home, &event, 1, &ledger);
        assert_int_equal(became(&ledger, &home, 0)->what, ENTRY_AVOIDED);
        ledger_done(&ledger);
        reference_done(&home);
}

static void in_a_shared_room_one_presence_undoes_the_looks_of_all(void **state) {
        const struct told_event came = CAME("R2", "room-102", 30);
        struct reference home;
        struct ledger ledger;
        struct event event;

        (void)state;
        reference_home(3, true, &home);
        look(&home, 1, 0);
        look(&home, 8, 0);
        look(&home, 2, 0);
        text_set(home.histories[1].task.place, "room-102");
        event = event_of(&home, &came, 0);
        build(&home, &event, 1, &ledger);
        assert_int_equal(became(&ledger, &home, 0)->what, ENTRY_NOT_AVOIDED);
        assert_int_equal(became(&ledger, &home, 1)->what, ENTRY_NOT_AVOIDED);
        assert_int_equal(became(&ledger, &home, 2)->what, ENTRY_AVOIDED);
        ledger_done(&ledger);

        /* one of them called: that is why somebody came, for the other as well */
        tell_task(&home, &(struct told_task){ "call", 8, 29, { COMPLETE(P, HELPED, 40) } });
        text_set(home.histories[3].task.place, "room-102");
        build(&home, &event, 1, &ledger);
        assert_int_equal(became(&ledger, &home, 0)->what, ENTRY_AVOIDED_CAUSED);
        assert_int_equal(became(&ledger, &home, 1)->what, ENTRY_AVOIDED_CAUSED);
        ledger_done(&ledger);
        reference_done(&home);
}

static void a_round_told_of_the_room_alone_is_a_visit_to_who_lives_there(void **state) {
        struct reference home;
        struct ledger ledger;

        (void)state;
        reference_home(3, true, &home);
        look(&home, 1, 0);
        tell_task(&home, &(struct told_task){ "check", 1, 30, { COMPLETE(P, DONE, 40) } });
        home.histories[1].task.resident[0] = '\0';
        build(&home, NULL, 0, &ledger);
        assert_int_equal(became(&ledger, &home, 0)->what, ENTRY_NOT_AVOIDED);
        ledger_done(&ledger);
        reference_done(&home);
}

static void a_test_call_is_no_cause(void **state) {
        const struct told_event came = CAME("", "room-102", 30);
        struct reference home;
        struct ledger ledger;
        struct event event;

        (void)state;
        reference_home(3, true, &home);
        look(&home, 1, 0);
        tell_task(&home, &(struct told_task){ "call", 1, 29, { COMPLETE(P, HELPED, 40) } });
        home.histories[1].task.test = true;
        event = event_of(&home, &came, 0);
        build(&home, &event, 1, &ledger);
        assert_int_equal(became(&ledger, &home, 0)->what, ENTRY_NOT_AVOIDED);
        ledger_done(&ledger);
        reference_done(&home);
}

/* The reference's nights, with a presence in every room each two minutes by day: nothing is different. */
static void presence_outside_the_windows_leaves_the_reference_as_it_is(void **state) {
        static const struct reference_options as_told = { .glance_min = 3 };
        struct event *events = calloc(REFERENCE_NIGHTS * 48 * 200, sizeof(*events));
        struct ledger without, with;
        struct reference home;
        size_t count = 0;

        (void)state;
        reference_after(&as_told, &home);
        for (int64_t day = home.from_day; day <= home.to_day; day++)
                for (int resident = 0; resident < 48; resident++)
                        for (int at = 0; at < 200; at++) {
                                struct event *event = &events[count++];

                                event->kind = EVENT_KIND_STAFF_PRESENT;
                                snprintf(event->place, sizeof(event->place), "room-%d",
                                         100 * (1 + resident / 24) + 1 + resident % 24);
                                event->occurred_us =
                                        reference_time(&home, day, 14, 0) + at * 2 * US_PER_MIN;
                        }
        build(&home, NULL, 0, &without);
        build(&home, events, count, &with);
        assert_int_equal(with.count, without.count);
        assert_memory_equal(with.entries, without.entries, with.count * sizeof(with.entries[0]));
        ledger_done(&without);
        ledger_done(&with);
        reference_done(&home);
        free(events);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(whoever_comes_without_a_cause_undoes_the_look),
                cmocka_unit_test(a_presence_is_no_entry_of_its_own),
                cmocka_unit_test(what_is_told_late_counts_by_when_it_happened),
                cmocka_unit_test(in_a_shared_room_one_presence_undoes_the_looks_of_all),
                cmocka_unit_test(a_round_told_of_the_room_alone_is_a_visit_to_who_lives_there),
                cmocka_unit_test(a_test_call_is_no_cause),
                cmocka_unit_test(presence_outside_the_windows_leaves_the_reference_as_it_is),
        };

        return cmocka_run_group_tests_name("ledger/presence", tests, NULL, NULL);
}
