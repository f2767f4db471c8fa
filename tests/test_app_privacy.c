/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What others say of people is not kept, and what is no command costs a counter: everybody here is called
 * NAME, which is a name by its letters, and in no table of the journal may it be found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <sqlite3.h>

#include "app_house.h"

#define NAME    "Kari.Hansen"
#define CAMERA  "nattvakt/house/in/camera-platform"
#define TASKS   "nattvakt/house/task/"
#define NO_TASK "0123456789abcdef0123456789abcdef"
#define ASKER   "desk/1/reply"
#define FLOOD   2000

static int take_integer(void *userdata, int columns, char **texts, char **names) {
        (void)columns, (void)names;
        *(int64_t *)userdata = strtoll(texts[0], NULL, 10);
        return 0;
}

static int find_name(void *userdata, int columns, char **texts, char **names) {
        (void)names;
        for (int i = 0; i < columns; i++)
                if (texts[i] && strcasestr(texts[i], "hansen"))
                        *(bool *)userdata = true;
        return 0;
}

static void query(const struct house *house, const char *sql,
                  int (*each)(void *userdata, int columns, char **texts, char **names),
                  void *userdata) {
        sqlite3 *db = NULL;

        assert_int_equal(sqlite3_open_v2(house->path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, sql, each, userdata, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static int64_t count(const struct house *house, const char *what) {
        char sql[160];
        int64_t rows = -1;

        snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", what);
        query(house, sql, take_integer, &rows);
        return rows;
}

static void expect_no_name(const struct house *house) {
        static const char *const tables[] = { "event",   "task",       "transition", "device_state",
                                              "command", "counter",    "quarantine", "blind",
                                              "fact",    "correction", "repeat",     "outbox" };
        char sql[64];

        for (size_t i = 0; i < ELEMENTS(tables); i++) {
                bool found = false;

                snprintf(sql, sizeof(sql), "SELECT * FROM %s", tables[i]);
                query(house, sql, find_name, &found);
                if (found)
                        fail_msg("table %s holds a name", tables[i]);
        }
}

static int64_t refused(const struct house *house, enum adapter adapter, enum refusal reason) {
        return flow_counts(house->flow)->refused[adapter][reason];
}

static void ask(struct house *house, const char *topic, const char *payload,
                const char *response_topic, const char *correlation) {
        struct flow_arrival arrival = { .topic = topic,
                                        .payload = payload,
                                        .size = strlen(payload),
                                        .mid = 1,
                                        .response_topic = response_topic,
                                        .correlation = correlation };

        pass(house, US_PER_MS);
        flow_message(house->flow, &arrival, &house->now);
}

/* The broker takes all that waits; *@ret_last is the last reply among it, the caller's. */
static size_t send_all(struct house *house, struct message *ret_last) {
        struct outbox_row row;
        size_t replies = 0;
        int64_t after = 0;

        flow_begin(house->flow, &house->now);
        while (journal_outbox_next(house->journal, after, &row) > 0) {
                after = row.id;
                assert_int_equal(journal_outbox_delivered(house->journal, row.id), 0);
                if (!text_ends_with(row.message.topic, "reply")) {
                        message_done(&row.message);
                        continue;
                }
                if (replies++)
                        message_done(ret_last);
                *ret_last = row.message;
        }
        assert_true(commit(house, NULL) >= 0);
        return replies;
}

static void keeps_the_event_and_not_who_it_does_not_know(void **state) {
        struct house *house = *state;

        kept(house, CAMERA,
             "{\"kind\":\"camera.check_done\",\"id\":\"a\",\"resident\":\"R1\",\"by\":\"" NAME
             "\",\"outcome\":\"seen_ok\"}");
        assert_int_equal(count(house, "event WHERE kind = 'camera.check_done' AND worker = ''"), 1);
        assert_int_equal(refused(house, ADAPTER_NATIVE, REFUSAL_UNKNOWN_WORKER), 1);
        assert_int_equal(count(house, "quarantine WHERE reason = 'unknown_worker'"), 1);
        assert_int_equal(count(house, "counter WHERE reason = 'unknown_worker' AND count = 1"), 1);

        kept(house, CAMERA,
             "{\"kind\":\"staff.present\",\"id\":\"b\",\"place\":\"room-2\",\"by\":\"" NAME "\"}");
        kept(house, CALL,
             "{\"kind\":\"person.help_call\",\"id\":\"c\",\"resident\":\"R2\",\"by\":\"" NAME
             "\",\"value\":1,\"unit\":\"Kari Hansen\"}");
        assert_int_equal(refused(house, ADAPTER_NATIVE, REFUSAL_UNKNOWN_WORKER), 3);
        assert_int_equal(flow_open_tasks(house->flow), 1);
        assert_int_equal(count(house, "event WHERE value = 1 AND unit = ''"), 1);
        expect_no_name(house);
}

static void keeps_who_it_knows(void **state) {
        struct house *house = *state;

        kept(house, CAMERA,
             "{\"kind\":\"camera.check_done\",\"id\":\"a\",\"resident\":\"R1\",\"by\":\"c-1\","
             "\"outcome\":\"seen_ok\"}");
        assert_int_equal(count(house, "event WHERE worker = 'c-1'"), 1);
        assert_int_equal(refused(house, ADAPTER_NATIVE, REFUSAL_UNKNOWN_WORKER), 0);
}

static void counts_a_refused_message_once(void **state) {
        struct house *house = *state;

        kept(house, CAMERA,
             "{\"kind\":\"staff.present\",\"resident\":\"" NAME "\",\"by\":\"" NAME "\"}");
        assert_int_equal(refused(house, ADAPTER_NATIVE, REFUSAL_UNKNOWN_RESIDENT), 1);
        assert_int_equal(refused(house, ADAPTER_NATIVE, REFUSAL_UNKNOWN_WORKER), 0);
        assert_int_equal(count(house, "quarantine"), 1);
        expect_no_name(house);
}

/* clang-format off */
static const struct {
        const char *says, *topic, *payload, *response_topic;
        const char *answered; /* on which topic; NULL: not */
        const char *holds;    /* the answer */
        int64_t rows;         /* of table command */
} commands[] = {
        { "somebody", TASKS NO_TASK "/command", "{\"command\":\"accept\",\"who\":\"" NAME "\"}", ASKER,
          ASKER, "{\"ok\":false,\"reply\":\"unknown_task\",\"task\":\"" NO_TASK "\",\"correlation\":\"" NAME "\"}", 1 },
        { "an id of a task that is gone", TASKS NO_TASK "/command", "{\"command\":\"accept\",\"who\":\"c-1\"}", NULL,
          TASKS NO_TASK "/reply", "\"unknown_task\"", 1 },
        { "a name for a task", TASKS "Kari Hansen/command", "{\"command\":\"accept\",\"who\":\"c-1\"}", NULL,
          "nattvakt/house/reply", "{\"ok\":false,\"reply\":\"unknown_task\",\"correlation\":\"" NAME "\"}", 1 },
        { "the same, asked by somebody", TASKS "Kari Hansen/command", "{\"command\":\"accept\",\"who\":\"c-1\"}", ASKER,
          ASKER, "{\"ok\":false,\"reply\":\"unknown_task\",\"correlation\":\"" NAME "\"}", 1 },
        { "a known reason", TASKS NO_TASK "/command", "{\"command\":\"cancel\",\"reason\":\"duplicate\"}", NULL,
          TASKS NO_TASK "/reply", "\"unknown_task\"", 1 },
        { "a name for a reason", TASKS NO_TASK "/command", "{\"command\":\"cancel\",\"reason\":\"" NAME "\"}", ASKER,
          ASKER, "\"unreadable\"", 0 },
        { "unreadable, and a name for a task", TASKS NAME "/command", "{\"command\":\"marry\"}", ASKER,
          ASKER, "{\"ok\":false,\"reply\":\"unreadable\",\"correlation\":\"" NAME "\"}", 0 },
        { "unreadable, and nobody waits", TASKS NO_TASK "/command", "{\"command\":\"accept\",\"who\":\"" NAME "\"", NULL, NULL, NULL, 0 },
        { "unreadable, and the answer is for another program", TASKS NO_TASK "/command", "{", "zigbee2mqtt/set", NULL, NULL, 0 },
        { "not about a task", "nattvakt/house/command", "{\"command\":\"mute\",\"who\":\"" NAME "\"}", ASKER, ASKER, "\"unsupported\"", 0 },
        { "not about a task, and nobody waits", "nattvakt/house/command", "{\"command\":\"mute\"}", NULL, NULL, NULL, 0 },
};
/* clang-format on */

static void keeps_nothing_that_a_sender_made_up(void **state) {
        struct house *house = *state;
        int64_t rows = 0, bad = 0;

        for (size_t i = 0; i < ELEMENTS(commands); i++) {
                struct message answer = { 0 };

                ask(house, commands[i].topic, commands[i].payload, commands[i].response_topic,
                    NAME);
                assert_int_equal(flow_is_urgent(house->flow), commands[i].rows > 0);
                assert_int_equal(commit(house, NULL), 1);
                if (send_all(house, &answer) != (commands[i].answered ? 1 : 0))
                        fail_msg("%s: answered %s", commands[i].says, answer.topic);
                if (commands[i].answered) {
                        assert_string_equal(answer.topic, commands[i].answered);
                        if (!strstr(answer.payload, commands[i].holds))
                                fail_msg("%s: %s", commands[i].says, answer.payload);
                        assert_string_equal(answer.correlation, NAME);
                }
                message_done(&answer);
                rows += commands[i].rows;
                bad += !commands[i].rows;
                assert_int_equal(count(house, "command"), rows);
                expect_no_name(house);
        }
        assert_int_equal(count(house, "command WHERE task <> ''"), 0);
        assert_int_equal(count(house, "command WHERE reason = 'duplicate'"), 1);
        assert_int_equal(refused(house, ADAPTER_COMMAND, REFUSAL_BAD_COMMAND), bad);
}

static void command_own(struct house *house, const char *payload, const char *correlation) {
        char topic[TOPIC_SIZE], id[ID_SIZE] = "";
        sqlite3 *db = NULL;
        sqlite3_stmt *statement = NULL;

        assert_int_equal(sqlite3_open_v2(house->path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_prepare_v2(db, "SELECT id FROM task", -1, &statement, NULL),
                         SQLITE_OK);
        assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
        assert_int_equal(text_set(id, (const char *)sqlite3_column_text(statement, 0)), 0);
        sqlite3_finalize(statement);
        sqlite3_close(db);
        snprintf(topic, sizeof(topic), TASKS "%s/command", id);
        ask(house, topic, payload, NULL, correlation);
}

static void keeps_a_command_without_its_correlation(void **state) {
        struct house *house = *state;
        struct message answer = { 0 };

        kept(house, CALL, HELP("a"));
        command_own(house,
                    "{\"command\":\"decline\",\"who\":\"c-1\",\"reason\":\"with_resident\","
                    "\"correlation\":\"" NAME "\"}",
                    NULL);
        assert_int_equal(commit(house, NULL), 1);
        assert_int_equal(send_all(house, &answer), 1);
        assert_non_null(strstr(answer.payload, "\"correlation\":\"" NAME "\""));
        message_done(&answer);
        assert_int_equal(count(house, "command WHERE task <> '' AND who = 'c-1' AND "
                                      "reason = 'with_resident' AND correlation = ''"),
                         1);
        expect_no_name(house);
}

static void a_flood_of_no_commands_costs_a_counter(void **state) {
        struct house *house = *state;
        struct message last = { 0 };
        int64_t commits;

        kept(house, CALL, HELP("a"));
        send_all(house, &last);
        commits = flow_counts(house->flow)->commits;
        for (int i = 0; i < FLOOD; i++) {
                ask(house, i % 2 ? TASKS NO_TASK "/command" : "nattvakt/house/command",
                    "{\"command\":\"marry\",\"who\":\"" NAME "\"}", NULL, NULL);
                assert_false(flow_is_urgent(house->flow));
        }
        assert_int_equal(commit(house, NULL), 1);
        assert_int_equal(flow_counts(house->flow)->commits, commits + 1);
        assert_int_equal(refused(house, ADAPTER_COMMAND, REFUSAL_BAD_COMMAND), FLOOD);
        assert_int_equal(count(house, "command"), 0);
        assert_int_equal(count(house, "outbox WHERE waiting = 1"), 0);
        assert_int_equal(count(house, "quarantine"), 16);
        assert_int_equal(count(house, "counter"), 1);
        expect_no_name(house);
}

static void a_flood_that_waits_for_answers_gets_a_few(void **state) {
        struct house *house = *state;
        struct message last = { 0 };

        for (int i = 0; i < FLOOD; i++)
                ask(house, TASKS NO_TASK "/command", "{\"command\":\"marry\"}", ASKER, "c");
        assert_false(flow_is_urgent(house->flow));
        assert_int_equal(commit(house, NULL), 1);
        assert_int_equal(count(house, "command"), 0);
        assert_int_equal(send_all(house, &last), 32);
        message_done(&last);

        ask(house, TASKS NO_TASK "/command", "{\"command\":\"marry\"}", ASKER, "c");
        assert_int_equal(commit(house, NULL), 1);
        assert_int_equal(send_all(house, &last), 1); /* a new turn */
        message_done(&last);
}

static void who_changes_something_is_answered_in_a_flood(void **state) {
        struct house *house = *state;
        struct message last = { 0 };

        kept(house, CALL, HELP("a"));
        send_all(house, &last);
        for (int i = 0; i < FLOOD; i++)
                ask(house, TASKS NO_TASK "/command", "{\"command\":\"accept\",\"who\":\"c-1\"}",
                    NULL, "c");
        command_own(house, "{\"command\":\"accept\",\"who\":\"c-1\"}", "mine");
        assert_int_equal(commit(house, NULL), 1);
        assert_int_equal(refused(house, ADAPTER_COMMAND, REFUSAL_TOO_MANY), FLOOD - 32);
        assert_int_equal(count(house, "command"), 33);
        assert_int_equal(count(house, "quarantine"), 16);
        assert_int_equal(send_all(house, &last), 33);
        assert_string_equal(last.correlation, "mine");
        assert_non_null(strstr(last.payload, "\"ok\":true"));
        message_done(&last);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(keeps_the_event_and_not_who_it_does_not_know, build,
                                                tear_down),
                cmocka_unit_test_setup_teardown(keeps_who_it_knows, build, tear_down),
                cmocka_unit_test_setup_teardown(counts_a_refused_message_once, build, tear_down),
                cmocka_unit_test_setup_teardown(keeps_nothing_that_a_sender_made_up, build,
                                                tear_down),
                cmocka_unit_test_setup_teardown(keeps_a_command_without_its_correlation, build,
                                                tear_down),
                cmocka_unit_test_setup_teardown(a_flood_of_no_commands_costs_a_counter, build,
                                                tear_down),
                cmocka_unit_test_setup_teardown(a_flood_that_waits_for_answers_gets_a_few, build,
                                                tear_down),
                cmocka_unit_test_setup_teardown(who_changes_something_is_answered_in_a_flood, build,
                                                tear_down),
        };

        return cmocka_run_group_tests_name("app/privacy", tests, NULL, NULL);
}
