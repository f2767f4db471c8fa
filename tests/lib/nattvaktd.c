/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nattvaktd.h"

#define PATH_LENGTH 512
#define TEXT_MAX    (1 << 20) /* of stderr and of a configuration file */
#define PATIENCE_MS 30000     /* for an end that was asked for, under a sanitizer too */
#define PAUSE_MS    5

struct nattvaktd {
        pid_t pid; /* -1: not running */
        char folder[64], journal[PATH_LENGTH];
        size_t forgotten; /* bytes of stderr not to be looked at again */
        char words[TEXT_MAX];
};

static void fail(const struct nattvaktd *daemon, const char *what) {
        fprintf(stderr, "nattvaktd: %s: %s\n", what, strerror(errno));
        if (daemon)
                fprintf(stderr, "it said:\n%s\n", daemon->words);
        exit(1);
}

static void path_of(const struct nattvaktd *daemon, const char *name, char path[PATH_LENGTH]) {
        snprintf(path, PATH_LENGTH, "%s/%s", daemon->folder, name);
}

static size_t read_text(const char *path, size_t from, char text[TEXT_MAX]) {
        FILE *file = fopen(path, "re");
        size_t size;

        text[0] = '\0';
        if (!file)
                return 0;
        fseek(file, (long)from, SEEK_SET);
        size = fread(text, 1, TEXT_MAX - 1, file);
        text[size] = '\0';
        fclose(file);
        return size;
}

static void write_text(const char *path, const char *text) {
        FILE *file = fopen(path, "we");

        if (!file || fputs(text, file) == EOF || fclose(file) != 0)
                fail(NULL, path);
}

static void copy_file(struct nattvaktd *daemon, const char *house, const char *name) {
        char from[PATH_LENGTH], to[PATH_LENGTH];

        snprintf(from, sizeof(from), "%s/tests/%s/%s", NATTVAKT_SOURCE_DIR, house, name);
        path_of(daemon, name, to);
        if (read_text(from, 0, daemon->words) == 0)
                fail(NULL, from);
        write_text(to, daemon->words);
}

static struct nattvaktd *make(const char *house) {
        struct nattvaktd *daemon = calloc(1, sizeof(*daemon));

        if (!daemon)
                fail(NULL, "memory");
        daemon->pid = -1;
        snprintf(daemon->folder, sizeof(daemon->folder), "/tmp/nattvakt-house-XXXXXX");
        if (!mkdtemp(daemon->folder))
                fail(NULL, daemon->folder);
        path_of(daemon, "journal.sqlite", daemon->journal);
        copy_file(daemon, house, "site.yaml");
        copy_file(daemon, house, "tasks.yaml");
        copy_file(daemon, house, "staff.yaml");
        return daemon;
}

struct nattvaktd *nattvaktd_new(int port, const char *more) {
        struct nattvaktd *daemon = make("data/house");
        char path[PATH_LENGTH], text[PATH_LENGTH * 2];

        snprintf(text, sizeof(text),
                 "site: house\ntimezone: Europe/Oslo\njournal: journal.sqlite\n"
                 "broker: { host: 127.0.0.1, port: %d, client_id: nattvakt-house }\n"
                 "sources: [zigbee2mqtt, native]\n%s",
                 port, more ? more : "clock: trusted\n");
        path_of(daemon, "nattvakt.yaml", path);
        write_text(path, text);
        daemon->words[0] = '\0';
        return daemon;
}

struct nattvaktd *nattvaktd_new_house(const char *house, int port) {
        struct nattvaktd *daemon = make(house);
        char path[PATH_LENGTH];
        FILE *file;

        copy_file(daemon, house, "nattvakt.yaml");
        path_of(daemon, "nattvakt.yaml", path);
        file = fopen(path, "ae");
        if (!file || fprintf(file, "broker: { host: 127.0.0.1, port: %d }\n", port) < 0 ||
            fclose(file) != 0)
                fail(daemon, path);
        daemon->words[0] = '\0';
        return daemon;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw) {
        (void)st, (void)type, (void)ftw;
        return remove(path);
}

const char *nattvaktd_words(struct nattvaktd *daemon) {
        char path[PATH_LENGTH];

        path_of(daemon, "stderr", path);
        read_text(path, daemon->forgotten, daemon->words);
        return daemon->words;
}

static void look_for_reports(struct nattvaktd *daemon) {
        static const char *const reports[] = { "Sanitizer", "runtime error:", "Assertion" };

        nattvaktd_words(daemon);
        for (size_t i = 0; i < sizeof(reports) / sizeof(reports[0]); i++) {
                errno = 0;
                if (strstr(daemon->words, reports[i]))
                        fail(daemon, "a report of wrong code");
        }
}

void nattvaktd_free(struct nattvaktd *daemon) {
        if (!daemon)
                return;
        nattvaktd_kill(daemon);
        nftw(daemon->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
        free(daemon);
}

void nattvaktd_freep(struct nattvaktd **daemon) {
        nattvaktd_free(*daemon);
}

void nattvaktd_forget(struct nattvaktd *daemon) {
        char path[PATH_LENGTH];
        struct stat st;

        look_for_reports(daemon);
        path_of(daemon, "stderr", path);
        if (stat(path, &st) == 0)
                daemon->forgotten = (size_t)st.st_size;
}

void nattvaktd_start(struct nattvaktd *daemon) {
        char words[PATH_LENGTH];
        pid_t parent = getpid();

        nattvaktd_forget(daemon);
        path_of(daemon, "stderr", words);
        daemon->pid = fork();
        if (daemon->pid < 0)
                fail(daemon, "fork");
        if (daemon->pid > 0)
                return;

        prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that dies leaves nothing running */
        if (getppid() != parent)
                _exit(1);
        signal(SIGXFSZ, SIG_IGN); /* a file grown too large is an error of write(2), as on a disk */
        dup2(open(words, O_WRONLY | O_CREAT | O_APPEND, 0600), STDERR_FILENO);
        execl(NATTVAKT_BUILD_DIR "/nattvaktd", "nattvaktd", "--config", daemon->folder,
              (char *)NULL);
        _exit(127);
}

static int wait_for_end(struct nattvaktd *daemon) {
        int status = 0;

        for (int waited_ms = 0; waited_ms < PATIENCE_MS; waited_ms += PAUSE_MS) {
                if (waitpid(daemon->pid, &status, WNOHANG) == daemon->pid) {
                        daemon->pid = -1;
                        look_for_reports(daemon);
                        return status;
                }
                poll(NULL, 0, PAUSE_MS);
        }
        nattvaktd_words(daemon);
        errno = ETIMEDOUT;
        fail(daemon, "it does not end");
        return -1;
}

static void must_run(struct nattvaktd *daemon) {
        int status;

        if (waitpid(daemon->pid, &status, WNOHANG) == 0)
                return;
        daemon->pid = -1;
        nattvaktd_words(daemon);
        errno = ECHILD;
        fail(daemon, "it ended by itself");
}

void nattvaktd_kill(struct nattvaktd *daemon) {
        if (daemon->pid < 0)
                return;
        must_run(daemon);
        kill(daemon->pid, SIGKILL);
        wait_for_end(daemon);
}

static int exit_status(struct nattvaktd *daemon, int status) {
        errno = EINTR;
        if (!WIFEXITED(status))
                fail(daemon, "it was ended by a signal");
        return WEXITSTATUS(status);
}

int nattvaktd_stop(struct nattvaktd *daemon) {
        must_run(daemon);
        kill(daemon->pid, SIGTERM);
        return exit_status(daemon, wait_for_end(daemon));
}

int nattvaktd_wait(struct nattvaktd *daemon) {
        return exit_status(daemon, wait_for_end(daemon));
}

void nattvaktd_signal(struct nattvaktd *daemon, int number) {
        must_run(daemon);
        kill(daemon->pid, number);
}

void nattvaktd_limit_files(struct nattvaktd *daemon, size_t bytes) {
        struct rlimit limit = { .rlim_cur = bytes ? bytes : RLIM_INFINITY,
                                .rlim_max = RLIM_INFINITY };

        if (prlimit(daemon->pid, RLIMIT_FSIZE, &limit, NULL) < 0)
                fail(daemon, "prlimit");
}

bool nattvaktd_says(struct nattvaktd *daemon, const char *text) {
        return strstr(nattvaktd_words(daemon), text) != NULL;
}

const char *nattvaktd_folder(const struct nattvaktd *daemon) {
        return daemon->folder;
}

const char *nattvaktd_journal(const struct nattvaktd *daemon) {
        return daemon->journal;
}

void nattvaktd_edit(struct nattvaktd *daemon, const char *file, const char *old,
                    const char *fresh) {
        char path[PATH_LENGTH], *at;
        FILE *out;

        path_of(daemon, file, path);
        read_text(path, 0, daemon->words);
        at = strstr(daemon->words, old);
        if (!at)
                fail(daemon, old);
        out = fopen(path, "we");
        if (!out)
                fail(daemon, path);
        fprintf(out, "%.*s%s%s", (int)(at - daemon->words), daemon->words, fresh, at + strlen(old));
        if (fclose(out) != 0)
                fail(daemon, path);
        daemon->words[0] = '\0';
}
