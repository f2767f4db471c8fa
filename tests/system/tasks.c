/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nattvakt tasks and explain against the real broker and daemon: what the tool shows and says comes of retained
 * topics and replies, its exit status tells programs the same, and what it gave up does not happen later.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nattvakt/json.h"
#include "system_world.h"
#include "tool.h"

#define SAID_MAX  65536
#define WORDS_MAX 16

/* The tool at work, with all that it said on both its outputs. */
struct running {
        pid_t pid;
        int fd;
        char said[SAID_MAX];
        size_t size;
};

static void exec_tool(const struct system_world *world, char *const *words, int fd) {
        const char *argv[WORDS_MAX + 5] = { "nattvakt", words[0] };
        int n = 2;

        argv[n++] = "--config";
        argv[n++] = nattvaktd_folder(world->daemon);
        for (int i = 1; i < WORDS_MAX && words[i]; i++)
                argv[n++] = words[i];
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(fd, STDOUT_FILENO);
        dup2(fd, STDERR_FILENO);
        execv(NATTVAKT_BUILD_DIR "/nattvakt", (char **)argv);
        _exit(127);
}

/* Starts "tasks list --json" and the like. */
static void begin(const struct system_world *world, const char *line, struct running *running) {
        char copy[512], *words[WORDS_MAX + 1] = { NULL }, *rest = copy;
        int fds[2];

        snprintf(copy, sizeof(copy), "%s", line);
        for (size_t i = 0; i < WORDS_MAX && (words[i] = strtok_r(rest, " ", &rest)); i++)
                ;
        assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
        running->pid = fork();
        assert_true(running->pid >= 0);
        if (running->pid == 0)
                exec_tool(world, words, fds[1]);
        close(fds[1]);
        running->fd = fds[0];
        running->size = 0;
        running->said[0] = '\0';
}

/* One read; false at the end. */
static bool hear(struct running *running) {
        ssize_t n = read(running->fd, running->said + running->size, SAID_MAX - 1 - running->size);

        if (n <= 0)
                return false;
        running->size += (size_t)n;
        running->said[running->size] = '\0';
        return true;
}

static bool has_said(struct running *running, const char *text) {
        struct pollfd pollfd = { .fd = running->fd, .events = POLLIN };

        while (poll(&pollfd, 1, 0) > 0 && hear(running))
                ;
        return strstr(running->said, text);
}

/* Its exit status. */
static int end(struct running *running) {
        int status;

        while (hear(running))
                ;
        close(running->fd);
        assert_int_equal(waitpid(running->pid, &status, 0), running->pid);
        assert_true(WIFEXITED(status));
        return WEXITSTATUS(status);
}

static void assert_tool(struct system_world *world, const char *line, int status,
                        const char *said) {
        struct running running;
        int got;

        begin(world, line, &running);
        got = end(&running);
        if (got != status || !strstr(running.said, said))
                fail_msg("nattvakt %s: %d, wanted %d and \"%s\":\n%s", line, got, status, said,
                         running.said);
}

static void assert_command(struct system_world *world, const char *order, const char *id,
                           const char *more, int status, const char *said) {
        char line[256];

        snprintf(line, sizeof(line), "tasks %s %s %s --lang en", order, id, more);
        assert_tool(world, line, status, said);
}

/* A help call, heard as a retained task that somebody was asked for. */
static void call(struct system_world *world, const char *resident, struct task *ret_task) {
        const char *payload = NULL;

        system_call(world, resident, resident);
        until(world, (payload = system_task(world, "help-call", resident)) &&
                             strstr(payload, "\"worker\""));
        assert_true(system_open_task(world, resident, ret_task));
}

static void lists_what_is_retained(void **state) {
        struct system_world world;
        struct running running;
        struct json_object *object, *tasks = NULL;
        struct task task;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        assert_tool(&world, "tasks --lang nb", 0, "Ingen åpne oppgaver.\n");
        call(&world, "R2", &task);
        assert_tool(&world, "tasks --lang nb", 0, "Beboer ringer på  room-2  R2");
        assert_tool(&world, "tasks list --lang en", 0, "Resident is calling  room-2  R2");

        begin(&world, "tasks --json", &running);
        assert_int_equal(end(&running), 0);
        object = json_parse_object(running.said, running.size);
        assert_non_null(object);
        assert_string_equal(json_text(object, "site"), "house");
        assert_true(json_object_object_get_ex(object, "tasks", &tasks));
        assert_int_equal(json_object_array_length(tasks), 1);
        assert_string_equal(json_text(json_object_array_get_idx(tasks, 0), "id"), task.id);
        json_object_put(object);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

static void carries_out_commands_and_says_why_not(void **state) {
        struct system_world world;
        struct task task;
        char start[5];

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        call(&world, "R2", &task);
        snprintf(start, sizeof(start), "%.4s", task.id);
        assert_command(&world, "accept", start, "--who c-1", 0, "c-1 has the task.\n");
        assert_command(&world, "accept", task.id, "--who n-1", TOOL_EXIT_REFUSED,
                       "Refused: c-1 has the task already.\n");
        assert_command(&world, "accept", task.id, "--who x-9", TOOL_EXIT_REFUSED,
                       "Refused: x-9 is no worker slot of this site.\n");
        assert_command(&world, "accept", task.id, "--who n-1 --json", TOOL_EXIT_REFUSED,
                       "\"reply\":\"taken_already\"");
        assert_command(&world, "start", task.id, "--who c-1", 0, "c-1 has begun.\n");
        assert_command(&world, "complete", task.id, "--who c-1 --outcome helped", 0,
                       "c-1 has finished the task.\n");
        assert_command(&world, "complete", task.id, "--who n-1", TOOL_EXIT_REFUSED,
                       "Refused: the task is over.\n");
        assert_command(&world, "reopen", task.id, "--who n-1", 0, "The task is open again.\n");
        assert_command(&world, "cancel", task.id, "--who n-1", 0, "n-1 has cancelled the task.\n");
        assert_tool(&world, "tasks --lang en", 0, "No open tasks.\n");
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

static void follows_until_interrupted(void **state) {
        struct system_world world;
        struct running running;
        struct task task;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        begin(&world, "tasks follow --lang en", &running);
        until(&world, has_said(&running, "No open tasks.\n"));
        call(&world, "R2", &task);
        until(&world, has_said(&running, "AT ONCE  Resident is calling"));
        assert_command(&world, "accept", task.id, "--who c-1", 0, "c-1 has the task.\n");
        until(&world, has_said(&running, "c-1 has it\n"));
        kill(running.pid, SIGINT);
        assert_int_equal(end(&running), 0);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

/* The list and then each change, every one an object on a line. */
static void follows_in_objects_of_one_line(void **state) {
        struct system_world world;
        struct running running;
        struct json_object *object;
        struct task first, second;
        const char *line, *end_of_line;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        call(&world, "R2", &first);
        begin(&world, "tasks follow --json", &running);
        until(&world, has_said(&running, "\n"));
        object = json_parse_object(running.said, strcspn(running.said, "\n"));
        assert_string_equal(json_text(object, "site"), "house");
        assert_non_null(strstr(running.said, first.id));
        json_object_put(object);

        running.size = 0;
        running.said[0] = '\0';
        call(&world, "R3", &second);
        until(&world, has_said(&running, second.id) && has_said(&running, "}\n"));
        kill(running.pid, SIGINT);
        assert_int_equal(end(&running), 0);
        for (line = running.said; (end_of_line = strchr(line, '\n')); line = end_of_line + 1) {
                object = json_parse_object(line, (size_t)(end_of_line - line));
                assert_string_equal(json_text(object, "id"), second.id);
                json_object_put(object);
        }
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

static void explains_a_task_beside_the_daemon(void **state) {
        struct system_world world;
        struct task task;
        char line[512];

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        call(&world, "R2", &task);
        assert_command(&world, "accept", task.id, "--who c-1", 0, "c-1 has the task.\n");
        snprintf(line, sizeof(line), "explain %.8s --lang nb --journal %s", task.id,
                 nattvaktd_journal(world.daemon));
        assert_tool(&world, line, 0, "c-1 tok oppgaven");
        snprintf(line, sizeof(line), "explain %s --json --journal %s", task.id,
                 nattvaktd_journal(world.daemon));
        assert_tool(&world, line, 0, "\"explanation\"");
        snprintf(line, sizeof(line), "explain 00000000 --journal %s",
                 nattvaktd_journal(world.daemon));
        assert_tool(&world, line, TOOL_EXIT_USAGE, "has no task");
        snprintf(line, sizeof(line), "explain %.4s --lang nb --journal %s", task.id,
                 nattvaktd_journal(world.daemon));
        assert_tool(&world, line, 0, "c-1 tok oppgaven");
        snprintf(line, sizeof(line), "explain %.3s --journal %s", task.id,
                 nattvaktd_journal(world.daemon));
        assert_tool(&world, line, TOOL_EXIT_USAGE, "too short");
        assert_tool(&world, "explain 00000000 --journal /nowhere", TOOL_EXIT_JOURNAL,
                    "cannot be read");
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

static void a_command_that_nobody_heard_takes_no_effect_later(void **state) {
        struct system_world world;
        struct task task;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        call(&world, "R2", &task);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        assert_tool(&world, "tasks --lang en", 0, "nattvaktd is not connected");
        assert_tool(&world, "tasks --lang en", 0, "Resident is calling");
        assert_command(&world, "accept", task.id, "--who c-1", TOOL_EXIT_BROKER,
                       "nattvaktd is not connected: a command that it does not hear within 4 s "
                       "will not take effect later.\n"
                       "nattvakt: nattvaktd's answer did not come within 5 s");

        system_start(&world);
        assert_command(&world, "accept", task.id, "--who n-1", 0, "n-1 has the task.\n");
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

static void says_what_is_wrong_with_the_words_and_the_broker(void **state) {
        static const struct {
                const char *line, *said;
                int status;
        } cases[] = {
                { "tasks sing", "is not understood", TOOL_EXIT_USAGE },
                { "tasks list all", "needs no task", TOOL_EXIT_USAGE },
                { "tasks accept --who c-1", "needs one task", TOOL_EXIT_USAGE },
                { "tasks accept abc --who c-1", "too short", TOOL_EXIT_USAGE },
                { "tasks accept abcd", "needs --who", TOOL_EXIT_USAGE },
                { "tasks accept abcd --who c-1 --outcome fine",
                  "no such outcome; there are seen_ok not_seen needs_help camera_down done helped "
                  "nuisance not_needed taken not_taken not_done\n",
                  TOOL_EXIT_USAGE },
                { "tasks escalate abcd --who c-1", "is not understood", TOOL_EXIT_USAGE },
                { "tasks accept abcd --who c-1 --lang en", "There is no task abcd",
                  TOOL_EXIT_USAGE },
                { "tasks --broker nowhere", "expected HOST:PORT", TOOL_EXIT_USAGE },
                { "tasks --broker 127.0.0.1:99999", "expected HOST:PORT", TOOL_EXIT_USAGE },
                { "tasks --broker 127.0.0.1:1", "no broker at 127.0.0.1:1", TOOL_EXIT_BROKER },
                { "explain", "needs one task", TOOL_EXIT_USAGE },
        };
        struct system_world world;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        for (size_t i = 0; i < ELEMENTS(cases); i++)
                assert_tool(&world, cases[i].line, cases[i].status, cases[i].said);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(lists_what_is_retained),
                cmocka_unit_test(carries_out_commands_and_says_why_not),
                cmocka_unit_test(follows_until_interrupted),
                cmocka_unit_test(follows_in_objects_of_one_line),
                cmocka_unit_test(explains_a_task_beside_the_daemon),
                cmocka_unit_test(a_command_that_nobody_heard_takes_no_effect_later),
                cmocka_unit_test(says_what_is_wrong_with_the_words_and_the_broker),
        };

        return cmocka_run_group_tests_name("system/tasks", tests, NULL, NULL);
}
