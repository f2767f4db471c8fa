/* SPDX-License-Identifier: Apache-2.0 */
/* A child with two pipes. What it writes is less than they hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run_tool.h"

static _Noreturn void become_tool(const char *const *words, int out, int err) {
        const char *argv[RUN_TOOL_WORDS_MAX + 2] = { "nattvakt" }, *const environment[] = {
                "LC_ALL=C", NULL
        };

        for (int i = 0; i < RUN_TOOL_WORDS_MAX && words[i]; i++)
                argv[1 + i] = words[i];
        if (dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0)
                execve(NATTVAKT_BUILD_DIR "/nattvakt", (char **)argv, (char **)environment);
        _exit(127);
}

/* What it writes is less than a pipe holds, so one can be read after the other. */
static void read_all(int fd, char *text) {
        size_t size = 0;
        ssize_t n;

        while ((n = read(fd, text + size, RUN_TOOL_OUTPUT_SIZE - 1 - size)) > 0)
                size += (size_t)n;
        text[size] = '\0';
        close(fd);
}

int run_tool_into(const char *const *words, int out, char *told) {
        int err[2], status;
        pid_t pid;

        assert_int_equal(pipe2(err, O_CLOEXEC), 0);
        pid = fork();
        assert_true(pid >= 0);
        if (pid == 0)
                become_tool(words, out, err[1]);
        close(err[1]);
        read_all(err[0], told);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFEXITED(status));
        return WEXITSTATUS(status);
}

int run_tool(const char *const *words, char *said, char *told) {
        int out[2], status;

        assert_int_equal(pipe2(out, O_CLOEXEC), 0);
        status = run_tool_into(words, out[1], told);
        close(out[1]);
        read_all(out[0], said);
        return status;
}
