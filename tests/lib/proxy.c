/* SPDX-License-Identifier: Apache-2.0 */
/* One connection at a time is enough: the daemon has one, and its next one comes when this has ended. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "proxy.h"

struct proxy {
        int broker_port, port;
        int listener, daemon, broker; /* -1: none */
        bool muted;
};

static void fail(const char *what) {
        fprintf(stderr, "proxy: %s: %s\n", what, strerror(errno));
        exit(1);
}

static struct sockaddr_in loopback(int port) {
        return (struct sockaddr_in){ .sin_family = AF_INET,
                                     .sin_port = htons((uint16_t)port),
                                     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

struct proxy *proxy_new(int broker_port) {
        struct proxy *proxy = calloc(1, sizeof(*proxy));
        struct sockaddr_in address = loopback(0);
        socklen_t size = sizeof(address);

        if (!proxy)
                fail("memory");
        *proxy = (struct proxy){ .broker_port = broker_port, .daemon = -1, .broker = -1 };
        proxy->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (proxy->listener < 0 || bind(proxy->listener, (struct sockaddr *)&address, size) < 0 ||
            listen(proxy->listener, 4) < 0 ||
            getsockname(proxy->listener, (struct sockaddr *)&address, &size) < 0)
                fail("listen");
        proxy->port = ntohs(address.sin_port);
        return proxy;
}

static void hang_up(struct proxy *proxy) {
        if (proxy->daemon >= 0)
                close(proxy->daemon);
        if (proxy->broker >= 0)
                close(proxy->broker);
        proxy->daemon = proxy->broker = -1;
}

void proxy_free(struct proxy *proxy) {
        if (!proxy)
                return;
        hang_up(proxy);
        close(proxy->listener);
        free(proxy);
}

int proxy_port(const struct proxy *proxy) {
        return proxy->port;
}

void proxy_mute(struct proxy *proxy, bool muted) {
        if (proxy->muted && !muted)
                hang_up(proxy); /* the rest of a message that was cut would be nonsense */
        proxy->muted = muted;
}

static bool is_ready(int fd) {
        struct pollfd look = { .fd = fd, .events = POLLIN };

        return fd >= 0 && poll(&look, 1, 0) > 0;
}

static void answer(struct proxy *proxy) {
        struct sockaddr_in address = loopback(proxy->broker_port);
        int one = 1;

        proxy->daemon = accept4(proxy->listener, NULL, NULL, SOCK_CLOEXEC);
        proxy->broker = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connect(proxy->broker, (struct sockaddr *)&address, sizeof(address)) < 0) {
                hang_up(proxy);
                return;
        }
        setsockopt(proxy->daemon, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
        setsockopt(proxy->broker, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}

/* False: the side at @from has ended. */
static bool move_bytes(int from, int to, bool drop) {
        char bytes[65536];
        ssize_t size = recv(from, bytes, sizeof(bytes), 0);

        if (size <= 0)
                return false;
        for (ssize_t sent = 0; !drop && sent < size;) {
                ssize_t part = send(to, bytes + sent, (size_t)(size - sent), MSG_NOSIGNAL);

                if (part < 0)
                        return false;
                sent += part;
        }
        return true;
}

void proxy_turn(struct proxy *proxy) {
        if (proxy->daemon < 0 && is_ready(proxy->listener))
                answer(proxy);
        if (is_ready(proxy->broker) && !move_bytes(proxy->broker, proxy->daemon, false))
                hang_up(proxy);
        if (is_ready(proxy->daemon) && !move_bytes(proxy->daemon, proxy->broker, proxy->muted))
                hang_up(proxy);
}
