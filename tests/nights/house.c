/* SPDX-License-Identifier: Apache-2.0 */
#include "house.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "wires.h"

#define BOOT_US         (20 * US_PER_S) /* a small board's way from power to the daemon */
#define RECEIVE_MAXIMUM 1000            /* what the daemon announces (link/mqtt) */

static void hear(void *userdata, int64_t now_us, const struct message *message) {
        struct house *house = userdata;

        said_hear(&house->said, now_us, message);
}

static int make_folder(struct house *house) {
        const char *where = getenv("TMPDIR");

        if (!where) /* in memory, where there is such a place: a night syncs some hundred times */
                where = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
        if (snprintf(house->folder, sizeof(house->folder), "%s/nattvakt-night-XXXXXX", where) >=
            (int)sizeof(house->folder) - 32)
                return -ENAMETOOLONG;
        return mkdtemp(house->folder) ? 0 : -errno;
}

int house_build(struct house *house, const struct script *script) {
        struct config_faults faults = { 0 };
        struct text_buffer says = { 0 };
        int r = config_load(script->config, &house->configuration, &faults);

        if (r < 0) {
                config_faults_text(&faults, &says);
                fprintf(stderr, "%s:\n%s", script->config, says.data ? says.data : "");
        }
        text_buffer_done(&says);
        config_faults_done(&faults);
        if (r < 0)
                return r;

        house->kernel = (struct moment){
                .wall_us = zone_day_minute(&house->configuration->site.zone, script->day,
                                           script->start_min),
                .boot_us = US_PER_DAY,
                .wall_trusted = true,
        };
        r = make_folder(house);
        return r < 0 ? r : house_up(house);
}

static void remove_folder(const char *folder) {
        DIR *entries = opendir(folder);
        const struct dirent *entry;
        char path[PATH_SIZE + sizeof(entry->d_name) + 1];

        while (entries && (entry = readdir(entries))) {
                snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
                if (entry->d_name[0] != '.')
                        unlink(path);
        }
        if (entries)
                closedir(entries);
        rmdir(folder);
}

void house_tear_down(struct house *house) {
        if (house->is_up)
                stage_close(&house->stage);
        if (house->folder[0])
                remove_folder(house->folder);
        config_free(house->configuration);
        said_done(&house->said);
        for (size_t i = 0; i < HOUSE_SENT_MAX; i++)
                free(house->sent[i].payload);
        memset(house, 0, sizeof(*house));
}

int64_t house_now(const struct house *house) {
        return house->is_up ? house->stage.now.wall_us : house->kernel.wall_us;
}

/* The stage's time and the kernel's run at the same pace. */
static void follow(struct house *house) {
        int64_t passed_us = house->stage.now.boot_us - house->kernel.boot_us;

        house->kernel.boot_us += passed_us;
        house->kernel.wall_us += passed_us;
}

static int newest(const char *path, int64_t *ret_us) {
        _cleanup_(journal_closep) struct journal *journal = NULL;
        int r = journal_open(path, JOURNAL_DAEMON, &journal);

        *ret_us = 0;
        return r < 0 ? r : journal_fact(journal, "alive_us", ret_us);
}

int house_up(struct house *house) {
        struct moment now;
        int64_t newest_us, delta_us;
        char path[PATH_SIZE + 32];
        int r;

        snprintf(path, sizeof(path), "%s/journal.sqlite", house->folder);
        r = newest(path, &newest_us);
        if (r < 0)
                return r;

        timekeeper_init(&house->time, newest_us, &house->kernel);
        timekeeper_moment(&house->time, &house->kernel, &now, &delta_us);
        house->stage.hear = hear;
        house->stage.userdata = house;
        house->is_up = true;
        r = stage_open(&house->stage, house->configuration, path, JOURNAL_DAEMON, &now);
        if (r < 0)
                return r;

        flow_begin(house->stage.flow, &now);
        r = journal_outbox_again(house->stage.journal); /* as after CONNACK */
        if (house->was_up)
                flow_resumed(house->stage.flow, RECEIVE_MAXIMUM);
        house->was_up = true;
        if (r >= 0)
                r = stage_advance(&house->stage, now.wall_us);
        return r < 0 ? r : wires_found(house);
}

static void drop(struct house *house) {
        follow(house);
        stage_close(&house->stage);
        house->is_up = false;
}

int house_down(struct house *house) {
        int r = stage_commit(&house->stage);

        drop(house);
        return r;
}

int house_crash(struct house *house) {
        drop(house);
        return house_up(house);
}

static int die_in_tick(struct house *house, int64_t to_us) {
        struct stage *stage = &house->stage;
        int64_t next_us = flow_next_us(stage->flow);

        int r = 0;

        if (next_us > to_us)
                return 0;
        if (next_us > stage->now.wall_us + 1) {
                r = stage_advance(stage, next_us - 1); /* "alive" is written until then */
                stage->now.boot_us++;
                stage->now.wall_us++;
        }
        if (r < 0)
                return r;
        flow_tick(stage->flow, &stage->now);
        return house_crash(house);
}

int house_pass(struct house *house, int64_t to_us, enum crash_kind crash) {
        int64_t passed_us = to_us - house_now(house);
        int64_t until_boot_us = house->kernel.boot_us + passed_us;
        int r = 0;

        if (passed_us < 0)
                return -EINVAL;
        if (!house->is_up) {
                house->kernel.wall_us += passed_us;
                house->kernel.boot_us += passed_us;
                return 0;
        }
        if (crash == CRASH_IN_TICK)
                r = die_in_tick(house, to_us);
        /* Without a clock the start took the journal's time: what is left is told by the boot clock. */
        if (r >= 0)
                r = stage_advance(&house->stage, house->stage.now.wall_us + until_boot_us -
                                                         house->stage.now.boot_us);
        follow(house);
        return r;
}

static int hear_sent(struct house *house, const struct house_sent *sent, enum crash_kind crash) {
        struct flow_arrival arrival = { .topic = sent->topic,
                                        .payload = sent->payload,
                                        .size = strlen(sent->payload),
                                        .retained = sent->retained,
                                        .mid = sent->mid };
        int r = 0;

        if (crash == CRASH_UNCOMMITTED || crash == CRASH_UNSAID) {
                stage_message(&house->stage, &arrival);
                if (crash == CRASH_UNSAID)
                        r = flow_commit(house->stage.flow, &house->stage.now, NULL);
                house->resent = crash == CRASH_UNSAID;
                if (r >= 0)
                        r = house_crash(house);
        }
        if (r < 0)
                return r;
        stage_message(&house->stage, &arrival);
        return stage_commit(&house->stage);
}

int house_hear(struct house *house, const char *topic, const char *payload, bool retained,
               enum crash_kind crash) {
        struct house_sent *sent = &house->sent[(house->mid + 1) % HOUSE_SENT_MAX];

        if (text_set(sent->topic, topic) < 0)
                return -ENAMETOOLONG;
        free(sent->payload);
        sent->payload = alloc_text(payload);
        sent->retained = retained;
        sent->mid = ++house->mid;
        return hear_sent(house, sent, crash);
}

int house_hear_again(struct house *house, int count, enum crash_kind crash) {
        int r = count < 1 || count > HOUSE_SENT_MAX || count > house->mid ? -ENOENT : 0;

        for (int mid = house->mid - count + 1; r >= 0 && mid <= house->mid; mid++)
                r = hear_sent(house, &house->sent[mid % HOUSE_SENT_MAX], crash);
        return r;
}

void house_lose_clock(struct house *house, int64_t wall_us) {
        house->kernel = (struct moment){ .wall_us = wall_us + BOOT_US, .boot_us = BOOT_US };
}

int house_set_clock(struct house *house, int64_t wall_us) {
        struct stage *stage = &house->stage;
        int64_t delta_us, since_us = house->time.untrusted_since_us;
        int r;

        if (house->is_up) /* what time it was until now */
                timekeeper_moment(&house->time, &house->kernel, &stage->now, &delta_us);
        house->kernel.wall_us = wall_us;
        house->kernel.wall_trusted = true;
        if (!house->is_up)
                return 0;
        r = timekeeper_moment(&house->time, &house->kernel, &stage->now, &delta_us);
        if (r == TIMEKEEPER_CAME)
                flow_clock_came(stage->flow, since_us, delta_us, &stage->now);
        else if (r == TIMEKEEPER_JUMPED)
                flow_clock_jumped(stage->flow, delta_us, &stage->now);
        return stage_advance(stage, stage->now.wall_us);
}
