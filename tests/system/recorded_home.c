/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A real home's week (CASAS tm000: github.com/WSU-CASAS/CIL, tests/tm000.multiday_absence.txt, MIT) as Zigbee2MQTT
 * devices through a real broker: nightly visits to the toilet, two and a half days with nobody at home, and
 * sensors that repeat themselves. The recording holds local times without a zone, 22 sensors, ON and OFF. Rows of half a
 * minute arrive together, each with its own time (last_seen), and events have that. What is counted in
 * nattvakt's journal is counted again from the file's text alone. The home: tests/recordings/home.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "recorded_world.h"

#define RECORDING    "casas-tm000/tm000.multiday_absence.txt"
#define TOILET       "BathroomAToilet"
#define MERGE_US     (10 * US_PER_MIN)
#define EVENING      22 /* site.yaml: night */
#define MORNING      7
#define DAYS_MAX     16
#define TOGETHER_US  (30 * US_PER_S)
#define RESTART_ROWS 1000 /* of the bridge, where it repeats itself */

/* Pulses of one sensor, merged where they are no more than MERGE_US apart. */
struct visits {
        int64_t last_us, last_night_us; /* 0: none yet */
        int begun_at_night;             /* visits of all pulses, by their beginning */
        int of_night_pulses;            /* visits of the night's pulses alone */
        int pulses;
};

struct week {
        int64_t from_us, to_us; /* local: what of it is played */
        int times;              /* each row is said so often */
        bool somebody_answers;
        struct broker *broker;
        struct nattvaktd *daemon;
        struct configuration *configuration;
        struct recorded recorded;
        double seconds;
        int events, movement, activity, bathroom_long; /* movement: its ends too */
        struct visits toilet;
        int64_t first_day;
        int tasks[DAYS_MAX], inactivity, others; /* opened */
};

static bool is_night(int64_t local_us) {
        int hour = (int)(local_us % US_PER_DAY / US_PER_H);

        return hour >= EVENING || hour < MORNING;
}

static void visit(struct visits *visits, int64_t local_us) {
        bool merges = visits->last_us && local_us - visits->last_us <= MERGE_US;

        visits->pulses++;
        visits->begun_at_night += !merges && is_night(local_us);
        visits->last_us = local_us;
        if (!is_night(local_us))
                return;
        merges = visits->last_night_us && local_us - visits->last_night_us <= MERGE_US;
        visits->of_night_pulses += !merges;
        visits->last_night_us = local_us;
}

/* The next row of the file that is played; false at its end. */
static bool read_row(const struct week *week, FILE *file, int64_t *local_us, char sensor[64],
                     bool *on) {
        char line[RECORDED_LINE], value[8];

        while (fgets(line, sizeof(line), file)) {
                assert_int_equal(sscanf(line, "%*s %*s %63s %7s", sensor, value), 2);
                *local_us = recorded_local_us(line);
                *on = strcmp(value, "ON") == 0;
                if (*local_us >= week->from_us && *local_us < week->to_us)
                        return true;
        }
        return false;
}

/* The count that knows nothing of nattvakt: the file's text. */
static int count_rows(const struct week *week, FILE *file, struct visits *toilet, int *activity) {
        char sensor[64];
        int64_t local_us;
        int rows = 0;
        bool on;

        rewind(file);
        for (; read_row(week, file, &local_us, sensor, &on); rows++) {
                *activity += on;
                if (on && strcmp(sensor, TOILET) == 0)
                        visit(toilet, local_us);
        }
        return rows;
}

/* What the bridge knows of a sensor. */
struct sensor {
        bool on;
        int64_t seen_us; /* 0: not yet */
};

/* All of it, as Zigbee2MQTT sends it with `last_seen: ISO_8601`; it arrives at @at_us. */
static void say_sensor(struct week *week, int64_t at_us, const char *name,
                       const struct sensor *sensor) {
        char topic[TOPIC_SIZE], payload[160], seen[TIME_TEXT_SIZE];

        snprintf(topic, sizeof(topic), "zigbee2mqtt/%s", name);
        snprintf(payload, sizeof(payload),
                 "{\"battery\":97,\"last_seen\":\"%s\",\"linkquality\":120,\"occupancy\":%s,"
                 "\"voltage\":3000}",
                 time_text(sensor->seen_us, seen), sensor->on ? "true" : "false");
        recorded_add(&week->recorded, at_us, topic, payload);
}

/* The bridge starts anew: it says so, and then all it knows once more, without the retain flag. */
static void say_cache(struct week *week, int64_t at_us, const struct sensor *sensors) {
        const struct site *site = &week->configuration->site;

        recorded_add(&week->recorded, at_us, "zigbee2mqtt/bridge/state", "{\"state\":\"offline\"}");
        recorded_add(&week->recorded, at_us, "zigbee2mqtt/bridge/state", "{\"state\":\"online\"}");
        for (size_t i = 0; i < site->device_count; i++)
                if (sensors[i].seen_us)
                        say_sensor(week, at_us, site->devices[i].id, &sensors[i]);
}

/* Each row @times over; where that is more than once, the bridge starts anew every RESTART_ROWS rows. */
static void convert(struct week *week, FILE *file) {
        const struct site *site = &week->configuration->site;
        struct sensor sensors[64] = { 0 };
        char name[64];
        int64_t local_us;
        bool on;

        rewind(file);
        for (int row = 1; read_row(week, file, &local_us, name, &on); row++) {
                int64_t seen_us = recorded_utc(&site->zone, local_us);
                int64_t at_us = (seen_us / TOGETHER_US + 1) * TOGETHER_US;
                const struct device *device = site_device(site, name);
                struct sensor *sensor;

                assert_non_null(device);
                sensor = &sensors[device - site->devices];
                *sensor = (struct sensor){ on, seen_us };
                for (int i = 0; i < week->times; i++)
                        say_sensor(week, at_us, name, sensor);
                if (week->times > 1 && row % RESTART_ROWS == 0)
                        say_cache(week, at_us, sensors);
        }
}

static int count_event(void *userdata, const struct event *event) {
        struct week *week = userdata;
        struct civil local = zone_local(&week->configuration->site.zone, event->occurred_us);
        int64_t local_us = event->occurred_us + local.offset_s * US_PER_S;

        week->events++;
        assert_true(event->simulated);
        if (event->kind == EVENT_KIND_PERSON_BATHROOM_LONG)
                week->bathroom_long += event->phase == EVENT_PHASE_START;
        week->movement += event->kind == EVENT_KIND_ROOM_ACTIVITY;
        if (event->kind != EVENT_KIND_ROOM_ACTIVITY || event->phase != EVENT_PHASE_START)
                return 0;
        week->activity++;
        if (text_equal(event->device, TOILET))
                visit(&week->toilet, local_us);
        return 0;
}

static int count_task(void *userdata, const struct task *task) {
        struct week *week = userdata;
        int64_t day = zone_day(&week->configuration->site.zone, task->opened_us);
        char time[TIME_TEXT_SIZE], date[DATE_TEXT_SIZE];

        printf("  task %s %s %s\n", date_text(day, date),
               clock_text(&week->configuration->site.zone, task->opened_us, false, time),
               task->code);
        assert_in_range(day - week->first_day, 0, DAYS_MAX - 1);
        week->tasks[day - week->first_day]++;
        if (text_equal(task->code, "inactivity"))
                week->inactivity++;
        else
                week->others++;
        return 0;
}

static void count_journal(struct week *week) {
        _cleanup_(journal_closep) struct journal *journal = NULL;

        assert_int_equal(journal_open(nattvaktd_journal(week->daemon), JOURNAL_READ, &journal), 0);
        assert_true(journal_each_event(journal, 0, TIME_NEVER, count_event, week) >= 0);
        assert_true(journal_each_task(journal, 0, count_task, week) >= 0);
}

/* False: there is no broker. */
static bool play(struct week *week, FILE *file) {
        struct config_faults faults = { 0 };
        int64_t end_us;

        setvbuf(stdout, NULL, _IOLBF, 0);
        week->broker = broker_start(NULL);
        if (!week->broker) {
                printf("skipped: there is no mosquitto on this machine\n");
                return false;
        }
        week->daemon = nattvaktd_new_house("recordings/home", broker_port(week->broker));
        assert_int_equal(config_load(nattvaktd_folder(week->daemon), &week->configuration, &faults),
                         0);
        config_faults_done(&faults);
        convert(week, file);
        week->recorded.site = week->configuration->site.name;
        week->recorded.accept_after_us = week->somebody_answers ? 2 * US_PER_MIN : 0;
        week->recorded.complete_after_us = week->somebody_answers ? 20 * US_PER_MIN : 0;
        week->first_day = zone_day(&week->configuration->site.zone, week->recorded.at[0].at_us);
        end_us = week->recorded.at[week->recorded.count - 1].at_us;
        week->seconds = recorded_play(&week->recorded, week->broker, week->daemon,
                                      week->configuration, end_us + US_PER_MIN);
        count_journal(week);
        return true;
}

static void leave(struct week *week) {
        recorded_done(&week->recorded);
        config_free(week->configuration);
        nattvaktd_free(week->daemon);
        broker_stop(week->broker);
}

static void print_tasks(const struct week *week, const char *says) {
        printf("figures: %s: tasks a day", says);
        for (int day = 0; day < (week->from_us ? 4 : 7); day++)
                printf(" %d", week->tasks[day]);
        printf("; of them %d that nothing is heard, %d others\n", week->inactivity, week->others);
}

static void expect_as_in_file(const struct week *week, FILE *file) {
        struct visits toilet = { 0 };
        int activity = 0, rows = count_rows(week, file, &toilet, &activity);

        printf("figures: %d rows, %zu messages in %.1f s: %d changes of movement, %d begin, %d by "
               "the "
               "file\n",
               rows, week->recorded.count, week->seconds, week->movement, week->activity, activity);
        printf("figures: night visits to the toilet, pulses within 10 min being one: %d, %d by the "
               "file; %d "
               "and %d where a visit over 22:00 or 07:00 counts as of when it began\n",
               week->toilet.of_night_pulses, toilet.of_night_pulses, week->toilet.begun_at_night,
               toilet.begun_at_night);
        assert_int_equal(week->movement, rows);
        assert_int_equal(week->activity, activity);
        assert_int_equal(week->toilet.pulses, toilet.pulses);
        assert_int_equal(week->toilet.of_night_pulses, toilet.of_night_pulses);
        assert_int_equal(week->toilet.begun_at_night, toilet.begun_at_night);
        assert_int_equal(week->bathroom_long, 0);
        assert_in_range(week->inactivity, 1, 2);
}

/* Of 2.5 days away with seven stray pulses after the first ten hours of silence one task, and one more ten hours
 * after such a pulse: without the rule of sense/life.c, that a movement alone ends nothing, it was four. */
static void counts_a_weeks_visits_and_one_absence(void **state) {
        _cleanup_(fclosep) FILE *file = recorded_open(RECORDING);
        struct week week = { .to_us = INT64_MAX, .times = 1 };

        (void)state;
        if (!file || !play(&week, file))
                skip();
        expect_as_in_file(&week, file);
        print_tasks(&week, "the week, nobody answers");
        assert_int_equal(week.recorded.count, 21968);
        assert_int_equal(week.toilet.of_night_pulses, 17);
        assert_int_equal(week.others, 0);
        leave(&week);
}

/* The bridge's own restarts are tasks of their own. */
static void hears_nothing_new_in_repetitions(void **state) {
        _cleanup_(fclosep) FILE *file = recorded_open(RECORDING);
        struct week week = { .from_us = recorded_local_us("2016-07-13 00:00:00"),
                             .to_us = recorded_local_us("2016-07-17 00:00:00"),
                             .times = 3,
                             .somebody_answers = true };

        (void)state;
        if (!file || !play(&week, file))
                skip();
        expect_as_in_file(&week, file);
        print_tasks(&week, "13 to 16 July, each row three times, a bridge that starts anew, each "
                           "task answered");
        assert_int_equal(week.others, week.movement / RESTART_ROWS);
        leave(&week);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(counts_a_weeks_visits_and_one_absence),
                cmocka_unit_test(hears_nothing_new_in_repetitions),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
