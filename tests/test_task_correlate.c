/* SPDX-License-Identifier: Apache-2.0 */
/* One incident, one task: scenes of events that open, join, raise and close. */
#include "lib/task_world.h"

/* clang-format off */
static const struct {
        const char *says;
        struct scene_step steps[7]; /* one more than the longest scene */
} scenes[] = {
        { "a call opens a task, and the first is asked", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
        } },
        { "a further press is evidence and raises the severity, up to the top", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { M(1), "event person.help_call R1", "evidence(incident)>requested \"severity 40\"" },
                { 90, "event person.help_call R1", "evidence(incident)>requested" },
        } },
        { "a press that is perhaps the broker's repeat is kept and raises nothing", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "event person.help_call R1 repeat", "evidence(incident)>requested" },
        } },
        { "a call that is found standing, and may have been told before, is of the open task however old that is", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 1, "do accept 1 c-1", "ok; accept(command)>accepted by c-1" },
                { H(5), "event person.help_call R1 baseline repeat", "evidence(incident)>accepted" },
                { H(6), "event person.help_call R1 baseline", "open(opens)>requested #2 no 2 severity 30; ask(share)>requested #2 =c-1" },
        } },
        { "and opens another when that was ended", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 1, "do complete 1 c-1", "ok; complete(command)>completed by c-1 done" },
                { 60, "event person.help_call R1 baseline repeat", "open(opens)>requested #2 no 2 severity 30; ask(share)>requested #2 =c-1" },
        } },
        { "another resident's call is another incident", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "event person.help_call R2", "open(opens)>requested #2; ask(share)>requested #2 =c-1" },
        } },
        { "a call without resident or place is its device's", {
                { 0, "event person.help_call dev:button-7", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "event person.help_call dev:button-7", "evidence(incident)>requested \"severity 40\"" },
                { 20, "event person.help_call dev:button-8", "open(opens)>requested #2; ask(share)>requested #2 =c-1" },
                { 30, "event person.help_call at:room-2", "open(opens)>requested #3; ask(share)>requested #3 =c-1" },
                { 40, "event person.help_call at:room-2", "evidence(incident)>requested #3 \"severity 40\"" },
        } },
        { "the window runs from the last evidence", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { M(25), "event person.help_call R1", "evidence(incident)>requested \"severity 40\"" },
                { M(55), "event person.help_call R1", "evidence(incident)>requested" },
                { M(85) + 1, "event person.help_call R1", "open(opens)>requested #2 no 2 severity 30; ask(share)>requested #2 =c-1" },
        } },
        { "an event of earlier that comes late still belongs to its incident", {
                { M(20), "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { M(20) + 10, "event person.help_call R1 ago=900", "evidence(incident)>requested \"severity 40\"" },
        } },
        { "the third call of a night weighs more though the others are over", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { M(1), "do complete 1 c-1", "ok; complete(command)>completed by c-1 done" },
                { H(1), "event person.help_call R1", "open(opens)>requested #2 no 2 severity 30; ask(share)>requested #2 =c-1" },
                { M(61), "do complete 2 c-1", "ok; complete(command)>completed #2 by c-1 done" },
                { M(61) + 40, "down", "" },
                { H(2), "event person.help_call R1", "open(opens)>requested #3 no 3 severity 40; ask(share)>requested #3 =c-1" },
        } },
        { "a night's calls do not count in the next night", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { M(1), "do complete 1 c-1", "ok; complete(command)>completed by c-1 done" },
                { H(1), "event person.help_call R1", "open(opens)>requested #2 no 2 severity 30; ask(share)>requested #2 =c-1" },
                { M(61), "do complete 2 c-1", "ok; complete(command)>completed #2 by c-1 done" },
                { M(1433) + 20, "event person.help_call R1", "open(opens)>requested #3; ask(share)>requested #3 =c-1" },
                { H(25), "event person.help_call R1", "open(opens)>requested #4; ask(share)>requested #4 =c-1" },
        } },
        { "a fall told by bed and camera is one task with two pieces of evidence", {
                { 0, "event bed.exit R2", "open(opens)>requested; ask(share)>requested =c-1" },
                { 20, "event person.fall R2",
                  "evidence(incident)>requested \"severity 40\"; "
                  "raise(stronger)>requested \"from bed-exit\"; "
                  "ask(share)>requested =n-1" },
                { 30, "event person.fall_suspected R2", "evidence(incident)>requested" },
        } },
        { "what is graver ends the look that was going on and is a visit at once", {
                { 0, "event bed.exit R1", "open(opens)>requested digital; ask(share)>requested digital =c-1" },
                { 10, "event person.fall R1",
                  "evidence(incident)>requested digital \"severity 40\"; "
                  "raise(stronger)>requested \"from bed-exit\"; "
                  "ask(share)>requested =n-1" },
                { M(1) + 40, "tick", "escalate(ladder:1)>requested \"all\" late 60s; ask(share)>requested =n-1" },
        } },
        { "the one who has it keeps it, unless it is not his to do", {
                { 0, "event bed.exit R2", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "do accept 1 n-1", "ok; accept(command)>accepted by n-1" },
                { 20, "event person.fall R2", "evidence(incident)>accepted \"severity 40\"; raise(stronger)>accepted \"from bed-exit\"" },
        } },
        { "a carer has it, and now a nurse is needed as well", {
                { 0, "event bed.exit R2", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "do accept 1 c-1", "ok; accept(command)>accepted by c-1" },
                { 20, "event person.fall R2",
                  "evidence(incident)>accepted \"severity 40\"; "
                  "raise(stronger)>accepted \"from bed-exit\"; "
                  "ask(share)>accepted =n-1" },
                { 30, "do accept 1 n-1", "ok; accept(command)>accepted by n-1" },
        } },
        { "what was received goes back when it is raised", {
                { 0, "event bed.exit R2", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "do receive 1 c-1", "ok; receive(command)>received by c-1" },
                { 20, "event person.fall R2",
                  "evidence(incident)>received \"severity 40\"; "
                  "raise(stronger)>requested \"from bed-exit\"; "
                  "ask(share)>requested =n-1" },
        } },
        { "what is less grave joins and lowers nothing", {
                { 0, "event person.fall R2", "open(opens)>requested; ask(share)>requested =n-1" },
                { 10, "event bed.exit R2", "evidence(incident)>requested" },
        } },
        { "a worse word about the same is heard", {
                { 0, "event person.fall_suspected R1", "open(opens)>requested; ask(share)>requested =n-1" },
                { 5, "event person.fall R1 update", "evidence(incident)>requested \"severity 40\"" },
                { 9, "event person.fall R1 end", "evidence(incident)>requested" },
        } },
        { "the end of something opens nothing", {
                { 0, "event bed.exit R1 end", "" },
        } },
        { "a test opens a task of its own and never joins a real one", {
                { 0, "event person.help_call R1 test", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "event person.help_call R1", "open(opens)>requested #2; ask(share)>requested #2 =c-1" },
                { 20, "event person.help_call R1 test", "evidence(incident)>requested #1 \"severity 40\"" },
        } },
        { "what was stored and comes late opens nothing, and joins without raising", {
                { 0, "event person.help_call R1 replay", "" },
                { 10, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 20, "event person.help_call R1 replay", "evidence(incident)>requested" },
                { 30, "event person.fall R1 replay ago=3600", "" },
        } },
        { "a bed left while the daemon was down opens its task just so", {
                { 0, "event bed.exit R2 baseline", "open(opens)>requested; ask(share)>requested =c-1" },
        } },
        { "taken late closes not taken", {
                { 0, "event med.dose_missed R1", "open(opens)>requested; ask(share)>requested =n-1" },
                { M(1), "event med.dose_taken R1 taken", "close(closes)>completed" },
        } },
        { "taken, where the source says no outcome", {
                { 0, "event med.dose_missed R1", "open(opens)>requested; ask(share)>requested =n-1" },
                { M(1), "event med.dose_taken R1", "close(closes)>completed taken" },
        } },
        { "one dose taken settles one missed dose: the newest", {
                { 0, "event med.dose_missed R1", "open(opens)>requested; ask(share)>requested =n-1" },
                { H(1), "event med.dose_missed R1", "open(opens)>requested #2 no 2 severity 30; ask(share)>requested #2 =n-1" },
                { H(2), "event med.dose_taken R1 taken", "close(closes)>completed #2" },
                { M(121) + 40, "event med.dose_taken R1 taken", "close(closes)>completed #1" },
        } },
        { "the next dose taken in time leaves the missed one's task open; what is counted for that closes it", {
                { 0, "event med.dose_missed R1 dose=morning", "open(opens)>requested; ask(share)>requested =n-1" },
                { H(12), "event med.dose_taken R1 dose=evening", "" },
                { H(12) + 30, "down", "" },
                { H(13), "event med.dose_taken R1", "" },
                { H(14), "event med.dose_taken R1 dose=morning", "close(closes)>completed taken" },
        } },
        { "a late dose beside a missed one is an incident of its own, and each is settled by its own intake", {
                { 0, "event med.dose_missed R1 dose=morning", "open(opens)>requested; ask(share)>requested =n-1" },
                { H(1), "event med.dose_missed R1 dose=noon", "open(opens)>requested #2 no 2 severity 30; ask(share)>requested #2 =n-1" },
                { M(61), "event med.dose_missed R1 dose=morning", "evidence(incident)>requested #1" },
                { H(2), "event med.dose_taken R1 dose=morning", "close(closes)>completed #1 taken" },
                { H(3), "event med.dose_taken R1 dose=noon", "close(closes)>completed #2 taken" },
        } },
        { "what is known to be of a dose settles it however late it is told", {
                { M(10), "event med.dose_missed R1 dose=morning", "open(opens)>requested; ask(share)>requested =n-1" },
                { M(11), "event med.dose_taken R1 dose=evening replay ago=300", "" },
                { M(12), "event med.dose_taken R1 dose=morning replay ago=3000", "close(closes)>completed taken" },
        } },
        { "a dose of no plan is no planned one's", {
                { 0, "event med.dose_missed R1", "open(opens)>requested; ask(share)>requested =n-1" },
                { M(1), "event med.dose_taken R1 dose=evening", "" },
                { M(2), "event med.dose_taken R1", "close(closes)>completed taken" },
        } },
        { "what is no dose's task is closed by any that is taken, if the catalogue says so", {
                { 0, "event med.dispense_stopped R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { M(1), "event med.dose_taken R1 dose=evening", "close(closes)>completed taken" },
        } },
        { "a task that becomes a dose's becomes that one's", {
                { 0, "event med.dispense_stopped R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { M(1), "event med.dose_missed R1 dose=morning", "evidence(incident)>requested; raise(stronger)>requested \"from stopped\"; ask(share)>requested =n-1" },
                { H(1), "event med.dose_taken R1 dose=evening", "" },
                { H(2), "event med.dose_taken R1 dose=morning", "close(closes)>completed taken" },
        } },
        { "another resident's dose closes nothing", {
                { 0, "event med.dose_missed R1", "open(opens)>requested; ask(share)>requested =n-1" },
                { M(1), "event med.dose_taken R2 taken", "" },
        } },
        { "a dose taken before, told late by its store, closes nothing; one taken since does", {
                { M(10), "event med.dose_missed R1", "open(opens)>requested; ask(share)>requested =n-1" },
                { M(11), "event med.dose_taken R1 taken replay ago=300", "" },
                { M(11) + 10, "event med.dose_taken R1 taken replay ago=30", "close(closes)>completed" },
        } },
        { "a device back on line closes its own silence alone", {
                { 0, "event device.offline dev:bed-1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "event device.offline dev:bed-2", "open(opens)>requested #2; ask(share)>requested #2 =c-1" },
                { 20, "event device.online dev:bed-1", "close(closes)>completed #1 not_needed" },
        } },
        { "back in bed by himself: nobody had gone, nothing is done", {
                { 0, "event bed.exit R2", "open(opens)>requested; ask(share)>requested =c-1" },
                { 30, "event bed.enter R2", "close(closes)>completed not_needed" },
        } },
        { "back in bed while somebody is with him: that was a visit", {
                { 0, "event bed.exit R2", "open(opens)>requested; ask(share)>requested =c-1" },
                { 30, "do start 1 c-2", "ok; start(command)>in-progress by c-2" },
                { M(1), "event bed.enter R2", "close(closes)>completed by c-2 done" },
        } },
        { "back in bed while somebody was on the way: the walk was not needed", {
                { 0, "event bed.exit R2", "open(opens)>requested; ask(share)>requested =c-1" },
                { 30, "do accept 1 c-2", "ok; accept(command)>accepted by c-2" },
                { M(1), "event bed.enter R2", "close(closes)>completed not_needed" },
        } },
        { "the end of the real thing does not close the test", {
                { 0, "event bed.exit R2 test", "open(opens)>requested; ask(share)>requested =c-1" },
                { 30, "event bed.enter R2", "" },
        } },
        { "what is graver need not be loud", {
                { 0, "event bed.sit_up R2", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "event bed.exit R2",
                  "evidence(incident)>requested \"severity 20\"; "
                  "raise(stronger)>requested \"from sit-up\"; "
                  "ask(share)>requested =c-1" },
        } },
        { "an event of long ago is no part of what is going on", {
                { H(1), "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { M(60) + 10, "event person.help_call R1 ago=2400", "open(opens)>requested #2 no 2 severity 30; ask(share)>requested #2 =c-1" },
        } },
        { "nobody who is there may do it: it waits, and is not rejected", {
                { 0, "event person.seizure R1", "open(opens)>requested; ask(share)>requested =-" },
                { M(1) + 40, "tick", "" },
        } },
        { "what is loud ends a look of the same priority", {
                { 0, "event person.vital_alarm R1", "open(opens)>requested digital; ask(share)>requested digital =c-1" },
                { 10, "event person.fall_suspected R1",
                  "evidence(incident)>requested digital; "
                  "raise(stronger)>requested \"from vital\"; "
                  "ask(share)>requested =n-1" },
        } },
        { "and between two that are loud nothing changes hands", {
                { 0, "event person.fall_suspected R1", "open(opens)>requested; ask(share)>requested =n-1" },
                { 10, "event person.vital_alarm R1", "evidence(incident)>requested \"severity 40\"" },
                { 20, "event person.fall R1", "evidence(incident)>requested" },
        } },
};
/* clang-format on */

static void plays_every_scene(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(scenes); i++)
                world_scene(scenes[i].says, NULL, 0, scenes[i].steps);
}

#define MANY 30 /* more than two lists of changes hold */

static void an_event_closes_all_that_it_closes_and_each_once(void **state) {
        struct world world;
        struct task before;

        (void)state;
        world_init(&world, NULL, 0);
        for (int i = 0; i < MANY; i++)
                world_play(&world, M(11) * i, "event bed.exit R2");
        world_play(&world, M(11) * MANY, "event bed.exit R1");
        before = world.tasks[MANY];
        assert_int_equal(world.task_count, MANY + 1);
        world_play(&world, M(11) * MANY + 1, "event bed.enter R2");
        for (int i = 0; i < MANY; i++) {
                assert_int_equal(world.tasks[i].state, TASK_STATE_COMPLETED);
                assert_int_equal(world.tasks[i].sequence, 3); /* open, ask, close */
        }
        assert_memory_equal(&world.tasks[MANY], &before, sizeof(before));
        world_done(&world);
}

static void an_event_that_closes_many_still_opens_its_own(void **state) {
        struct task_code *call = &world_codes[0], kept = *call;
        struct world world;

        (void)state;
        call->closes[0] = EVENT_KIND_BED_SIT_UP;
        call->closes_count = 1;
        world_init(&world, NULL, 0);
        for (int i = 0; i < MANY; i++)
                world_play(&world, M(31) * i, "event person.help_call R2");
        world_play(&world, M(31) * MANY, "event bed.sit_up R2");
        assert_int_equal(world.task_count, MANY + 1);
        assert_string_equal(world.tasks[MANY].code, "sit-up");
        assert_ptr_equal(book_open(world.book, 1), NULL);
        *call = kept;
        world_done(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(plays_every_scene),
                cmocka_unit_test(an_event_closes_all_that_it_closes_and_each_once),
                cmocka_unit_test(an_event_that_closes_many_still_opens_its_own),
        };

        return cmocka_run_group_tests_name("task/correlate", tests, NULL, NULL);
}
