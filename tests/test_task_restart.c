/* SPDX-License-Identifier: Apache-2.0 */
/*
 * State is what was written: a book that dies before every input and takes up the tasks again does the
 * same as one that lives through the night, on random nights.
 */
#include "lib/task_world.h"

#define NIGHTS           60
#define INPUTS_PER_NIGHT 60

/* clang-format off */
static const struct plan_entry plan[] = {
        { .name = "look", .code = "look", .department = "a", .resident = "R1", .mode = TASK_MODE_DIGITAL,
          .minute = { 60, 1335, 1410 }, .minute_count = 3, .weekdays = 127, .window_min = 60 },
        { .name = "round", .code = "glance", .department = "a", .resident = "R2", .mode = TASK_MODE_PHYSICAL,
          .minute = { 60, 1335 }, .minute_count = 2, .weekdays = 127, .window_min = 30 },
};

static const char *const inputs[] = {
        "event person.help_call R1", "event person.help_call R2", "event person.help_call R1 repeat",
        "event bed.exit R1", "event bed.exit R2", "event bed.enter R1", "event bed.enter R2",
        "event person.fall R1", "event person.fall R2", "event person.fall_suspected R1 test",
        "event med.dose_missed R1", "event med.dose_taken R1 taken", "event med.dose_taken R1 replay ago=600",
        "event device.offline dev:x", "event device.online dev:x",
        "event camera.check_done R1 seen_ok by=c-1", "event camera.check_done R1 not_seen",
        "event camera.check_done R1 not_seen by=c-2", "event camera.check_done R1 needs_help",
        "do receive # @", "do accept # @", "do accept # @", "do start # @", "do complete # @",
        "do complete # @ seen_ok", "do complete # @ not_seen", "do complete # @ helped",
        "do decline # @", "do decline # @", "do cancel # @", "do reopen # @",
        "tick", "tick", "tick", "tick", "tick",
};
static const char *const workers[] = { "c-1", "c-2", "n-1", "h-1", "day" };
/* clang-format on */

/* xorshift64: the same nights on every machine. */
static uint64_t draw(uint64_t *seed, uint64_t below) {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        return *seed % below;
}

static void make_input(uint64_t *seed, size_t task_count, char *input, size_t size) {
        const char *pattern = inputs[draw(seed, ELEMENTS(inputs))];
        size_t length = 0;

        for (; *pattern && length + 16 < size; pattern++)
                if (*pattern == '#')
                        length += (size_t)snprintf(input + length, size - length, "%d",
                                                   (int)draw(seed, task_count + 1) + 1);
                else if (*pattern == '@')
                        length += (size_t)snprintf(input + length, size - length, "%s",
                                                   workers[draw(seed, ELEMENTS(workers))]);
                else
                        input[length++] = *pattern;
        input[length] = '\0';
}

/* clang-format off */
#define SAME_NUMBERS(X) \
        X(state) X(mode) X(priority) X(severity) X(look_count) X(repeats) X(night_count) X(step) X(sequence) \
        X(opened_us) X(ladder_us) X(accept_by_us) X(complete_by_us) X(look_by_us) X(hold_until_us) X(window_end_us) \
        X(evidence_us) X(ended_us) X(overdue) X(outcome) X(evidence_count) X(ladder_count) X(planned) X(test) X(cause)
#define SAME_TEXTS(X) X(id) X(code) X(origin) X(resident) X(place) X(device) X(incident) X(asked) X(asked_role) X(by)
/* clang-format on */
#define SAME_NUMBER(field) assert_int_equal(a->field, b->field);
#define SAME_TEXT(field)   assert_string_equal(a->field, b->field);

static void assert_same_task(const struct task *a, const struct task *b) {
        SAME_NUMBERS(SAME_NUMBER)
        SAME_TEXTS(SAME_TEXT)
        assert_memory_equal(a->ladder, b->ladder, sizeof(a->ladder));
        for (size_t i = 0; i < ELEMENTS(a->declined); i++)
                assert_string_equal(a->declined[i], b->declined[i]);
}

static void assert_same_book(const struct world *living, const struct world *dying) {
        const struct task *task;
        size_t count = 0;

        assert_int_equal(living->task_count, dying->task_count);
        for (size_t i = 0; i < living->task_count; i++)
                assert_same_task(&living->tasks[i], &dying->tasks[i]);
        for (; (task = book_open(living->book, count)); count++) {
                assert_non_null(book_open(dying->book, count));
                assert_same_task(task, book_open(dying->book, count));
        }
        assert_null(book_open(dying->book, count));
        assert_int_equal(book_next_us(living->book), book_next_us(dying->book));
        assert_int_equal(book_planned_until(living->book), book_planned_until(dying->book));
}

static void play_night(uint64_t seed) {
        struct world living, dying;
        int at_s = 0;
        char input[160];

        world_init(&living, plan, ELEMENTS(plan));
        world_init(&dying, plan, ELEMENTS(plan));
        for (int i = 0; i < INPUTS_PER_NIGHT; i++) {
                at_s += (int)draw(&seed, draw(&seed, 3) == 0 ? 1200 : 60);
                make_input(&seed, living.task_count, input, sizeof(input));
                world_play(&living, at_s, input);
                world_down(&dying);
                world_play(&dying, at_s, input);
                if (!text_equal(living.says.data, dying.says.data))
                        print_message("    at %d s: %s\n", at_s, input);
                assert_string_equal(living.says.data, dying.says.data);
                assert_same_book(&living, &dying);
                for (size_t w = 0; w < ELEMENTS(workers); w++) {
                        assert_int_equal(book_is_busy(living.book, workers[w]),
                                         book_is_busy(dying.book, workers[w]));
                        assert_true(book_minutes(living.book, workers[w]) ==
                                    book_minutes(dying.book, workers[w]));
                }
        }
        world_done(&living);
        world_done(&dying);
}

static void goes_on_as_if_nothing_had_been(void **state) {
        (void)state;
        for (uint64_t seed = 1; seed <= NIGHTS; seed++)
                play_night(seed * UINT64_C(0x9E3779B97F4A7C15));
}

/* Every deadline of a night fires once, however often the program is down and the clock is asked. */
static void deadlines_fire_once_each(void **state) {
        int late = 0;
        struct world world;

        (void)state;
        world_init(&world, NULL, 0);
        world_play(&world, 0, "event person.help_call R1");
        for (int at_s = 0; at_s < M(30); at_s += 7) {
                const char *comes = world_play(&world, at_s, "tick");

                for (; (comes = strstr(comes, "escalate")); comes++)
                        late++;
                world_down(&world);
        }
        assert_int_equal(late, 3);
        assert_true(world.tasks[0].overdue);
        assert_int_equal(world.tasks[0].sequence, 2 + 3 * 2 + 1);
        world_done(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(goes_on_as_if_nothing_had_been),
                cmocka_unit_test(deadlines_fire_once_each),
        };

        return cmocka_run_group_tests_name("task/restart", tests, NULL, NULL);
}
