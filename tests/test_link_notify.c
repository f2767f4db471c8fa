/* SPDX-License-Identifier: Apache-2.0 */
/* A socket stands for the service manager, and a file for stderr (sd_notify(3), systemd.exec(5)). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include "notify.h"

struct manager {
        int fd;
        char name[64];
};

/* An abstract socket: nothing to remove afterwards (unix(7)). */
static int setup(void **state) {
        static struct manager manager;
        struct sockaddr_un address = { .sun_family = AF_UNIX };
        int n = snprintf(manager.name, sizeof(manager.name), "@nattvakt-notify-%d", (int)getpid());

        memcpy(address.sun_path, manager.name, (size_t)n);
        address.sun_path[0] = '\0';
        manager.fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (manager.fd < 0 || bind(manager.fd, (struct sockaddr *)&address,
                                   (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)) < 0)
                return -1;
        *state = &manager;
        return setenv("NOTIFY_SOCKET", manager.name, 1);
}

static int teardown(void **state) {
        struct manager *manager = *state;

        unsetenv("NOTIFY_SOCKET");
        return close(manager->fd);
}

static void assert_told(const struct manager *manager, const char *expected) {
        char told[4096];
        ssize_t n = recv(manager->fd, told, sizeof(told) - 1, MSG_DONTWAIT);

        assert_true(n >= 0);
        told[n] = '\0';
        assert_string_equal(told, expected);
}

static void tells_the_manager(void **state) {
        notify_ready("serving 3 departments");
        assert_told(*state, "READY=1\nSTATUS=serving 3 departments");
        notify_ready(NULL);
        assert_told(*state, "READY=1\nSTATUS=");
        notify_reloading();
        assert_told(*state, "RELOADING=1");
        notify_stopping();
        assert_told(*state, "STOPPING=1");
        notify_status("broker %s", "away\nREADY=1");
        assert_told(*state, "STATUS=broker away?READY=1");
}

static void says_nothing_without_a_manager(void **state) {
        struct manager *manager = *state;
        char byte;

        unsetenv("NOTIFY_SOCKET");
        notify_ready(NULL);
        notify_stopping();
        setenv("NOTIFY_SOCKET", manager->name, 1);
        assert_true(recv(manager->fd, &byte, 1, MSG_DONTWAIT) < 0);
}

/* What @event and @text look like on a stderr that is a file. */
static void log_to_file(const char *event, const char *text, char *line, size_t size) {
        FILE *file = tmpfile();
        int kept = dup(STDERR_FILENO);
        size_t n;

        assert_non_null(file);
        fflush(stderr);
        dup2(fileno(file), STDERR_FILENO);
        notify_log(LOG_ERR, event, "%s", text);
        fflush(stderr);
        dup2(kept, STDERR_FILENO);
        close(kept);
        rewind(file);
        n = fread(line, 1, size - 1, file);
        line[n] = '\0';
        fclose(file);
}

static void a_line_is_a_sentence_on_stderr(void **state) {
        char line[4096];

        (void)state;
        log_to_file("broker-lost", "the broker is gone: Connection refused", line, sizeof(line));
        assert_string_equal(line, "nattvakt: the broker is gone: Connection refused\n");
        log_to_file("bad", "sm\xc3\xb8r\nnattvakt: all is well\x1b[2J", line, sizeof(line));
        assert_string_equal(line, "nattvakt: sm\xc3\xb8r?nattvakt: all is well?[2J\n");
}

static void a_long_line_is_cut(void **state) {
        char text[3000], line[4096];

        (void)state;
        memset(text, 'x', sizeof(text) - 1);
        text[sizeof(text) - 1] = '\0';
        log_to_file("long", text, line, sizeof(line));
        assert_true(strlen(line) > 1000 && strlen(line) < 1100);
        assert_int_equal(line[strlen(line) - 1], '\n');
}

static void a_foreign_journal_stream_is_not_ours(void **state) {
        static const char *const streams[] = { "", "1", "1:2", "x:y", "99999999999999999999:1" };
        char line[256];

        (void)state;
        for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++) {
                setenv("JOURNAL_STREAM", streams[i], 1);
                log_to_file("x", "here", line, sizeof(line));
                assert_string_equal(line, "nattvakt: here\n");
        }
        unsetenv("JOURNAL_STREAM");
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(tells_the_manager),
                cmocka_unit_test(says_nothing_without_a_manager),
                cmocka_unit_test(a_line_is_a_sentence_on_stderr),
                cmocka_unit_test(a_long_line_is_cut),
                cmocka_unit_test(a_foreign_journal_stream_is_not_ours),
        };

        return cmocka_run_group_tests_name("link/notify", tests, setup, teardown);
}
