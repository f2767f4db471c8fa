/* SPDX-License-Identifier: Apache-2.0 */
/* The MQTT link over TLS: libmosquitto goes other ways there, and invariant 1 must hold on them too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mqtt_world.h"
#include "nattvakt/cleanup.h"

#define MORE_SIZE   512
#define PATH_LENGTH 64

struct secure {
        struct broker *broker;
        char folder[32], certificate[PATH_LENGTH], other[PATH_LENGTH];
};

/* A certificate that signs itself, for localhost; the key lies beside it. */
static bool certify(const char *folder, const char *name) {
        char certificate[PATH_LENGTH], key[PATH_LENGTH];
        int status = -1;
        pid_t pid;

        snprintf(certificate, sizeof(certificate), "%s/%s.pem", folder, name);
        snprintf(key, sizeof(key), "%s/%s.key", folder, name);
        pid = fork();
        if (pid == 0) {
                close(STDERR_FILENO); /* it prints a line of dots */
                execlp("openssl", "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
                       "-days", "2", "-subj", "/CN=localhost", "-addext",
                       "subjectAltName=DNS:localhost", "-out", certificate, "-keyout", key,
                       (char *)NULL);
                _exit(127);
        }
        return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

static int setup(void **state) {
        struct secure *secure = calloc(1, sizeof(*secure));
        char more[MORE_SIZE];

        assert_non_null(secure);
        *state = secure;
        snprintf(secure->folder, sizeof(secure->folder), "/tmp/nattvakt-tls-XXXXXX");
        assert_non_null(mkdtemp(secure->folder));
        snprintf(secure->certificate, PATH_LENGTH, "%s/broker.pem", secure->folder);
        snprintf(secure->other, PATH_LENGTH, "%s/other.pem", secure->folder);
        if (!certify(secure->folder, "broker") || !certify(secure->folder, "other"))
                return 0; /* no openssl: the tests skip */

        snprintf(more, sizeof(more), "certfile %s\nkeyfile %s/broker.key\n", secure->certificate,
                 secure->folder);
        secure->broker = broker_start(more);
        return secure->broker ? 0 : -1;
}

static int teardown(void **state) {
        static const char *const names[] = { "broker.pem", "broker.key", "other.pem", "other.key" };
        struct secure *secure = *state;
        char path[PATH_LENGTH];

        broker_stop(secure->broker);
        for (size_t i = 0; i < ELEMENTS(names); i++) {
                snprintf(path, sizeof(path), "%s/%s", secure->folder, names[i]);
                unlink(path);
        }
        rmdir(secure->folder);
        free(secure);
        return 0;
}

static struct world *world_secure(const struct secure *secure, const char *ca) {
        struct mqtt_options options;

        if (!secure->broker) {
                print_message("skipped: no openssl command\n");
                skip();
        }
        options = world_options(broker_port(secure->broker));
        options.host = "localhost";
        options.ca = ca;
        return world_with(&options);
}

static void an_open_turn_comes_again_over_tls(void **state) {
        const struct secure *secure = *state;
        struct mqtt_departure departure = {
                .topic = "in/self", .payload = "x", .size = 1, .qos = 1
        };
        struct world *world = world_secure(secure, secure->certificate);

        until(world, world->connects == 1);
        for (int i = 0; i < 50; i++)
                assert_int_equal(mqtt_publish(world->m, &departure, NULL), 0);
        world->holds = true;
        until(world, world->count == 50);
        assert_true(mqtt_wants_write(world->m));
        world_free(world);

        world = world_secure(secure, secure->certificate);
        until(world, world->count == 50);
        assert_true(world->session_present);
        assert_int_equal(mqtt_publish(world->m, &departure, NULL), 0);
        until(world, world->published == 1);
        world_free(world);

        world = world_secure(secure, secure->certificate);
        until(world, world->connects == 1);
        assert_int_equal(mqtt_publish(world->m, &departure, NULL), 0);
        until(world, world->count > 0 && world->published == 1);
        assert_true(world->count <=
                    2); /* its own, and the one before if that was not acknowledged */
        mqtt_disconnect(world->m, false);
        world_free(world);
}

static void a_broker_with_a_foreign_certificate_is_refused(void **state) {
        const struct secure *secure = *state;
        _cleanup_(world_freep) struct world *world = world_secure(secure, secure->other);

        until(world, world->losses == 1);
        assert_int_equal(world->connects, 0);
        assert_true(strlen(world->reason) > 0);
        print_message("  %s\n", world->reason);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_open_turn_comes_again_over_tls),
                cmocka_unit_test(a_broker_with_a_foreign_certificate_is_refused),
        };

        return cmocka_run_group_tests_name("link/mqtt tls", tests, setup, teardown);
}
