/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The port is one that the kernel just gave and took back; should another program get it in between,
 * mosquitto ends at once and the next port is tried. Ready means: it accepts a connection, which
 * mosquitto does only after it has read its database.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "broker.h"

#define PORTS_MAX   10    /* tries to find one that stays free */
#define PAUSE_MS    5     /* between two looks at a broker that is starting */
#define PATIENCE_MS 10000 /* for a start on a loaded machine */
#define PATH_LENGTH 128

struct broker {
        int port;
        pid_t pid; /* -1: not running */
        char folder[PATH_LENGTH];
        char *more;
};

static void fail(const char *what) {
        fprintf(stderr, "broker: %s: %s\n", what, strerror(errno));
        exit(1);
}

static int loopback_socket(int port, struct sockaddr_in *address) {
        *address = (struct sockaddr_in){
                .sin_family = AF_INET,
                .sin_port = htons((uint16_t)port),
                .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
        };
        return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static int free_port(void) {
        struct sockaddr_in address;
        socklen_t size = sizeof(address);
        int fd = loopback_socket(0, &address);

        if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) < 0 ||
            getsockname(fd, (struct sockaddr *)&address, &size) < 0)
                fail("no free port");
        close(fd);
        return ntohs(address.sin_port);
}

static bool accepts(int port) {
        struct sockaddr_in address;
        int fd = loopback_socket(port, &address);
        bool yes = fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;

        close(fd);
        return yes;
}

static void path_of(const struct broker *broker, const char *name, char path[2 * PATH_LENGTH]) {
        snprintf(path, 2 * PATH_LENGTH, "%s/%s", broker->folder, name);
}

static void configure(const struct broker *broker) {
        char path[2 * PATH_LENGTH];
        FILE *file;

        path_of(broker, "mosquitto.conf", path);
        file = fopen(path, "w");
        if (!file)
                fail(path);
        fprintf(file, "listener %d 127.0.0.1\n", broker->port);
        fprintf(file, "allow_anonymous true\nset_tcp_nodelay true\n");
        fprintf(file, "persistence true\npersistence_location %s/\n", broker->folder);
        fprintf(file, "max_queued_messages 0\nmax_inflight_messages 0\n");
        fprintf(file, "log_dest file %s/log\nlog_type all\n", broker->folder);
        if (geteuid() == 0)
                fprintf(file, "user root\n"); /* else it could not read its folder */
        if (broker->more)
                fputs(broker->more, file);
        if (fclose(file) != 0)
                fail(path);
}

/* Debian keeps daemons where a user's PATH does not look. */
static const char *program(void) {
        static const char *const places[] = { "/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto",
                                              "/usr/bin/mosquitto", "/usr/local/bin/mosquitto" };

        for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
                if (access(places[i], X_OK) == 0)
                        return places[i];
        return NULL;
}

static void launch(struct broker *broker) {
        char path[2 * PATH_LENGTH];
        pid_t parent = getpid();

        configure(broker);
        path_of(broker, "mosquitto.conf", path);
        broker->pid = fork();
        if (broker->pid < 0)
                fail("fork");
        if (broker->pid > 0)
                return;

        prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that dies leaves nothing running */
        if (getppid() != parent)
                _exit(1);
        int null = open("/dev/null", O_RDWR);
        dup2(null, STDOUT_FILENO);
        dup2(null, STDERR_FILENO);
        execl(program(), "mosquitto", "-c", path, (char *)NULL);
        _exit(127);
}

/* False when it ended instead. */
static bool becomes_ready(struct broker *broker) {
        for (int waited_ms = 0; waited_ms < PATIENCE_MS; waited_ms += PAUSE_MS) {
                if (waitpid(broker->pid, NULL, WNOHANG) == broker->pid) {
                        broker->pid = -1;
                        return false;
                }
                if (accepts(broker->port))
                        return true;
                poll(NULL, 0, PAUSE_MS);
        }
        fprintf(stderr, "broker: port %d does not open\n", broker->port);
        exit(1);
}

struct broker *broker_start(const char *more) {
        struct broker *broker;

        if (!program())
                return NULL;

        broker = calloc(1, sizeof(*broker));
        if (!broker)
                fail("memory");
        if (more && !(broker->more = strdup(more)))
                fail("memory");
        snprintf(broker->folder, sizeof(broker->folder), "/tmp/nattvakt-broker-XXXXXX");
        if (!mkdtemp(broker->folder))
                fail(broker->folder);

        for (int i = 0; i < PORTS_MAX; i++) {
                broker->port = free_port();
                launch(broker);
                if (becomes_ready(broker))
                        return broker;
        }
        fprintf(stderr, "broker: mosquitto does not start; see %s/log\n", broker->folder);
        exit(1);
}

static void signal_and_wait(struct broker *broker, int number) {
        if (broker->pid < 0)
                return;
        kill(broker->pid, number);
        kill(broker->pid, SIGCONT); /* a frozen one would not hear it */
        waitpid(broker->pid, NULL, 0);
        broker->pid = -1;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw) {
        (void)st, (void)type, (void)ftw;
        return remove(path);
}

void broker_stop(struct broker *broker) {
        if (!broker)
                return;
        signal_and_wait(broker, SIGKILL);
        nftw(broker->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
        free(broker->more);
        free(broker);
}

void broker_stopp(struct broker **broker) {
        broker_stop(*broker);
}

int broker_port(const struct broker *broker) {
        return broker->port;
}

const char *broker_folder(const struct broker *broker) {
        return broker->folder;
}

void broker_kill(struct broker *broker) {
        signal_and_wait(broker, SIGKILL);
}

void broker_end(struct broker *broker) {
        signal_and_wait(broker, SIGTERM);
}

void broker_restart(struct broker *broker) {
        launch(broker);
        if (!becomes_ready(broker)) {
                fprintf(stderr, "broker: does not start again; see %s/log\n", broker->folder);
                exit(1);
        }
}

void broker_freeze(struct broker *broker) {
        kill(broker->pid, SIGSTOP);
        waitpid(broker->pid, NULL, WUNTRACED);
}

void broker_thaw(struct broker *broker) {
        kill(broker->pid, SIGCONT);
}
