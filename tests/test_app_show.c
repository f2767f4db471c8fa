/* SPDX-License-Identifier: Apache-2.0 */
/* What a task on the wire looks like in one line and in the table, made by the outlet as nattvaktd makes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "nattvakt/message.h"
#include "outlet.h"
#include "phrase.h"
#include "show.h"
#include "story_world.h"
#include "tasklist.h"

#define TEN_PAST_ONE (INT64_C(1793923800) * US_PER_S) /* 2026-11-06T00:10Z, 01:10 in Oslo */

/* clang-format off */
#define OF_R04 .code = "bed-exit", .department = "east", .place = "room-104", .resident = "R04", .durable = true
static const struct {
        const char *says;
        struct task task;
        const char *nb, *en;
} lines[] = {
        { "asked of somebody",
          { OF_R04, .priority = TASK_PRIORITY_ASAP, .asked = "ca-1", .asked_role = "care_assistant" },
          "01:10:00  snarest  Beboer er ute av senga                 Rom 104 R04      ca-1 er spurt",
          "01:10:00  promptly Resident has left the bed              Rom 104 R04      ca-1 was asked" },
        { "a look, in a queue",
          { OF_R04, .priority = TASK_PRIORITY_ROUTINE, .mode = TASK_MODE_DIGITAL, .asked = "ca-1", .queued = true },
          "01:10:00  rutine   Beboer er ute av senga (kamera)        Rom 104 R04      i kø hos ca-1",
          "01:10:00  routine  Resident has left the bed (camera)     Rom 104 R04      in ca-1's queue" },
        { "nobody to ask, passed on and overdue",
          { OF_R04, .priority = TASK_PRIORITY_STAT, .step = 2, .overdue = true },
          "01:10:00  STRAKS   Beboer er ute av senga                 Rom 104 R04      INGEN på vakt kan spørres, varslet videre, FRISTEN ER UTE",
          "01:10:00  AT ONCE  Resident has left the bed              Rom 104 R04      NOBODY on shift can be asked, passed on, OVERDUE" },
        { "seen by the one asked",
          { OF_R04, .state = TASK_STATE_RECEIVED, .asked = "ca-1" },
          "01:10:00  rutine   Beboer er ute av senga                 Rom 104 R04      ca-1 har sett den",
          "01:10:00  routine  Resident has left the bed              Rom 104 R04      ca-1 has seen it" },
        { "taken",
          { OF_R04, .priority = TASK_PRIORITY_URGENT, .state = TASK_STATE_ACCEPTED, .by = "hcw-1" },
          "01:10:00  haster   Beboer er ute av senga                 Rom 104 R04      hcw-1 har den",
          "01:10:00  urgent   Resident has left the bed              Rom 104 R04      hcw-1 has it" },
        { "begun",
          { OF_R04, .state = TASK_STATE_IN_PROGRESS, .by = "hcw-1" },
          "01:10:00  rutine   Beboer er ute av senga                 Rom 104 R04      hcw-1 er i gang",
          "01:10:00  routine  Resident has left the bed              Rom 104 R04      hcw-1 is at it" },
        { "on hold until the second look",
          { OF_R04, .state = TASK_STATE_ON_HOLD, .mode = TASK_MODE_DIGITAL, .hold_until_us = TEN_PAST_ONE },
          "01:10:00  rutine   Beboer er ute av senga (kamera)        Rom 104 R04      ikke sett; se igjen kl. 01:10",
          "01:10:00  routine  Resident has left the bed (camera)     Rom 104 R04      not seen; look again at 01:10" },
        { "finished, and a late step is no news any more",
          { OF_R04, .state = TASK_STATE_COMPLETED, .by = "hcw-1", .outcome = OUTCOME_HELPED, .step = 1, .overdue = true },
          "01:10:00  rutine   Beboer er ute av senga                 Rom 104 R04      utført av hcw-1: beboeren fikk hjelp",
          "01:10:00  routine  Resident has left the bed              Rom 104 R04      finished by hcw-1: the resident got help" },
        { "never done",
          { OF_R04, .state = TASK_STATE_FAILED, .outcome = OUTCOME_NOT_DONE },
          "01:10:00  rutine   Beboer er ute av senga                 Rom 104 R04      IKKE UTFØRT i tide",
          "01:10:00  routine  Resident has left the bed              Rom 104 R04      NOT DONE in time" },
        { "cancelled by a rule",
          { OF_R04, .state = TASK_STATE_CANCELLED, .outcome = OUTCOME_NOT_NEEDED },
          "01:10:00  rutine   Beboer er ute av senga                 Rom 104 R04      avlyst",
          "01:10:00  routine  Resident has left the bed              Rom 104 R04      cancelled" },
        { "closed by a rule, for it had passed",
          { OF_R04, .state = TASK_STATE_COMPLETED, .outcome = OUTCOME_NOT_NEEDED },
          "01:10:00  rutine   Beboer er ute av senga                 Rom 104 R04      løste seg av seg selv",
          "01:10:00  routine  Resident has left the bed              Rom 104 R04      settled by itself" },
        { "a check, done",
          { OF_R04, .state = TASK_STATE_COMPLETED, .by = "hcw-1", .outcome = OUTCOME_DONE },
          "01:10:00  rutine   Beboer er ute av senga                 Rom 104 R04      utført av hcw-1",
          "01:10:00  routine  Resident has left the bed              Rom 104 R04      finished by hcw-1" },
        { "cancelled by somebody",
          { OF_R04, .state = TASK_STATE_CANCELLED, .by = "rn-1", .outcome = OUTCOME_NOT_NEEDED },
          "01:10:00  rutine   Beboer er ute av senga                 Rom 104 R04      avlyst av rn-1",
          "01:10:00  routine  Resident has left the bed              Rom 104 R04      cancelled by rn-1" },
        { "declined by all",
          { OF_R04, .state = TASK_STATE_REJECTED },
          "01:10:00  rutine   Beboer er ute av senga                 Rom 104 R04      avslått, og INGEN er igjen å spørre",
          "01:10:00  routine  Resident has left the bed              Rom 104 R04      declined, and NOBODY is left to ask" },
        { "a test about a device, not stored",
          { .code = "device-silent", .department = "east", .device = "0x01", .asked = "ca-1", .test = true },
          "01:10:00  rutine   PRØVE: Enheten svarer ikke             room-104/bed     ca-1 er spurt, IKKE LAGRET",
          "01:10:00  routine  TEST: Device is silent                 room-104/bed     ca-1 was asked, NOT STORED" },
        { "of a department alone, with a code that is not configured any more",
          { .code = "gone", .department = "west", .asked = "ca-1", .durable = true },
          "01:10:00  rutine   gone                                   Blåbærlyngen     ca-1 er spurt",
          "01:10:00  routine  gone                                   Blåbærlyngen     ca-1 was asked" },
};

/* What is no task, or is not known to this version. */
static const struct {
        const char *says, *payload, *line;
} odd[] = {
        { "emptied", "", NULL },
        { "no JSON", "{", NULL },
        { "no task", "{\"state\":\"requested\"}", NULL },
        { "an unknown state", "{\"id\":\"t\",\"state\":\"draft\",\"code\":\"bed-exit\"}",
          "01:10:00  routine  Resident has left the bed                               draft" },
        { "wrong types", "{\"id\":\"t\",\"state\":7,\"code\":[],\"asked\":\"x\",\"hold_until\":{},\"step\":\"\"}",
          "01:10:00  routine                                                          " },
        { "an absurd time", "{\"id\":\"t\",\"state\":\"on-hold\",\"hold_until\":\"tomorrow\"}",
          "01:10:00  routine                                                          waits" },
        { "taken by nobody", "{\"id\":\"t\",\"state\":\"accepted\"}",
          "01:10:00  routine                                                          somebody has it" },
};
/* clang-format on */

static void publish(const struct configuration *house, struct task task, const char *id,
                    struct message *ret_message) {
        text_set(task.id, id);
        outlet_task(&house->site, catalogue_code(&house->catalogue, task.code), &task, ret_message);
}

static void assert_line(const struct configuration *house, const struct task *task,
                        const char *language, const char *expected) {
        struct text_buffer line = { 0 };
        struct message message;

        story_language(language);
        publish(house, *task, "aaaa0001", &message);
        show_task_line(house, message.payload, message.size, TEN_PAST_ONE, &line);
        assert_string_equal(line.data, expected);
        message_done(&message);
        text_buffer_done(&line);
}

static void says_a_task_in_one_line(void **state) {
        struct configuration house;

        (void)state;
        story_house(&house);
        for (size_t i = 0; i < ELEMENTS(lines); i++) {
                print_message("%s\n", lines[i].says);
                assert_line(&house, &lines[i].task, "nb", lines[i].nb);
                assert_line(&house, &lines[i].task, "en", lines[i].en);
        }
        story_house_done(&house);
}

static void says_nothing_of_what_is_no_task(void **state) {
        struct configuration house;

        (void)state;
        story_house(&house);
        for (size_t i = 0; i < ELEMENTS(odd); i++) {
                struct text_buffer line = { 0 };

                print_message("%s\n", odd[i].says);
                show_task_line(&house, odd[i].payload, strlen(odd[i].payload), TEN_PAST_ONE, &line);
                if (odd[i].line)
                        assert_string_equal(line.data, odd[i].line);
                else
                        assert_null(line.data);
                text_buffer_done(&line);
        }
        story_house_done(&house);
}

static int take_task(struct tasklist *list, const struct configuration *house, struct task task,
                     const char *id) {
        struct message message;
        int r;

        publish(house, task, id, &message);
        r = tasklist_take(list, id, message.payload, message.size);
        message_done(&message);
        return r;
}

static void fill_list(struct tasklist *list, const struct configuration *house) {
        struct task task = lines[1].task;

        task.opened_us = TEN_PAST_ONE - 3 * US_PER_MIN;
        assert_int_equal(take_task(list, house, task, "cccc0001"), 1);
        task = lines[0].task;
        task.opened_us = TEN_PAST_ONE - US_PER_MIN;
        assert_int_equal(take_task(list, house, task, "bbbb0002"), 1);
        task.opened_us = TEN_PAST_ONE - 2 * US_PER_MIN;
        assert_int_equal(take_task(list, house, task, "bbbb0001"), 1);
        task = lines[2].task;
        task.opened_us = TEN_PAST_ONE;
        assert_int_equal(take_task(list, house, task, "aaaa0001"), 1);
        task = lines[4].task;
        task.opened_us = TEN_PAST_ONE - 4 * US_PER_MIN;
        assert_int_equal(take_task(list, house, task, "ffff0001"), 1);
        task = lines[7].task;
        task.ended_us = TEN_PAST_ONE;
        assert_int_equal(take_task(list, house, task, "dddd0001"), 1);
}

static void lists_the_open_ones_the_most_urgent_first_then_the_oldest(void **state) {
        static const char expected[] =
                "Task      Urgency   Since  What                                Where    Resident  "
                "State\n"
                "aaaa0001  AT ONCE   01:10  Resident has left the bed           Rom 104  R04       "
                "NOBODY on shift can be asked, passed on, OVERDUE\n"
                "bbbb0001  promptly  01:08  Resident has left the bed           Rom 104  R04       "
                "ca-1 was asked\n"
                "bbbb0002  promptly  01:09  Resident has left the bed           Rom 104  R04       "
                "ca-1 was asked\n"
                "ffff0001  urgent    01:06  Resident has left the bed           Rom 104  R04       "
                "hcw-1 has it\n"
                "cccc0001  routine   01:07  Resident has left the bed (camera)  Rom 104  R04       "
                "in ca-1's queue\n";
        struct text_buffer text = { 0 };
        struct tasklist list = { 0 };
        struct configuration house;

        (void)state;
        story_house(&house);
        story_language("en");
        tasklist_table(&list, &house, &text);
        assert_string_equal(text.data, "No open tasks.\n");
        text_buffer_done(&text);
        fill_list(&list, &house);
        tasklist_sort(&list);
        tasklist_table(&list, &house, &text);
        assert_string_equal(text.data, expected);
        text_buffer_done(&text);
        tasklist_done(&list);
        story_house_done(&house);
}

static void names_what_is_dead_with_a_chip(void **state) {
        static const struct {
                const char *code, *device, *language, *below;
        } cases[] = {
                { "device-silent", "gpiochip0", "en",
                  "          Does not work meanwhile: cord-104 (Rom 104), lamp-1\n" },
                { "device-silent", "gpiochip0", "nb",
                  "          Virker ikke imens: cord-104 (Rom 104), lamp-1\n" },
                { "device-silent", "0x01", "en", "" },
                { "device-fault", "gpiochip0", "en", "" },
                { "gone", "gpiochip0", "en", "" },
        };

        (void)state;
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                struct task task = { .department = "east", .durable = true };
                struct tasklist list = { 0 };
                struct text_buffer text = { 0 };
                struct configuration house;
                struct message message;
                const char *second;

                story_house(&house);
                story_language(cases[i].language);
                text_set(task.code, cases[i].code);
                text_set(task.device, cases[i].device);
                publish(&house, task, "aaaa0001", &message);
                assert_int_equal(tasklist_take(&list, "aaaa0001", message.payload, message.size),
                                 1);
                tasklist_table(&list, &house, &text);
                second = strchr(strchr(text.data, '\n') + 1, '\n') + 1;
                assert_string_equal(second, cases[i].below);
                message_done(&message);
                text_buffer_done(&text);
                tasklist_done(&list);
                story_house_done(&house);
        }
}

static void names_the_first_few_of_many(void **state) {
        struct device devices[15];
        struct site site = { .devices = devices, .device_count = ELEMENTS(devices) };
        struct text_buffer text = { 0 };

        (void)state;
        story_language("nb");
        for (size_t i = 0; i < ELEMENTS(devices); i++) {
                devices[i] = (struct device){ .bridge = "b" };
                snprintf(devices[i].name, sizeof(devices[i].name), "%zu", i);
        }
        assert_int_equal(phrase_behind(&site, "b", &text), 15);
        assert_string_equal(text.data, "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 og 3 til");
        text_buffer_done(&text);
        assert_int_equal(phrase_behind(&site, "", &text), 0);
        assert_int_equal(phrase_behind(&site, "another", &text), 0);
        assert_null(text.data);
}

static void finds_a_task_by_the_beginning_of_its_id(void **state) {
        struct json_object *task = NULL;
        struct tasklist list = { 0 };
        struct configuration house;

        (void)state;
        story_house(&house);
        fill_list(&list, &house);
        assert_int_equal(tasklist_find(&list, "aaaa", &task), 1);
        assert_string_equal(json_text(task, "id"), "aaaa0001");
        assert_int_equal(tasklist_find(&list, "bbbb", &task), -ENOTUNIQ);
        assert_int_equal(tasklist_find(&list, "eeee", &task), 0);
        assert_string_equal(json_text(task, "id"), "aaaa0001");
        assert_int_equal(tasklist_find(&list, "dddd0001", &task), 1);
        tasklist_done(&list);
        story_house_done(&house);
}

static void takes_each_change_once_and_forgets_what_was_emptied(void **state) {
        struct task task = lines[0].task;
        struct tasklist list = { 0 };
        struct configuration house;

        (void)state;
        story_house(&house);
        task.sequence = 2;
        assert_int_equal(take_task(&list, &house, task, "aaaa0001"), 1);
        assert_int_equal(take_task(&list, &house, task, "aaaa0001"), 0);
        task.sequence = 3;
        assert_int_equal(take_task(&list, &house, task, "aaaa0001"), 1);
        assert_int_equal(list.count, 1);
        assert_int_equal(tasklist_take(&list, "aaaa0002", "{\"id\":\"aaaa0001\"}", 17), -EBADMSG);
        assert_int_equal(tasklist_take(&list, "aaaa0002", NULL, 70000), -EBADMSG);
        assert_int_equal(tasklist_take(&list, "aaaa0002", "", 0), 0);
        assert_int_equal(list.count, 1);
        assert_int_equal(tasklist_take(&list, "aaaa0001", "", 0), 1);
        assert_int_equal(list.count, 0);
        tasklist_done(&list);
        story_house_done(&house);
}

static void has_a_phrase_for_every_word(void **state) {
        (void)state;
        story_language("en");
        for (int i = 0; i < EVENT_KIND_COUNT; i++)
                assert_string_not_equal(phrase_kind((enum event_kind)i), "");
        for (int i = OUTCOME_NONE + 1; i < OUTCOME_COUNT; i++)
                assert_string_not_equal(phrase_outcome((enum outcome)i), "");
        for (int i = 0; i < TASK_PRIORITY_COUNT; i++)
                assert_string_not_equal(phrase_urgency((enum task_priority)i), "");
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(says_a_task_in_one_line),
                cmocka_unit_test(says_nothing_of_what_is_no_task),
                cmocka_unit_test(lists_the_open_ones_the_most_urgent_first_then_the_oldest),
                cmocka_unit_test(names_what_is_dead_with_a_chip),
                cmocka_unit_test(names_the_first_few_of_many),
                cmocka_unit_test(finds_a_task_by_the_beginning_of_its_id),
                cmocka_unit_test(takes_each_change_once_and_forgets_what_was_emptied),
                cmocka_unit_test(has_a_phrase_for_every_word),
        };

        return cmocka_run_group_tests_name("app/show", tests, NULL, NULL);
}
