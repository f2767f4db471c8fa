/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When ten people took their medicine (github.com/sozo-lab/abc2023-wearingoffchallenge, drug intakes they told a phone app
 * of; Apache-2.0), said by a dispenser in our own form through a real broker. The recording holds no plan, so
 * this one is stated here, for each person by the same rule:
 *   - as many doses a day as the person took on a usual day, the lower median over days with any;
 *   - the n-th is due at the median of the n-th intakes of days that have so many, down to five minutes;
 *     one that would be due within an hour of the one before is left out;
 *   - late 30 minutes after it was due, missed 120 minutes after, or a minute before the next is due.
 * It is watched from half an hour before the first intake until the last dose near the last intake is
 * settled. What nattvakt's events give is counted again from the recording and the plan alone. Nobody is ranked
 * or shown: totals of all are printed, and people are R1 to R10.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "recorded_world.h"

#define RECORDING    "meds-pd-intake/drug_intake_with_symptoms.csv"
#define PEOPLE_MAX   10
#define INTAKES_MAX  64 /* of one person */
#define DOSES_MAX    16 /* a day */
#define DAYS_MAX     32
#define LATE_MIN     30
#define MISSED_MIN   120
#define APART_MIN    60
#define MINUTE_A_DAY 1440

struct intake {
        int64_t local_us;
        int id;
};

struct person {
        char name[32]; /* the recording's own; goes nowhere */
        struct intake intakes[INTAKES_MAX];
        int count;
        int doses, at_min[DOSES_MAX], missed_min[DOSES_MAX]; /* the plan */
        int64_t begin_us, end_us;                            /* local */
};

/* What became of the doses that were due, and of the intakes. */
struct tally {
        int intakes, doses, early, on_time, late, missed, unscheduled;
};

static int compare_intakes(const void *a, const void *b) {
        const struct intake *one = a, *other = b;

        return one->local_us < other->local_us   ? -1
               : one->local_us > other->local_us ? 1
                                                 : one->id - other->id;
}

static int compare_ints(const void *a, const void *b) {
        return *(const int *)a - *(const int *)b;
}

static int lower_median(int *values, int count) {
        qsort(values, (size_t)count, sizeof(*values), compare_ints);
        return values[(count - 1) / 2];
}

static struct person *person_of(struct person *people, int *count, const char *name) {
        for (int i = 0; i < *count; i++)
                if (strcmp(people[i].name, name) == 0)
                        return &people[i];
        assert_in_range(*count, 0, PEOPLE_MAX - 1);
        assert_int_equal(text_set(people[*count].name, name), 0);
        return &people[(*count)++];
}

/* id,"2021-11-25 08:09:00",nine flags,person */
static int read_people(FILE *file, struct person *people) {
        char line[RECORDED_LINE];
        int count = 0;

        assert_non_null(fgets(line, sizeof(line), file)); /* the names of the columns */
        while (fgets(line, sizeof(line), file)) {
                char *name = strrchr(line, ','), *at = strchr(line, ',');
                struct person *person;

                assert_true(at && name > at);
                name[1 + strcspn(name + 1, "\r\n")] = '\0';
                person = person_of(people, &count, name + 1);
                assert_in_range(person->count, 0, INTAKES_MAX - 1);
                person->intakes[person->count++] =
                        (struct intake){ recorded_local_us(at + 1), atoi(line) };
        }
        for (int i = 0; i < count; i++)
                qsort(people[i].intakes, (size_t)people[i].count, sizeof(struct intake),
                      compare_intakes);
        return count;
}

static int day_of(int64_t local_us) {
        return (int)(local_us / US_PER_DAY);
}

static int minute_of(int64_t local_us) {
        return (int)(local_us % US_PER_DAY / US_PER_MIN);
}

/* The median of the @nth intakes, down to five minutes. */
static int usual_minute(const struct person *person, int nth) {
        int minutes[DAYS_MAX], count = 0, of_day = 0;

        for (int i = 0; i < person->count; i++) {
                bool same = i > 0 && day_of(person->intakes[i].local_us) ==
                                             day_of(person->intakes[i - 1].local_us);

                of_day = same ? of_day + 1 : 0;
                if (of_day == nth)
                        minutes[count++] = minute_of(person->intakes[i].local_us);
        }
        return lower_median(minutes, count) / 5 * 5;
}

static int usual_count(const struct person *person) {
        int counts[DAYS_MAX], days = 0;

        for (int i = 0; i < person->count; i++) {
                if (i == 0 ||
                    day_of(person->intakes[i].local_us) != day_of(person->intakes[i - 1].local_us))
                        counts[days++] = 0;
                counts[days - 1]++;
        }
        return lower_median(counts, days);
}

static void make_plan(struct person *person) {
        int usual = usual_count(person);

        for (int nth = 0; nth < usual && nth < DOSES_MAX; nth++) {
                int minute = usual_minute(person, nth), n = person->doses;

                if (n == 0 || minute - person->at_min[n - 1] >= APART_MIN)
                        person->at_min[person->doses++] = minute;
        }
        for (int i = 0; i < person->doses; i++) {
                bool is_last = i + 1 == person->doses;
                int next = is_last ? person->at_min[0] + MINUTE_A_DAY : person->at_min[i + 1];
                int gap = next - person->at_min[i];

                person->missed_min[i] = gap - 1 < MISSED_MIN ? gap - 1 : MISSED_MIN;
        }
}

static int64_t due_us(const struct person *person, int day, int dose) {
        return day * US_PER_DAY + person->at_min[dose] * US_PER_MIN;
}

static void watch(struct person *person) {
        int64_t first = person->intakes[0].local_us;
        int64_t last = person->intakes[person->count - 1].local_us;

        person->begin_us = first - LATE_MIN * US_PER_MIN;
        person->end_us = last;
        for (int day = day_of(first); day <= day_of(last) + 1; day++)
                for (int i = 0; i < person->doses; i++) {
                        int64_t due = due_us(person, day, i);
                        int64_t over = due + person->missed_min[i] * US_PER_MIN;

                        if (due <= last + LATE_MIN * US_PER_MIN && over > person->end_us)
                                person->end_us = over;
                }
        person->end_us += US_PER_S;
}

/* How early, in time or late @intake is of a dose that is open at its time; NULL: of none. */
static int *settle(struct person *person, struct tally *tally, int64_t at_us, bool *taken,
                   int first_day) {
        for (int day = first_day; day <= day_of(at_us) + 1; day++)
                for (int i = 0; i < person->doses; i++) {
                        int64_t due = due_us(person, day, i);
                        bool *is_taken = &taken[(day - first_day) * DOSES_MAX + i];

                        if (due <= person->begin_us || *is_taken ||
                            at_us >= due + person->missed_min[i] * US_PER_MIN ||
                            at_us < due - LATE_MIN * US_PER_MIN)
                                continue;
                        *is_taken = true;
                        return at_us < due                           ? &tally->early
                               : at_us < due + LATE_MIN * US_PER_MIN ? &tally->on_time
                                                                     : &tally->late;
                }
        return &tally->unscheduled;
}

/* The count that knows nothing of nattvakt: the recording and the plan. */
static void count_plan(struct person *person, struct tally *tally) {
        bool taken[(DAYS_MAX + 2) * DOSES_MAX] = { false };
        int first_day = day_of(person->begin_us);

        for (int i = 0; i < person->count; i++, tally->intakes++)
                ++*settle(person, tally, person->intakes[i].local_us, taken, first_day);
        for (int day = first_day; day <= day_of(person->end_us); day++)
                for (int i = 0; i < person->doses; i++) {
                        int64_t due = due_us(person, day, i);

                        if (due <= person->begin_us || due > person->end_us)
                                continue;
                        tally->doses++;
                        tally->missed += !taken[(day - first_day) * DOSES_MAX + i];
                }
}

struct told {
        int taken, due, late, missed;
        int tasks, closed_by_taken;
};

static int count_event(void *userdata, const struct event *event) {
        struct told *told = userdata;

        told->taken += event->kind == EVENT_KIND_MED_DOSE_TAKEN;
        told->due += event->kind == EVENT_KIND_MED_DOSE_DUE;
        told->late += event->kind == EVENT_KIND_MED_DOSE_LATE;
        told->missed += event->kind == EVENT_KIND_MED_DOSE_MISSED;
        return 0;
}

static int count_task(void *userdata, const struct task *task) {
        struct told *told = userdata;

        told->tasks++;
        told->closed_by_taken += task->outcome == OUTCOME_TAKEN;
        return 0;
}

/* Who lives there and the plan, after what site.yaml holds already. */
static void write_plan(const struct person *person, int number, const char *folder) {
        char path[512];
        FILE *file;

        snprintf(path, sizeof(path), "%s/site.yaml", folder);
        file = fopen(path, "ae");
        assert_non_null(file);
        fprintf(file,
                "residents:\n  - { name: R%d, place: room }\n"
                "devices:\n  - { id: dispenser, source: native, role: dispenser, resident: R%d }\n"
                "doses:\n",
                number, number);
        for (int i = 0; i < person->doses; i++)
                fprintf(file,
                        "  - { name: dose-%d, resident: R%d, device: dispenser, "
                        "at: [\"%02d:%02d\"], late_min: %d, missed_min: %d }\n",
                        i + 1, number, person->at_min[i] / 60, person->at_min[i] % 60, LATE_MIN,
                        person->missed_min[i]);
        assert_int_equal(fclose(file), 0);
}

static void convert(const struct person *person, const struct zone *zone,
                    struct recorded *recorded) {
        char payload[160], at[TIME_TEXT_SIZE];

        recorded->site = "doses";
        recorded_add(recorded, recorded_utc(zone, person->begin_us), "nattvakt/doses/in/dispenser",
                     "{\"alive\":true}");
        for (int i = 0; i < person->count; i++) {
                int64_t at_us = recorded_utc(zone, person->intakes[i].local_us);

                snprintf(payload, sizeof(payload),
                         "{\"kind\":\"med.dose_taken\",\"id\":\"intake-%d\",\"at\":\"%s\"}",
                         person->intakes[i].id, time_text(at_us, at));
                recorded_add(recorded, at_us, "nattvakt/doses/in/dispenser", payload);
        }
}

/* One person's weeks; false: there is no broker. */
static bool play(const struct person *person, int number, struct told *told) {
        _cleanup_(broker_stopp) struct broker *broker = broker_start(NULL);
        _cleanup_(nattvaktd_freep) struct nattvaktd *daemon = NULL;
        _cleanup_(config_freep) struct configuration *configuration = NULL;
        _cleanup_(journal_closep) struct journal *journal = NULL;
        struct config_faults faults = { 0 };
        struct recorded recorded = { 0 };

        if (!broker) {
                printf("skipped: there is no mosquitto on this machine\n");
                return false;
        }
        daemon = nattvaktd_new_house("recordings/doses", broker_port(broker));
        write_plan(person, number, nattvaktd_folder(daemon));
        assert_int_equal(config_load(nattvaktd_folder(daemon), &configuration, &faults), 0);
        config_faults_done(&faults);
        convert(person, &configuration->site.zone, &recorded);
        recorded_play(&recorded, broker, daemon, configuration,
                      recorded_utc(&configuration->site.zone, person->end_us));
        recorded_done(&recorded);
        assert_int_equal(journal_open(nattvaktd_journal(daemon), JOURNAL_READ, &journal), 0);
        assert_true(journal_each_event(journal, 0, TIME_NEVER, count_event, told) >= 0);
        assert_true(journal_each_task(journal, 0, count_task, told) >= 0);
        return true;
}

static void print_tally(const char *by, const struct tally *tally) {
        printf("figures: by %s: %d intakes, %d doses planned: %d taken early, %d on time, %d late, "
               "%d "
               "missed; %d intakes of no planned dose\n",
               by, tally->intakes, tally->doses, tally->early, tally->on_time, tally->late,
               tally->missed, tally->unscheduled);
}

static void counts_doses_taken_late_and_missed(void **state) {
        _cleanup_(fclosep) FILE *file = recorded_open(RECORDING);
        static struct person people[PEOPLE_MAX];
        struct tally plan = { 0 }, ours = { 0 };
        int64_t began_us = clock_boot_us();
        struct told told = { 0 };
        int count;

        (void)state;
        if (!file)
                skip();
        count = read_people(file, people);
        for (int i = 0; i < count; i++) {
                make_plan(&people[i]);
                watch(&people[i]);
                count_plan(&people[i], &plan);
                if (!play(&people[i], i + 1, &told))
                        skip();
        }

        /* Every dose is settled: it was told due unless taken early, late unless taken before, missed in the end. */
        ours = (struct tally){ .intakes = told.taken,
                               .doses = plan.doses,
                               .early = plan.doses - told.due,
                               .on_time = told.due - told.late,
                               .late = told.late - told.missed,
                               .missed = told.missed,
                               .unscheduled = told.taken - (plan.doses - told.missed) };
        print_tally("nattvakt's events", &ours);
        print_tally("recording and plan", &plan);
        printf("figures: %d people in %.1f s; %d tasks of doses, %d closed by a later intake, the "
               "next "
               "dose's too\n",
               count, (double)(clock_boot_us() - began_us) / (double)US_PER_S, told.tasks,
               told.closed_by_taken);
        printf("figures: the recording holds no plan: missed doses and intakes of no dose are days "
               "that "
               "differ from the medians which were taken for one\n");
        assert_int_equal(count, PEOPLE_MAX);
        assert_int_equal(plan.intakes, 272);
        assert_memory_equal(&ours, &plan, sizeof(plan));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(counts_doses_taken_late_and_missed),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
