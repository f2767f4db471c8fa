/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kill storm (ARCHITECTURE, invariants 1 and 2; TRAPS 1): SIGKILL at random times under 2,000
 * numbered native events a second. What the broker acknowledged to the publisher is what may not be
 * lost; each number is the event's id and its value, so the journal can be compared with them.
 *
 * Mostly activity, and calls and missed and taken doses in between, so that tasks come, gather
 * evidence and go; the state of a bed is told all the while. NATTVAKT_SEED repeats a run's kills;
 * NATTVAKT_QUICK makes five of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <inttypes.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>

#include "nattvakt/alloc.h"
#include "system_world.h"

#define KILLS       50
#define KILLS_QUICK 5
#define RATE        2000   /* messages a second */
#define NUMBERS_MAX 600000 /* more than come in the longest storm */
#define UNANSWERED  1000   /* publishes under way to the broker at most */
#define BEHIND_MAX  20000  /* numbers that the daemon may be behind before the publisher waits */
#define LIFE_MIN_MS 30     /* a daemon lives so long at least: it may be killed while it starts */
#define LIFE_MAX_MS 1500
#define LOOK_US     (250 * US_PER_MS)
#define STUCK_US    (60 * US_PER_S) /* no progress for so long while draining */
#define MID_COUNT   65536
#define TASKS_EVERY 100 /* numbers from one call or dose to the next of its sort */

struct storm {
        struct system_world world;
        struct mosquitto *client;
        bool connected;
        uint32_t number_of[MID_COUNT]; /* 0: nothing numbered is under way with this packet id */
        bool acknowledged[NUMBERS_MAX];
        uint32_t last, unanswered, acknowledged_count;
        uint32_t seed;
        int64_t began_us, waited_us;

        /* What the journal holds. */
        uint8_t seen[NUMBERS_MAX];
        size_t events, repeats;
        char (*about)[ID_SIZE]; /* ids of the events that make tasks */
        size_t about_count, about_capacity;
        char (*told)[ID_SIZE]; /* ids of the events that tasks tell of */
        size_t told_count, told_capacity;
        char (*origins)[TOPIC_SIZE];
        size_t origin_count, origin_capacity;
        size_t broken; /* tasks whose steps are not in order, or are not what the task says */
};

static uint32_t draw(struct storm *storm, uint32_t below) {
        storm->seed = storm->seed * 1664525 + 1013904223;
        return (uint32_t)(((uint64_t)storm->seed * below) >> 32);
}

static void on_connect(struct mosquitto *client, void *userdata, int rc) {
        struct storm *storm = userdata;

        (void)client;
        storm->connected = rc == 0;
}

static void on_publish(struct mosquitto *client, void *userdata, int mid) {
        struct storm *storm = userdata;
        uint32_t number = storm->number_of[mid];

        (void)client;
        storm->unanswered--;
        storm->number_of[mid] = 0;
        if (number == 0)
                return;
        storm->acknowledged[number] = true;
        storm->acknowledged_count++;
}

static void turn(struct storm *storm, int wait_ms) {
        assert_int_equal(mosquitto_loop(storm->client, wait_ms, 1), MOSQ_ERR_SUCCESS);
}

static void publisher_start(struct storm *storm) {
        mosquitto_lib_init();
        storm->client = mosquitto_new("storm", true, storm);
        assert_non_null(storm->client);
        mosquitto_int_option(storm->client, MOSQ_OPT_TCP_NODELAY, 1);
        mosquitto_max_inflight_messages_set(storm->client, UNANSWERED);
        mosquitto_connect_callback_set(storm->client, on_connect);
        mosquitto_publish_callback_set(storm->client, on_publish);
        assert_int_equal(
                mosquitto_connect(storm->client, "127.0.0.1", broker_port(storm->world.broker), 60),
                MOSQ_ERR_SUCCESS);
        while (!storm->connected)
                turn(storm, 10);
}

static void publish(struct storm *storm, const char *topic, const char *payload, uint32_t number) {
        int mid;

        assert_int_equal(mosquitto_publish(storm->client, &mid, topic, (int)strlen(payload),
                                           payload, 1, false),
                         MOSQ_ERR_SUCCESS);
        storm->number_of[mid] = number;
        storm->unanswered++;
}

static bool makes_task(uint32_t number) {
        return number % TASKS_EVERY == 0 || number % TASKS_EVERY == 25;
}

static const char *kind_of(uint32_t number) {
        switch (number % TASKS_EVERY) {
        case 0:
                return "person.help_call";
        case 25:
                return "med.dose_missed";
        case 75:
                return "med.dose_taken";
        default:
                return "room.activity";
        }
}

/* Doses of one resident: each is missed, then taken. Calls and activity go round the house. */
static uint32_t resident_of(uint32_t number) {
        bool is_dose = number % TASKS_EVERY == 25 || number % TASKS_EVERY == 75;

        return is_dose ? 3 : 1 + number / TASKS_EVERY % 8;
}

static void say(struct storm *storm, uint32_t number) {
        char payload[192];

        snprintf(payload, sizeof(payload),
                 "{\"kind\":\"%s\",\"id\":\"n-%" PRIu32 "\",\"value\":%" PRIu32
                 ",\"resident\":\"R%" PRIu32 "\"}",
                 kind_of(number), number, number, resident_of(number));
        publish(storm, HOUSE "in/staff-app", payload, number);
        if (number % 20 == 0) {
                snprintf(payload, sizeof(payload), "{\"occupancy\":%s,\"linkquality\":%" PRIu32 "}",
                         number / 2000 % 2 ? "true" : "false", number % 256);
                publish(storm, "zigbee2mqtt/room-2/bed", payload, 0);
        }
}

/* Whether the event with @number is in the journal by now. */
static bool is_kept(const struct storm *storm, uint32_t number) {
        _cleanup_(journal_closep) struct journal *journal = NULL;
        struct event event;
        char id[ID_SIZE], source_id[32];

        if (journal_open(nattvaktd_journal(storm->world.daemon), JOURNAL_READ, &journal) < 0)
                return false; /* it is just being made */
        snprintf(source_id, sizeof(source_id), "n-%" PRIu32, number);
        hash_parts(id, "source", "staff-app", kind_of(number), "point", source_id);
        return journal_find_event(journal, id, &event) > 0;
}

static bool is_behind(const struct storm *storm) {
        return storm->last > BEHIND_MAX && !is_kept(storm, storm->last - BEHIND_MAX);
}

/* Publishes at the rate, as far as the daemon follows. */
static void blow(struct storm *storm, int64_t until_us) {
        int64_t looked_us = 0;
        bool waits = false;

        for (int64_t now_us; (now_us = clock_boot_us()) < until_us;) {
                int64_t due = (now_us - storm->began_us - storm->waited_us) * RATE / US_PER_S;

                if (now_us - looked_us > LOOK_US) {
                        if (waits)
                                storm->waited_us += now_us - looked_us;
                        looked_us = now_us;
                        waits = is_behind(storm);
                }
                while (!waits && storm->last < due && storm->unanswered < UNANSWERED) {
                        assert_true(storm->last + 1 < NUMBERS_MAX);
                        say(storm, ++storm->last);
                }
                turn(storm, 1);
        }
}

static void kill_often(struct storm *storm, int kills) {
        storm->began_us = clock_boot_us();
        for (int i = 0; i < kills; i++) {
                nattvaktd_start(storm->world.daemon);
                blow(storm,
                     clock_boot_us() +
                             (LIFE_MIN_MS + draw(storm, LIFE_MAX_MS - LIFE_MIN_MS)) * US_PER_MS);
                nattvaktd_kill(storm->world.daemon);
        }
        while (storm->unanswered > 0)
                turn(storm, 10);
}

/* The daemon hears the rest. Numbers come in order, so the last one ends it; the clock is that of progress. */
static void drain(struct storm *storm) {
        uint32_t step = BEHIND_MAX / 10, kept = 0;
        int64_t progress_us = clock_boot_us();

        nattvaktd_start(storm->world.daemon);
        while (!is_kept(storm, storm->last)) {
                while (kept + step < storm->last && is_kept(storm, kept + step)) {
                        kept += step;
                        progress_us = clock_boot_us();
                }
                if (clock_boot_us() - progress_us > STUCK_US)
                        fail_msg("nothing came after number %" PRIu32 " of %" PRIu32
                                 "; the daemon said:\n%s",
                                 kept, storm->last, nattvaktd_words(storm->world.daemon));
                turn(storm, 50);
        }
        assert_int_equal(nattvaktd_stop(storm->world.daemon), 0);
}

static void keep_id(char (**list)[ID_SIZE], size_t *count, size_t *capacity, const char *id) {
        alloc_room(list, *count, capacity, sizeof(**list));
        memcpy((*list)[(*count)++], id, ID_SIZE);
}

static int look_at_event(void *userdata, const struct event *event) {
        struct storm *storm = userdata;
        uint32_t number = (uint32_t)event->value;

        if (event->adapter != ADAPTER_NATIVE || !event->has_value || number >= NUMBERS_MAX)
                return 0;
        storm->events++;
        storm->repeats += event->maybe_repeat;
        storm->seen[number]++;
        if (makes_task(number))
                keep_id(&storm->about, &storm->about_count, &storm->about_capacity, event->id);
        return 0;
}

static int look_at_history(void *userdata, const struct history *history) {
        struct storm *storm = userdata;
        const struct task *task = &history->task;
        size_t evidence = 0;

        alloc_room(&storm->origins, storm->origin_count, &storm->origin_capacity,
                   sizeof(*storm->origins));
        memcpy(storm->origins[storm->origin_count++], task->origin, TOPIC_SIZE);
        for (size_t i = 0; i < history->count; i++) {
                const struct transition *step = &history->steps[i];

                storm->broken += step->sequence != (int64_t)i + 1;
                if (step->order != TASK_ORDER_OPEN && step->order != TASK_ORDER_EVIDENCE)
                        continue;
                evidence++;
                if (strcmp(task->code, "bed-exit") != 0) /* the bed's have no number */
                        keep_id(&storm->told, &storm->told_count, &storm->told_capacity,
                                step->event);
        }
        storm->broken += evidence != task->evidence_count ||
                         task->sequence != (int64_t)history->count ||
                         (task->ended_us != 0) != task_state_is_end(task->state);
        return 0;
}

static int compare_ids(const void *a, const void *b) {
        return strcmp(a, b);
}

static size_t count_twins(const void *list, size_t count, size_t size) {
        const char *at = list;
        size_t twins = 0;

        for (size_t i = 1; i < count; i++)
                twins += strcmp(at + (i - 1) * size, at + i * size) == 0;
        return twins;
}

/* Events that should have opened or joined a task and did not. */
static size_t count_forgotten(const struct storm *storm) {
        size_t forgotten = 0;

        for (size_t i = 0; i < storm->about_count; i++)
                forgotten += !bsearch(storm->about[i], storm->told, storm->told_count, ID_SIZE,
                                      compare_ids);
        return forgotten;
}

static void compare(struct storm *storm, int kills, double seconds) {
        _cleanup_(journal_closep) struct journal *journal = system_journal(&storm->world);
        size_t lost = 0, twice = 0, tasks_twice;

        assert_true(journal_each_event(journal, 0, TIME_NEVER, look_at_event, storm) >= 0);
        assert_true(journal_each_history(journal, 0, TIME_NEVER, look_at_history, storm) >= 0);
        for (uint32_t i = 1; i <= storm->last; i++) {
                lost += storm->acknowledged[i] && storm->seen[i] == 0;
                twice += storm->seen[i] > 1;
        }
        qsort(storm->told, storm->told_count, ID_SIZE, compare_ids);
        qsort(storm->origins, storm->origin_count, TOPIC_SIZE, compare_ids);
        tasks_twice = count_twins(storm->origins, storm->origin_count, TOPIC_SIZE) +
                      count_twins(storm->told, storm->told_count, ID_SIZE);

        printf("figures: %d kills, %" PRIu32
               " acknowledged, lost %zu, duplicate events %zu, duplicate tasks %zu\n",
               kills, storm->acknowledged_count, lost, twice, tasks_twice);
        printf("figures: %.0f messages/s over %.0f s, %zu tasks of %zu events, %zu maybe repeats\n",
               storm->last / seconds, seconds, storm->origin_count, storm->about_count,
               storm->repeats);
        assert_int_equal(lost, 0);
        assert_int_equal(twice, 0);
        assert_int_equal(tasks_twice, 0);
        assert_int_equal(storm->broken, 0);
        assert_int_equal(count_forgotten(storm), 0);
        assert_int_equal(storm->told_count, storm->about_count);
        assert_true(storm->acknowledged_count == storm->last && storm->origin_count > 1);
}

static void loses_nothing_when_killed_at_random_times(void **state) {
        struct system_world world;
        struct storm *storm;
        const char *seed = getenv("NATTVAKT_SEED"), *quick = getenv("NATTVAKT_QUICK");
        int kills = quick && *quick ? KILLS_QUICK : KILLS;
        double seconds;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        ear_free(world.ear); /* it would only slow the broker */
        world.ear = NULL;
        storm = alloc_zero(1, sizeof(*storm));
        storm->world = world;
        storm->seed = seed ? (uint32_t)strtoul(seed, NULL, 10) : (uint32_t)clock_boot_us();
        printf("kill_storm: NATTVAKT_SEED=%" PRIu32 "\n", storm->seed);
        (void)fflush(stdout);

        publisher_start(storm);
        /* The first daemon makes the session: what came before it would be nobody's. */
        nattvaktd_start(storm->world.daemon);
        until(&storm->world, nattvaktd_says(storm->world.daemon, "Connected to the broker"));
        assert_int_equal(nattvaktd_stop(storm->world.daemon), 0);

        kill_often(storm, kills);
        seconds = (double)(clock_boot_us() - storm->began_us) / (double)US_PER_S;
        drain(storm);
        compare(storm, kills, seconds);

        mosquitto_destroy(storm->client);
        mosquitto_lib_cleanup();
        system_done(&storm->world);
        free(storm->about);
        free(storm->told);
        free(storm->origins);
        free(storm);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(loses_nothing_when_killed_at_random_times),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
