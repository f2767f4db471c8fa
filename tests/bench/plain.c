/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plainest subscriber that libmosquitto makes: QoS 1, the library's own loop, every message is
 * counted and forgotten, nothing is stored. It acknowledges before it has done anything, as such
 * programs do.   bench_plain PORT FILTER COUNT      ends after COUNT messages
 */
#include <stdio.h>
#include <stdlib.h>

#include <mosquitto.h>

struct plain {
        const char *filter;
        long count, wanted;
};

static void on_connect(struct mosquitto *client, void *userdata, int rc) {
        const struct plain *plain = userdata;

        if (rc == 0)
                mosquitto_subscribe(client, NULL, plain->filter, 1);
}

static void on_message(struct mosquitto *client, void *userdata,
                       const struct mosquitto_message *message) {
        struct plain *plain = userdata;

        (void)message;
        if (++plain->count == plain->wanted)
                mosquitto_disconnect(client);
}

int main(int argc, char **argv) {
        struct plain plain = { 0 };
        struct mosquitto *client;
        int rc;

        if (argc != 4) {
                fprintf(stderr, "Usage: bench_plain PORT FILTER COUNT\n");
                return 2;
        }
        plain.filter = argv[2];
        plain.wanted = strtol(argv[3], NULL, 10);
        mosquitto_lib_init();
        client = mosquitto_new("bench-plain", true, &plain);
        if (!client)
                return 1;
        mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
        mosquitto_connect_callback_set(client, on_connect);
        mosquitto_message_callback_set(client, on_message);
        rc = mosquitto_connect(client, "127.0.0.1", (int)strtol(argv[1], NULL, 10), 60);
        if (rc == MOSQ_ERR_SUCCESS)
                rc = mosquitto_loop_forever(client, -1, 1);
        if (rc != MOSQ_ERR_SUCCESS)
                fprintf(stderr, "bench_plain: %s\n", mosquitto_strerror(rc));
        mosquitto_destroy(client);
        mosquitto_lib_cleanup();
        return plain.count == plain.wanted ? 0 : 1;
}
