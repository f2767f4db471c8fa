/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the daemon looks after itself: signals, the service manager's watchdog, a reload that keeps what it
 * had when the new configuration has a fault, and metrics about its own health.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <syslog.h>
#include <unistd.h>

#include "daemon_private.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "notify.h"
#include "outlet.h"

static int on_stop(sd_event_source *source, const struct signalfd_siginfo *info, void *userdata) {
        struct daemon *d = userdata;

        (void)source;
        notify_log(LOG_INFO, "stopping", "Stopping: signal %u.", info->ssi_signo);
        return sd_event_exit(d->event, 0);
}

/* What is subscribed to; wired lines are none of the broker's. */
static bool is_same_sources(const struct settings *a, const struct settings *b) {
        for (int i = 0; i < ADAPTER_COUNT; i++)
                if (i != ADAPTER_GPIO && a->sources[i] != b->sources[i])
                        return false;
        return true;
}

static bool is_same_link(const struct configuration *a, const struct configuration *b) {
        return memcmp(&a->settings.broker, &b->settings.broker, sizeof(a->settings.broker)) == 0 &&
               is_same_sources(&a->settings, &b->settings) &&
               text_equal(a->site.name, b->site.name) && a->settings.clock == b->settings.clock &&
               text_equal(a->settings.journal, b->settings.journal) &&
               text_equal(a->settings.zigbee2mqtt_base, b->settings.zigbee2mqtt_base);
}

/* Takes @fresh in use; the state comes back from the journal, as after a crash. 0 or -errno. */
static int take_configuration(struct daemon *d, struct configuration *fresh) {
        struct moment now = turn_now(d);
        struct flow *flow;
        int r;

        if (d->open) /* the clock came just now: that is the old flow's to write */
                turn_commit(d);
        r = flow_open(fresh, d->journal, &now, &flow);
        if (r < 0)
                return r;
        flow_close(d->flow);
        config_free(d->configuration);
        d->flow = flow;
        d->configuration = fresh;
        r = wired_reload(d);
        if (r < 0)
                notify_log(LOG_ERR, "lines", "The lines cannot be listened to: %s", strerror(-r));
        return 0;
}

static void log_faults(const struct config_faults *faults) {
        for (size_t i = 0; i < faults->count; i++)
                if (faults->at[i].file[0])
                        notify_log(LOG_ERR, "configuration", "%s:%d:%d: %s", faults->at[i].file,
                                   faults->at[i].line, faults->at[i].column, faults->at[i].says);
                else
                        notify_log(LOG_ERR, "configuration", "%s", faults->at[i].says);
        notify_log(LOG_ERR, "reload", "Not reloaded: %zu fault%s; everything stays as it was.",
                   faults->count + faults->more, faults->count + faults->more == 1 ? "" : "s");
}

static int on_reload(sd_event_source *source, const struct signalfd_siginfo *info, void *userdata) {
        struct daemon *d = userdata;
        struct configuration *fresh = NULL;
        struct config_faults faults = { 0 };
        char place[NAME_SIZE];
        int r;

        (void)source;
        (void)info;
        notify_reloading();
        turn_commit(d);
        if (config_load(d->options.config, &fresh, &faults) < 0) {
                log_faults(&faults);
        } else if (!is_same_link(d->configuration, fresh)) {
                notify_log(LOG_ERR, "reload",
                           "Not reloaded: site, broker, sources, journal or clock changed; that "
                           "needs a restart.");
        } else if (!flow_fits(d->flow, fresh, place)) {
                notify_log(
                        LOG_ERR, "reload",
                        "Not reloaded: '%s' has an open task and is not in the new configuration.",
                        place);
        } else if (!wired_fits(d, fresh)) {
                notify_log(LOG_ERR, "reload",
                           "Not reloaded: GPIO lines changed, and what the old ones said cannot be "
                           "written now. Try again when the journal works.");
        } else if ((r = take_configuration(d, fresh)) < 0) {
                notify_log(LOG_ERR, "reload", "Not reloaded: the journal cannot be read (%s).",
                           strerror(-r));
                if (r == -EUCLEAN)
                        daemon_damaged(d);
        } else {
                notify_log(LOG_INFO, "reload", "Reloaded the configuration.");
                fresh = NULL;
                turn_commit(d); /* what the new one waits for has its own time */
        }
        config_free(fresh);
        config_faults_done(&faults);
        notify_ready(NULL);
        return 0;
}

/* RSS in bytes, from /proc/self/statm (proc(5)): the second number, in pages. */
static double resident_bytes(void) {
        _cleanup_(fclosep) FILE *file = fopen("/proc/self/statm", "re");
        char line[128], *second;

        if (!file || !fgets(line, sizeof(line), file))
                return 0;
        (void)strtol(line, &second, 10);
        return (double)strtol(second, NULL, 10) * (double)sysconf(_SC_PAGESIZE);
}

static double disk_free(const char *path) {
        struct statvfs disk;

        return statvfs(path, &disk) == 0 ? (double)disk.f_bavail * (double)disk.f_frsize : 0;
}

static void send_metrics(struct daemon *d, const char *group, const struct outlet_metric *metrics,
                         size_t count) {
        struct moment now = turn_now(d);
        struct message message;
        struct mqtt_departure departure = { .retained = true, .qos = 0 };

        outlet_metrics(&d->configuration->site, group, metrics, count, now.wall_us, &message);
        departure.topic = message.topic;
        departure.payload = message.payload;
        departure.size = message.size;
        if (!d->open && mqtt_is_connected(d->mqtt))
                mqtt_publish(d->mqtt, &departure,
                             NULL); /* next minute's figures replace lost ones */
        message_done(&message);
}

static int add_blind_time(void *userdata, const struct blind_row *row) {
        int64_t *blind_us = userdata;

        if (row->to_us && row->cause != BLIND_CAUSE_CLOCK)
                *blind_us += row->to_us - row->from_us;
        return 0;
}

/* Blind minutes that touched the last 24 hours. */
static double blind_minutes(struct daemon *d) {
        int64_t now_us = turn_now(d).wall_us, blind_us = 0;

        if (journal_each_blind(d->journal, now_us - US_PER_DAY, now_us, add_blind_time, &blind_us) <
            0)
                return -1;
        return (double)blind_us / (double)US_PER_MIN;
}

/* What was refused since the last time, in one line: an installer's typing error shows here. */
static void log_refusals(struct daemon *d, const struct flow_counts *counts) {
        _cleanup_(text_buffer_done) struct text_buffer text = { 0 };

        for (int a = 0; a < ADAPTER_COUNT; a++)
                for (int r = 0; r < REFUSAL_COUNT; r++) {
                        int64_t more = counts->refused[a][r] - d->refused[a][r];

                        if (more > 0)
                                text_appendf(&text, "%s%s.%s %lld", text.size ? ", " : "",
                                             adapter_word((enum adapter)a),
                                             refusal_word((enum refusal)r), (long long)more);
                        d->refused[a][r] = counts->refused[a][r];
                }
        if (text.size)
                notify_log(LOG_WARNING, "refused",
                           "Refused in the last minute: %s. A name that is not in site.yaml counts "
                           "here.",
                           text.data);
}

/* One number per adapter and reason that occurred: "zigbee2mqtt.unreadable". */
static void send_refusals(struct daemon *d, const struct flow_counts *counts) {
        struct outlet_metric metrics[ADAPTER_COUNT * REFUSAL_COUNT];
        char names[ADAPTER_COUNT * REFUSAL_COUNT][NAME_SIZE];
        size_t count = 0;

        for (int a = 0; a < ADAPTER_COUNT; a++)
                for (int r = 0; r < REFUSAL_COUNT; r++) {
                        if (counts->refused[a][r] == 0)
                                continue;
                        snprintf(names[count], NAME_SIZE, "%s.%s", adapter_word((enum adapter)a),
                                 refusal_word((enum refusal)r));
                        metrics[count].name = names[count];
                        metrics[count++].value = (double)counts->refused[a][r];
                }
        send_metrics(d, "refused", metrics, count);
}

static int on_metric(sd_event_source *source, uint64_t due_us, void *userdata) {
        struct daemon *d = userdata;
        const struct flow_counts *counts = flow_counts(d->flow);
        const struct outlet_metric input[] = {
                { "messages", (double)counts->messages },
                { "readings", (double)counts->readings },
                { "events", (double)counts->events },
                { "repeats", (double)counts->repeats },
        };
        const struct outlet_metric flow[] = {
                { "turns", (double)counts->turns },
                { "commits", (double)counts->commits },
                { "failed_commits", (double)counts->failed_commits },
                { "commit_worst_ms", (double)d->commit_worst_us / (double)US_PER_MS },
                { "open_tasks", (double)flow_open_tasks(d->flow) },
                { "outbox_depth", (double)journal_outbox_depth(d->journal) },
                { "outbox_dropped", (double)journal_outbox_dropped(d->journal) },
                { "published", (double)d->post.published },
                { "undeliverable", (double)d->post.dropped },
        };
        const struct outlet_metric gateway[] = {
                { "resident_bytes", resident_bytes() },
                { "disk_free_bytes", disk_free(d->configuration->settings.journal) },
                { "blind_minutes_24h", blind_minutes(d) },
                { "clock_trusted", d->time.trusted || d->simulated },
                { "lines_down", (double)wired_down(d) },
        };

        send_metrics(d, "input", input, ELEMENTS(input));
        send_refusals(d, counts);
        log_refusals(d, counts);
        send_metrics(d, "flow", flow, ELEMENTS(flow));
        send_metrics(d, "gateway", gateway, ELEMENTS(gateway));
        wire_notify_status(d);
        d->commit_worst_us = 0;
        sd_event_source_set_time(source, due_us + DAEMON_METRIC_US);
        return sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

int watch_attach(struct daemon *d) {
        const struct {
                int number;
                sd_event_signal_handler_t handler;
        } signals[] = { { SIGTERM, on_stop }, { SIGINT, on_stop }, { SIGHUP, on_reload } };
        sigset_t blocked;
        int r = 0;

        sigemptyset(&blocked);
        for (size_t i = 0; i < ELEMENTS(signals); i++)
                sigaddset(&blocked, signals[i].number);
        if (sigprocmask(SIG_BLOCK, &blocked, NULL) < 0)
                return -errno;
        for (size_t i = 0; r >= 0 && i < ELEMENTS(signals); i++)
                r = sd_event_add_signal(d->event, &d->signals[i], signals[i].number,
                                        signals[i].handler, d);
        if (r >= 0)
                r = sd_event_set_watchdog(d->event, 1);
        if (r >= 0)
                r = sd_event_add_time(d->event, &d->metric, CLOCK_BOOTTIME,
                                      (uint64_t)(clock_boot_us() + US_PER_S), US_PER_S, on_metric,
                                      d);
        return r;
}
