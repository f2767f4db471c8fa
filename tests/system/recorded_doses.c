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
 * settled. What nattvakt's events give is counted again from the recording and the plan alone: so are the tasks,
 * one of each dose that was late or missed, and which of them an intake settles. An intake of no open dose makes up
 * for the newest missed one, if it is nearer to the time at which that was due than to half an hour before
 * whatever is due next. The task of every other missed dose stays open, whatever is taken later. Nobody is ranked
 * or shown: totals of all are printed, and people are R1 to R10.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dose_plan.h"
#include "recorded_world.h"

#define RECORDING "meds-pd-intake/drug_intake_with_symptoms.csv"

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

struct told {
        int taken, due, late, missed;
        int tasks, closed_by_taken, open;
        int64_t open_us[PEOPLE_MAX * DAYS_MAX]; /* UTC, when the doses of open tasks were due */
};

static int count_event(void *userdata, const struct event *event) {
        struct told *told = userdata;

        told->taken += event->kind == EVENT_KIND_MED_DOSE_TAKEN;
        told->due += event->kind == EVENT_KIND_MED_DOSE_DUE;
        told->late += event->kind == EVENT_KIND_MED_DOSE_LATE;
        told->missed += event->kind == EVENT_KIND_MED_DOSE_MISSED;
        return 0;
}

/* Each task is of one dose, which its name tells. */
static int count_task(void *userdata, const struct task *task) {
        struct told *told = userdata;
        const char *due = strrchr(task->dose, '/');
        int64_t due_us = 0;

        assert_non_null(due);
        assert_int_equal(time_parse(due + 1, &due_us), 0);
        told->tasks++;
        told->closed_by_taken += task->outcome == OUTCOME_TAKEN;
        if (task->ended_us == 0 && told->open < PEOPLE_MAX * DAYS_MAX)
                told->open_us[told->open++] = due_us;
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

/* Those left open are those that nobody took, one by one. */
static void compare_open(const struct person *person, const struct zone *zone,
                         const struct told *told, int before) {
        assert_int_equal(told->open - before, person->open);
        for (int i = 0; i < person->open; i++)
                assert_int_equal(told->open_us[before + i], recorded_utc(zone, person->open_us[i]));
}

/* One person's weeks; false: there is no broker. */
static bool play(const struct person *person, int number, struct told *told) {
        _cleanup_(broker_stopp) struct broker *broker = broker_start(NULL);
        _cleanup_(nattvaktd_freep) struct nattvaktd *daemon = NULL;
        _cleanup_(config_freep) struct configuration *configuration = NULL;
        _cleanup_(journal_closep) struct journal *journal = NULL;
        struct config_faults faults = { 0 };
        struct recorded recorded = { 0 };
        int before = told->open;

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
        compare_open(person, &configuration->site.zone, told, before);
        return true;
}

static void print_tally(const char *by, const struct tally *tally) {
        printf("figures: by %s: %d intakes, %d doses planned: %d taken early, %d on time, %d late, "
               "%d missed (%d of them made up for); %d intakes of no dose that was open\n",
               by, tally->intakes, tally->doses, tally->early, tally->on_time, tally->late,
               tally->missed, tally->made_up, tally->unscheduled);
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
                               .unscheduled = told.taken - (plan.doses - told.missed),
                               .made_up = told.closed_by_taken - (told.late - told.missed) };
        print_tally("nattvakt's events", &ours);
        print_tally("recording and plan", &plan);
        printf("figures: %d people in %.1f s; %d tasks, one of each dose that was late or missed: "
               "%d closed by that dose's own intake (%d late, %d after it was missed), %d left to "
               "the nurse\n",
               count, (double)(clock_boot_us() - began_us) / (double)US_PER_S, told.tasks,
               told.closed_by_taken, ours.late, ours.made_up, told.open);
        printf("figures: the recording holds no plan: missed doses and intakes of no dose are days "
               "that "
               "differ from the medians which were taken for one\n");
        assert_int_equal(count, PEOPLE_MAX);
        assert_int_equal(plan.intakes, 272);
        assert_memory_equal(&ours, &plan, sizeof(plan));
        assert_int_equal(told.tasks, plan.late + plan.missed);
        assert_int_equal(told.open, plan.missed - plan.made_up);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(counts_doses_taken_late_and_missed),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
