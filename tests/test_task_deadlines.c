/* SPDX-License-Identifier: Apache-2.0 */
/* Deadlines fire once, also after the program was down: scenes of time passing. */
#include "lib/task_world.h"

/* clang-format off */
static const struct {
        const char *says;
        struct scene_step steps[12]; /* one more than the longest scene */
} scenes[] = {
        { "nobody accepts: rung after rung, each once", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 59, "tick", "" },
                { M(1), "tick", "escalate(ladder:1)>requested \"next\"; ask(share)>requested =c-2" },
                { 61, "tick", "" },
                { M(2), "tick", "escalate(ladder:2)>requested \"role\"; ask(share)>requested =n-1" },
                { M(5), "tick", "escalate(ladder:3)>requested \"outside\"; ask(share)>requested =c-1" },
                { M(5) + 1, "tick", "" },
        } },
        { "received is not accepted", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 30, "do receive 1 c-1", "ok; receive(command)>received by c-1" },
                { M(1), "tick", "escalate(ladder:1)>received \"next\"; ask(share)>requested =c-2" },
        } },
        { "accepted: the ladder stands still", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 30, "do accept 1 c-1", "ok; accept(command)>accepted by c-1" },
                { M(10), "tick", "" },
        } },
        { "without a ladder the next is asked once", {
                { 0, "event bed.exit R2", "open(opens)>requested; ask(share)>requested =c-1" },
                { 89, "tick", "" },
                { 90, "tick", "escalate(accept_by)>requested \"next\"; ask(share)>requested =c-2" },
                { M(3), "tick", "" },
                { M(15), "tick", "" },
        } },
        { "not done in its time: said once, and the next rung is asked", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 30, "do accept 1 c-1", "ok; accept(command)>accepted by c-1" },
                { M(14) + 59, "tick", "" },
                { M(15), "tick",
                  "overdue(complete_by)>accepted; "
                  "escalate(ladder:1)>accepted \"next\"; "
                  "ask(share)>accepted =c-2" },
                { M(15) + 1, "tick", "" },
                { M(30), "tick", "" },
        } },
        { "overdue without a rung left is said all the same", {
                { 0, "event person.fall R1", "open(opens)>requested; ask(share)>requested =n-1" },
                { 30, "tick", "escalate(ladder:1)>requested \"all\"; ask(share)>requested =n-1" },
                { M(10), "tick", "overdue(complete_by)>requested" },
                { M(10) + 1, "tick", "" },
        } },
        { "who was asked since may take an overdue task over", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 30, "do accept 1 c-1", "ok; accept(command)>accepted by c-1" },
                { M(15), "tick",
                  "overdue(complete_by)>accepted; "
                  "escalate(ladder:1)>accepted \"next\"; "
                  "ask(share)>accepted =c-2" },
                { M(15) + 5, "do accept 1 n-1", "taken_already" },
                { M(15) + 10, "do accept 1 c-2", "ok; accept(command)>accepted by c-2" },
                { M(15) + 20, "do start 1 n-1", "taken_already" },
                { M(15) + 30, "do complete 1 n-1 helped", "ok; complete(command)>completed by n-1 helped" },
        } },
        { "a deadline missed while down fires at once, once, and says how late", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "down", "" },
                { M(3) + 20, "tick",
                  "escalate(ladder:1)>requested \"next\" late 140s; "
                  "ask(share)>requested =c-2; "
                  "escalate(ladder:2)>requested \"role\" late 80s; "
                  "ask(share)>requested =n-1" },
                { M(3) + 21, "down", "" },
                { M(3) + 21, "tick", "" },
                { M(5), "tick", "escalate(ladder:3)>requested \"outside\"; ask(share)>requested =c-1" },
        } },
        { "all that was missed fires in its order", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "down", "" },
                { M(33) + 20, "tick",
                  "escalate(ladder:1)>requested \"next\" late 1940s; "
                  "ask(share)>requested =c-2; "
                  "escalate(ladder:2)>requested \"role\" late 1880s; "
                  "ask(share)>requested =n-1; "
                  "escalate(ladder:3)>requested \"outside\" late 1700s; "
                  "ask(share)>requested =c-1; "
                  "overdue(complete_by)>requested late 1100s" },
                { M(33) + 21, "tick", "" },
        } },
        { "down one second before each rung", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 59, "down", "" },
                { M(1), "tick", "escalate(ladder:1)>requested \"next\"; ask(share)>requested =c-2" },
                { M(1) + 59, "down", "" },
                { M(2), "tick", "escalate(ladder:2)>requested \"role\"; ask(share)>requested =n-1" },
                { M(4) + 59, "down", "" },
                { M(5), "tick", "escalate(ladder:3)>requested \"outside\"; ask(share)>requested =c-1" },
                { M(14) + 59, "down", "" },
                { M(15), "tick", "overdue(complete_by)>requested" },
                { M(15) + 1, "down", "" },
                { M(15) + 1, "tick", "" },
        } },
        { "given back: the ladder begins anew", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 30, "do accept 1 c-1", "ok; accept(command)>accepted by c-1" },
                { M(10), "do decline 1 c-1", "ok; decline(command)>requested by c-1; ask(share)>requested =c-2" },
                { M(10) + 59, "tick", "" },
                { M(11), "tick", "escalate(ladder:1)>requested \"next\"; ask(share)>requested =n-1" },
        } },
        { "raised: the graver task's deadlines count from then", {
                { 0, "event bed.exit R2", "open(opens)>requested; ask(share)>requested =c-1" },
                { 80, "event person.fall R2",
                  "evidence(incident)>requested \"severity 40\"; "
                  "raise(stronger)>requested \"from bed-exit\"; "
                  "ask(share)>requested =n-1" },
                { 90, "tick", "" },
                { M(1) + 50, "tick", "escalate(ladder:1)>requested \"all\"; ask(share)>requested =n-1" },
                { M(11) + 20, "tick", "overdue(complete_by)>requested" },
        } },
        { "overdue, and somebody has it: nothing more is due of it, however long", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 30, "do start 1 c-1", "ok; start(command)>in-progress by c-1" },
                { M(15), "tick",
                  "overdue(complete_by)>in-progress; "
                  "escalate(ladder:1)>in-progress \"next\"; "
                  "ask(share)>in-progress =c-2" },
                { M(300), "tick", "" },
                { M(300) + 1, "do decline 1 c-1", "ok; decline(command)>requested by c-1; ask(share)>requested =c-2" },
                { M(301) + 1, "tick", "escalate(ladder:1)>requested \"next\"; ask(share)>requested =n-1" },
                { M(400), "do complete 1 n-1", "ok; complete(command)>completed by n-1 done" },
        } },
        { "ended: nothing fires", {
                { 0, "event person.help_call R1", "open(opens)>requested; ask(share)>requested =c-1" },
                { 30, "do complete 1 c-1", "ok; complete(command)>completed by c-1 done" },
                { M(33) + 20, "tick", "" },
        } },
        { "reopened: overdue once more", {
                { 0, "event bed.exit R2", "open(opens)>requested; ask(share)>requested =c-1" },
                { 10, "do accept 1 c-1", "ok; accept(command)>accepted by c-1" },
                { M(20), "tick", "overdue(complete_by)>accepted" },
                { M(20) + 10, "do complete 1 c-1", "ok; complete(command)>completed by c-1 done" },
                { M(20) + 20, "do reopen 1 c-1", "ok; reopen(command)>requested by c-1; ask(share)>requested =c-1" },
                { M(20) + 30, "do accept 1 c-1", "ok; accept(command)>accepted by c-1" },
                { M(40) + 19, "tick", "" },
                { M(40) + 20, "tick", "overdue(complete_by)>accepted" },
        } },
};
/* clang-format on */

static void plays_every_scene(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(scenes); i++)
                world_scene(scenes[i].says, NULL, 0, scenes[i].steps);
}

static void assert_comes(struct world *world, int at_s, const char *input, const char *comes) {
        assert_string_equal(world_play(world, at_s, input), comes);
}

static void an_open_task_keeps_its_ladder_when_the_catalogue_changes(void **state) {
        struct task_code *call = &world_codes[0], before = *call;
        struct world world;

        (void)state;
        world_init(&world, NULL, 0);
        world_play(&world, 0, "event person.help_call R1");
        assert_comes(&world, M(1), "tick",
                     "escalate(ladder:1)>requested \"next\"; ask(share)>requested =c-2");
        call->ladder[0] = (struct ladder_step){ .after_s = 600, .to = RUNG_OUTSIDE };
        call->ladder_count = 1;
        assert_comes(&world, M(1) + 1, "down", "");
        assert_comes(&world, M(2), "tick",
                     "escalate(ladder:2)>requested \"role\"; ask(share)>requested =n-1");
        call->ladder_count = 0;
        assert_comes(&world, M(2) + 1, "down", "");
        assert_comes(&world, M(5), "tick",
                     "escalate(ladder:3)>requested \"outside\"; ask(share)>requested =c-1");

        /* Where it begins anew it is the catalogue's of then. */
        call->ladder_count = 1;
        world_play(&world, M(6), "do accept 1 c-1");
        world_play(&world, M(7), "do decline 1 c-1");
        assert_comes(&world, M(8), "down", "");
        assert_comes(&world, M(14), "tick", "");
        *call = before;
        assert_comes(&world, M(17), "tick",
                     "overdue(complete_by)>requested late 120s; "
                     "escalate(ladder:1)>requested \"outside\" late 120s; "
                     "ask(share)>requested =n-1");
        world_done(&world);
}

static void a_task_without_a_ladder_takes_the_catalogues(void **state) {
        struct world world;

        (void)state;
        world_init(&world, NULL, 0);
        world_play(&world, 0, "event person.help_call R1");
        world_play(&world, M(1), "tick");
        world.tasks[0].ladder_count = 0; /* written by an earlier version */
        assert_comes(&world, M(1) + 1, "down", "");
        assert_comes(&world, M(2), "tick",
                     "escalate(ladder:2)>requested \"role\"; ask(share)>requested =n-1");
        world.tasks[0].ladder_count = 0;
        world.tasks[0].step = 7;
        assert_comes(&world, M(2) + 1, "down", "");
        assert_int_equal(book_open(world.book, 0)->step, 3);
        assert_comes(&world, M(6), "tick", "");
        world_done(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(plays_every_scene),
                cmocka_unit_test(an_open_task_keeps_its_ladder_when_the_catalogue_changes),
                cmocka_unit_test(a_task_without_a_ladder_takes_the_catalogues),
        };

        return cmocka_run_group_tests_name("task/deadlines", tests, NULL, NULL);
}
