/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The daemon's life: configuration, journal, flow, link, loop, and the way out. What happens in a turn is
 * turn.c, what the broker says wire.c, how the daemon looks after itself watch.c.
 */
#include "daemon_private.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "notify.h"

static int open_configuration(struct daemon *d) {
        struct config_faults faults = { 0 };
        struct text_buffer text = { 0 };
        int r = config_load(d->options.config, &d->configuration, &faults);

        if (r < 0) {
                config_faults_text(&faults, &text);
                fputs(text.data ? text.data : "", stderr);
        }
        config_faults_done(&faults);
        text_buffer_done(&text);
        return r;
}

static const char *journal_path(const struct daemon *d) {
        return d->options.journal ? d->options.journal : d->configuration->settings.journal;
}

/* A damaged journal is set aside, never deleted, and a new one begun. */
static int begin_anew(struct daemon *d) {
        struct moment kernel = clock_now(d->configuration->settings.clock);
        char aside[PATH_SIZE];
        int r = journal_set_aside(journal_path(d), kernel.wall_us, aside, sizeof(aside));

        if (r < 0)
                return r;
        notify_log(LOG_CRIT, "journal-damaged",
                   "The journal %s is damaged. It was set aside as %s; a new one is begun, and "
                   "open tasks are taken from our retained topics.",
                   journal_path(d), aside);
        d->adopting = true;
        return journal_open(journal_path(d), JOURNAL_DAEMON, &d->journal);
}

static int open_journal(struct daemon *d) {
        int r = journal_open(journal_path(d), JOURNAL_DAEMON, &d->journal);

        if (r == -EUCLEAN)
                r = begin_anew(d);
        if (r < 0)
                fprintf(stderr, "nattvaktd: journal %s: %s\n", journal_path(d), journal_says(r));
        return r;
}

static int open_flow(struct daemon *d) {
        struct moment kernel = clock_now(d->configuration->settings.clock), now;
        int64_t newest = 0, adopting = 0, delta;
        int r = journal_fact(d->journal, "alive_us", &newest);

        if (r < 0)
                return r;

        d->simulated = d->configuration->settings.clock == CLOCK_MODE_SIMULATED;
        timekeeper_init(&d->time, newest, &kernel);
        if (d->simulated) /* until sim/clock speaks it is as late as the journal knows */
                d->time.anchor_wall_us = newest;
        timekeeper_moment(&d->time, &kernel, &now, &delta);
        if (d->simulated)
                now.wall_us = newest;
        d->since_us = now.wall_us;
        r = journal_fact(d->journal, "adopting", &adopting);
        d->adopting = d->adopting || adopting;
        if (d->adopting)
                snprintf(d->said, sizeof(d->said),
                         "The journal was damaged and set aside; a new one was begun.");
        if (r >= 0)
                r = journal_fact(d->journal, "birth", &d->birth);
        if (r >= 0)
                r = flow_open(d->configuration, d->journal, &now, &d->flow);
        d->birth++;
        d->post.journal = d->journal;
        return r;
}

/* Opening looks at the ends of its tables alone; the state is all that counts of what is between. */
static int open_state(struct daemon *d) {
        int r = open_flow(d);

        if (r == -EUCLEAN) {
                journal_close(take(d->journal));
                r = begin_anew(d);
                if (r >= 0)
                        r = open_flow(d);
        }
        if (r < 0)
                fprintf(stderr, "nattvaktd: journal %s: %s\n", journal_path(d), journal_says(r));
        return r;
}

void daemon_damaged(struct daemon *d) {
        if (d->exit == DAEMON_EXIT_JOURNAL)
                return;
        notify_log(
                LOG_CRIT, "journal-damaged",
                "The journal %s turned out to be damaged: this process ends, and the next goes on "
                "with a new one.",
                journal_path(d));
        d->exit = DAEMON_EXIT_JOURNAL;
        sd_event_exit(d->event, 0);
}

/*
 * The next start would not meet what a write has met, and end here again: so the journal is set aside
 * now, and the new one says that there is something to adopt.
 */
static void leave_damaged(struct daemon *d) {
        int r;

        flow_close(take(d->flow));
        journal_close(take(d->journal));
        r = begin_anew(d);
        if (r >= 0)
                r = journal_begin(d->journal);
        if (r >= 0)
                r = journal_fact_set(d->journal, "birth", d->birth);
        if (r >= 0)
                r = journal_fact_set(d->journal, "adopting", 1);
        if (r >= 0)
                r = journal_commit(d->journal);
        if (r < 0)
                fprintf(stderr, "nattvaktd: journal %s: %s\n", journal_path(d), journal_says(r));
}

/* The birth number and "online" go out with the first turn; simulated time has none before sim/clock. */
static void announce(struct daemon *d) {
        struct message message;
        int r;

        turn_begin(d);
        r = journal_fact_set(d->journal, "birth", d->birth);
        /* Written down: a crash before the broker told us its topics must not end the adopting. */
        if (r >= 0 && d->adopting)
                r = journal_fact_set(d->journal, "adopting", 1);
        if (r < 0)
                notify_log(LOG_ERR, "journal", "The birth number could not be written: %s",
                           strerror(-r));
        wire_status(d, true, &message);
        r = journal_outbox_put(d->journal, &message);
        message_done(&message);
        if (r < 0)
                notify_log(LOG_ERR, "journal", "The status could not be written: %s", strerror(-r));
        turn_commit(d);
}

static int open_loop(struct daemon *d) {
        int r = sd_event_default(&d->event);

        if (r >= 0)
                r = wire_open(d);
        if (r >= 0)
                r = turn_attach(d);
        if (r >= 0)
                r = watch_attach(d);
        if (r >= 0)
                r = mqtt_attach(d->mqtt, d->event);
        if (r >= 0)
                r = wired_open(d);
        if (r < 0)
                fprintf(stderr, "nattvaktd: %s\n", strerror(-r));
        return r;
}

static void close_all(struct daemon *d) {
        sd_event_source **sources[] = { &d->commit,     &d->turn_age,   &d->tick,      &d->metric,
                                        &d->signals[0], &d->signals[1], &d->signals[2] };

        for (size_t i = 0; i < ELEMENTS(sources); i++)
                *sources[i] = sd_event_source_disable_unref(*sources[i]);
        for (size_t i = 0; i < d->urgent.count; i++)
                message_done(&d->urgent.at[i]);
        wired_close(d);
        flow_close(d->flow);
        mqtt_free(d->mqtt);
        journal_close(d->journal);
        config_free(d->configuration);
        sd_event_unref(d->event);
}

/* Everything heard is written, then the will tells the others that we are gone. */
static void stop(struct daemon *d) {
        notify_stopping();
        if (d->exit == DAEMON_EXIT_JOURNAL) {
                mqtt_drop(d->mqtt); /* nothing is acknowledged: the next start hears it again */
                mqtt_disconnect(d->mqtt, true);
                leave_damaged(d);
                return;
        }
        wired_drain(d);
        turn_begin(d);
        if (d->adopting && mqtt_is_connected(d->mqtt))
                (void)journal_fact_set(d->journal, "adopting", 0);
        turn_commit(d);
        mqtt_disconnect(d->mqtt, true);
}

static int run(struct daemon *d) {
        int r;

        if (open_configuration(d) < 0)
                return DAEMON_EXIT_CONFIG;
        if (open_journal(d) < 0)
                return DAEMON_EXIT_JOURNAL;
        if (open_state(d) < 0)
                return DAEMON_EXIT_JOURNAL;
        if (open_loop(d) < 0)
                return DAEMON_EXIT_SYSTEM;

        announce(d);
        notify_ready("Looking for the broker");
        notify_log(LOG_INFO, "started",
                   "nattvaktd " NATTVAKT_VERSION ", site %s, birth %lld, %zu open tasks.",
                   d->configuration->site.name, (long long)d->birth, flow_open_tasks(d->flow));
        r = sd_event_loop(d->event);
        stop(d);
        return r < 0 ? DAEMON_EXIT_SYSTEM : d->exit;
}

int daemon_run(const struct daemon_options *options) {
        struct daemon d = { .options = *options };
        int r = run(&d);

        close_all(&d);
        return r;
}
