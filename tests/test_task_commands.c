/* SPDX-License-Identifier: Apache-2.0 */
/* Commands of people, and what each is answered. */
#include "lib/task_world.h"

/* clang-format off */
static const struct {
        const char *says;
        struct scene_step steps[13]; /* one more than the longest scene */
} scenes[] = {
        { "received, accepted, begun, done", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 5, "do receive 1 c-1", "ok; receive(command)>received by c-1" },
                { 6, "do receive 1 c-1", "ok" },
                { 10, "do accept 1 c-1", "ok; accept(command)>accepted by c-1" },
                { 11, "do accept 1 c-1", "ok" },
                { 20, "do start 1 c-1", "ok; start(command)>in-progress by c-1" },
                { 21, "do start 1 c-1", "ok" },
                { 22, "do accept 1 c-1", "ok" },
                { 90, "do complete 1 c-1 helped", "ok; complete(command)>completed by c-1 helped" },
                { 91, "do complete 1 c-1 helped", "ok" },
                { 92, "do complete 1 c-2 helped", "ended" },
                { 93, "do accept 1 c-1", "ended" },
        } },
        { "done at once, by whoever did it", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 90, "do complete 1 h-1", "ok; complete(command)>completed by h-1 done" },
        } },
        { "but what only some may do, others cannot have done", {
                { 0, "event med.dose_missed R1", "open(opens)>requested; ask(share)>requested =n-1" },
                { 90, "do complete 1 h-1", "not_competent" },
                { 91, "do complete 1 n-1", "ok; complete(command)>completed by n-1 done" },
        } },
        { "another who may do it takes it before the one asked", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "do accept 1 c-2", "ok; accept(command)>accepted by c-2" },
                { 11, "do accept 1 c-1", "taken_already" },
                { 12, "do start 1 c-1", "taken_already" },
                { 13, "do decline 1 c-1", "taken_already" },
                { 20, "do complete 1 c-1", "ok; complete(command)>completed by c-1 done" },
        } },
        { "who may not", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "do accept 1 h-1", "not_competent" },
                { 11, "do start 1 h-1", "not_competent" },
                { 12, "do accept 1 day", "off_shift" },
                { 13, "do accept 1 nobody", "unknown_worker" },
                { 14, "do accept 1 -", "unknown_worker" },
                { 15, "do accept 9 c-1", "unknown_task" },
                { 16, "do open 1 c-1", "unsupported" },
                { 17, "do escalate 1 c-1", "unsupported" },
        } },
        { "what needs a nurse is refused to a carer", {
                { 0, "event med.dose_missed R1", "open(opens)>requested; ask(share)>requested =n-1" },
                { 10, "do accept 1 c-1", "not_competent" },
                { 11, "do accept 1 n-1", "ok; accept(command)>accepted by n-1" },
        } },
        { "off shift: what he has accepted he may finish", {
                { M(550), "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { M(550) + 10, "do accept 1 c-1", "ok; accept(command)>accepted by c-1" },
                { M(556) + 40, "do complete 1 c-2", "off_shift" },
                { M(556) + 41, "do start 1 c-1", "ok; start(command)>in-progress by c-1" },
                { M(556) + 42, "do complete 1 c-1 done", "ok; complete(command)>completed by c-1 done" },
        } },
        { "declined: the next is asked, and not the same again", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "do decline 1 c-1", "ok; decline(command)>requested by c-1; ask(share)>requested =c-2" },
                { 11, "do decline 1 c-1", "ok" },
                { 20, "do decline 1 c-2", "ok; decline(command)>requested by c-2; ask(share)>requested =n-1" },
        } },
        { "one who was not asked says no: nobody else is asked", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "do decline 1 c-2", "ok; decline(command)>requested by c-2" },
                { 20, "do decline 1 c-1", "ok; decline(command)>requested by c-1; ask(share)>requested =n-1" },
        } },
        { "all have declined: the rungs at once, and outside the house is asked at last", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "do decline 1 c-1", "ok; decline(command)>requested by c-1; ask(share)>requested =c-2" },
                { 20, "do decline 1 c-2", "ok; decline(command)>requested by c-2; ask(share)>requested =n-1" },
                { 30, "do decline 1 n-1",
                  "ok; "
                  "decline(command)>requested by n-1; "
                  "ask(share)>requested =-; "
                  "escalate(ladder:1)>requested \"next\"; "
                  "ask(share)>requested =-; "
                  "escalate(ladder:2)>requested \"role\"; "
                  "ask(share)>requested =-; "
                  "escalate(ladder:3)>requested \"outside\"; "
                  "ask(share)>requested =-" },
                { 40, "do accept 1 n-1", "ok; accept(command)>accepted by n-1" },
        } },
        { "all have declined and there is no rung: rejected", {
                { 0, "event bed.exit R2", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "do decline 1 c-1", "ok; decline(command)>requested by c-1; ask(share)>requested =c-2" },
                { 20, "do decline 1 c-2", "ok; decline(command)>requested by c-2; ask(share)>requested =n-1" },
                { 30, "do decline 1 n-1", "ok; decline(command)>requested by n-1; ask(share)>requested =-; reject(declined)>rejected" },
                { 40, "do accept 1 n-1", "ended" },
                { 50, "do reopen 1 c-1", "ok; reopen(command)>requested by c-1; ask(share)>requested =c-1" },
        } },
        { "begun and given back", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "do start 1 c-1", "ok; start(command)>in-progress by c-1" },
                { 20, "do decline 1 c-1", "ok; decline(command)>requested by c-1; ask(share)>requested =c-2" },
        } },
        { "cancelled, by a person or by a rule", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "do cancel 1 c-2", "ok; cancel(command)>cancelled by c-2 not_needed" },
                { 11, "do cancel 1 c-2", "ok" },
                { 12, "do complete 1 c-2", "ended" },
                { H(1), "event person.help_call R2", "open(opens)>requested #2; ask(share)>requested #2 =c-1" },
                { M(60) + 10, "do cancel 2 -", "ok; cancel(command)>cancelled #2 not_needed" },
        } },
        { "reopened, and its deadlines count anew", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "do complete 1 c-1", "ok; complete(command)>completed by c-1 done" },
                { 20, "do reopen 1 day", "off_shift" },
                { 21, "do reopen 1 c-2", "ok; reopen(command)>requested by c-2; ask(share)>requested =c-1" },
                { 22, "do reopen 1 c-2", "not_now" },
                { 81, "tick", "escalate(ladder:1)>requested \"next\"; ask(share)>requested =c-2" },
                { 90, "do complete 1 c-1", "ok; complete(command)>completed by c-1 done" },
        } },
        { "a day later it is gone", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "do complete 1 c-1", "ok; complete(command)>completed by c-1 done" },
                { M(1440) + 9, "forget", "" },
                { M(1440) + 9, "do reopen 1 c-1", "ok; reopen(command)>requested by c-1; ask(share)>requested =c-1" },
                { M(1440) + 10, "forget", "" },
                { M(1440) + 11, "do reopen 1 c-1", "not_now" },
        } },
        { "a day later it cannot be reopened even where it is not yet forgotten", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "do complete 1 c-1", "ok; complete(command)>completed by c-1 done" },
                { M(1440) + 10, "do reopen 1 c-1", "ended" },
        } },
        { "a look reopened is a visit", {
                { 0, "event bed.exit R1", "open(opens)>requested digital; ask(share)>requested digital =c-1" },
                { 20, "do complete 1 c-1 seen_ok", "ok; complete(look)>completed digital by c-1 seen_ok" },
                { 30, "do reopen 1 c-1", "ok; reopen(command)>requested by c-1; ask(share)>requested =c-1" },
                { M(1) + 40, "tick", "" },
        } },
        { "who says no twice stands once among those who declined", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "do decline 1 c-1", "ok; decline(command)>requested by c-1; ask(share)>requested =c-2" },
                { 20, "do accept 1 c-1", "ok; accept(command)>accepted by c-1" },
                { 30, "do decline 1 c-1", "ok; decline(command)>requested by c-1; ask(share)>requested =c-2" },
        } },
        { "only the last four who declined are remembered", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 1, "do decline 1 c-1", "ok; decline(command)>requested by c-1; ask(share)>requested =c-2" },
                { 2, "do decline 1 h-1", "ok; decline(command)>requested by h-1" },
                { 3, "do decline 1 h-2", "ok; decline(command)>requested by h-2" },
                { 4, "do decline 1 n-1", "ok; decline(command)>requested by n-1" },
                { 5, "do decline 1 c-2", "ok; decline(command)>requested by c-2; ask(share)>requested =c-1" },
        } },
};
/* clang-format on */

static void plays_every_scene(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(scenes); i++)
                world_scene(scenes[i].says, NULL, 0, scenes[i].steps);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(plays_every_scene),
        };

        return cmocka_run_group_tests_name("task/commands", tests, NULL, NULL);
}
