/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The small house (tests/data/house) with a flow on a journal of its own, for tests of what a turn keeps.
 * Include after cmocka.
 */

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "config.h"
#include "flow.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"

#ifndef HOUSE_GATEWAY /* more lines of nattvakt.yaml */
#define HOUSE_GATEWAY ""
#endif

#define START_US (INT64_C(1793570400) * US_PER_S) /* 2026-11-01T22:00Z */
#define CALL     "nattvakt/house/in/nurse-call"
#define BED      "zigbee2mqtt/room-2/bed"
#define HELP(id) "{\"kind\":\"person.help_call\",\"id\":\"" id "\",\"resident\":\"R2\"}"

struct house {
        char folder[64], path[96];
        struct configuration *configuration;
        struct journal *journal;
        struct flow *flow;
        struct moment now;
};

static inline void copy_file(const struct house *house, const char *name) {
        char from[512], to[512], bytes[16384];
        _cleanup_(fclosep) FILE *in = NULL;
        _cleanup_(fclosep) FILE *out = NULL;
        size_t size;

        snprintf(from, sizeof(from), "%s/tests/data/house/%s", NATTVAKT_SOURCE_DIR, name);
        snprintf(to, sizeof(to), "%s/%s", house->folder, name);
        in = fopen(from, "re");
        out = fopen(to, "we");
        assert_true(in && out);
        size = fread(bytes, 1, sizeof(bytes), in);
        assert_int_equal(fwrite(bytes, 1, size, out), size);
}

static inline void write_gateway(const struct house *house) {
        _cleanup_(fclosep) FILE *file = NULL;
        char path[512];

        snprintf(path, sizeof(path), "%s/nattvakt.yaml", house->folder);
        file = fopen(path, "we");
        assert_non_null(file);
        assert_true(fputs("site: house\ntimezone: Europe/Oslo\nclock: trusted\n"
                          "sources: [zigbee2mqtt, native]\n" HOUSE_GATEWAY,
                          file) >= 0);
}

static inline void open_flow(struct house *house) {
        assert_int_equal(journal_open(house->path, JOURNAL_DAEMON, &house->journal), 0);
        assert_int_equal(flow_open(house->configuration, house->journal, &house->now, &house->flow),
                         0);
}

static inline void close_flow(struct house *house) {
        flow_close(house->flow);
        journal_close(house->journal);
}

static inline int build(void **state) {
        struct house *house = calloc(1, sizeof(*house));
        struct config_faults faults = { 0 };

        assert_non_null(house);
        snprintf(house->folder, sizeof(house->folder), "/tmp/nattvakt-flow-XXXXXX");
        assert_non_null(mkdtemp(house->folder));
        snprintf(house->path, sizeof(house->path), "%s/journal.sqlite", house->folder);
        copy_file(house, "site.yaml");
        copy_file(house, "tasks.yaml");
        copy_file(house, "staff.yaml");
        write_gateway(house);
        assert_int_equal(config_load(house->folder, &house->configuration, &faults), 0);
        config_faults_done(&faults);
        house->now = (struct moment){ START_US, US_PER_DAY, true, false };
        open_flow(house);
        *state = house;
        return 0;
}

static inline int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw) {
        (void)st, (void)type, (void)ftw;
        return remove(path);
}

static inline void fill_disk(bool full) {
        struct rlimit limit = { .rlim_cur = full ? 1 : RLIM_INFINITY, .rlim_max = RLIM_INFINITY };

        (void)signal(SIGXFSZ, SIG_IGN);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static inline int tear_down(void **state) {
        struct house *house = *state;

        fill_disk(false);
        close_flow(house);
        config_free(house->configuration);
        nftw(house->folder, remove_entry, 4, FTW_DEPTH | FTW_PHYS);
        free(house);
        return 0;
}

static inline void pass(struct house *house, int64_t us) {
        house->now.wall_us += us;
        house->now.boot_us += us;
}

static inline void say(struct house *house, const char *topic, const char *payload) {
        struct flow_arrival arrival = {
                .topic = topic, .payload = payload, .size = strlen(payload), .mid = 1
        };

        pass(house, US_PER_MS);
        flow_message(house->flow, &arrival, &house->now);
}

static inline int commit(struct house *house, struct flow_urgent *ret_urgent) {
        return flow_commit(house->flow, &house->now, ret_urgent);
}

static inline void kept(struct house *house, const char *topic, const char *payload) {
        say(house, topic, payload);
        assert_int_equal(commit(house, NULL), 1);
}
