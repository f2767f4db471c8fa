/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The turn and its end. Between turn_begin and turn_commit not one byte leaves (mqtt_hold); the end is
 * COMMIT, then acknowledgements, then what the outbox holds. When COMMIT fails, the connection is
 * thrown away unacknowledged, so the broker sends again what the journal does not have.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "daemon_private.h"
#include "nattvakt/text.h"
#include "notify.h"
#include "outlet.h"

/* The age of its oldest input ends a turn: what comes later, input or not, never puts that off. */
static void end_within(struct daemon *d, int64_t wait_us) {
        uint64_t due_us = (uint64_t)(clock_boot_us() + wait_us), set_us;

        if (sd_event_source_get_enabled(d->turn_age, NULL) > 0 &&
            sd_event_source_get_time(d->turn_age, &set_us) >= 0 && set_us <= due_us)
                return;
        sd_event_source_set_time(d->turn_age, due_us);
        sd_event_source_set_enabled(d->turn_age, SD_EVENT_ONESHOT);
}

struct moment turn_now(struct daemon *d) {
        struct moment kernel = clock_now(d->configuration->settings.clock), now;
        int64_t delta, since;
        int r;

        if (d->simulated)
                return (struct moment){ .wall_us = d->time.anchor_wall_us,
                                        .boot_us = d->time.anchor_wall_us,
                                        .wall_trusted = true,
                                        .simulated = true };

        since = d->time.untrusted_since_us;
        r = timekeeper_moment(&d->time, &kernel, &now, &delta);
        if (r == TIMEKEEPER_SAME)
                return now;

        d->open = true;
        mqtt_hold(d->mqtt);
        flow_begin(d->flow, &now);
        if (r == TIMEKEEPER_CAME) {
                notify_log(LOG_NOTICE, "clock-came",
                           "The clock can be trusted now; it was %lld s off.",
                           (long long)(delta / US_PER_S));
                flow_clock_came(d->flow, since, delta, &now);
                wire_say_status(d, &now);
        } else {
                notify_log(LOG_WARNING, "clock-set", "The clock was set by %lld s.",
                           (long long)(delta / US_PER_S));
                flow_clock_jumped(d->flow, delta, &now);
        }
        if (d->turn_age) /* whoever asked for the time need not end the turn that it began */
                end_within(d, DAEMON_URGENT_US);
        return now;
}

struct moment turn_begin(struct daemon *d) {
        struct moment now;

        d->open = true;
        mqtt_hold(d->mqtt);
        now = turn_now(d);
        flow_begin(d->flow, &now);
        if (!d->simulated)
                end_within(d, DAEMON_TURN_US);
        wired_hear(d, &now);
        return now;
}

/*
 * An urgent turn ends as soon as the loop has nothing else to do: what comes with a call is one commit with it.
 * A line that chatters gives it something to do for ever, so the age of each turn is watched as well.
 */
void turn_touch(struct daemon *d) {
        bool is_full = flow_inputs(d->flow) >= DAEMON_TURN_INPUTS;
        bool is_urgent = flow_is_urgent(d->flow);

        if (is_urgent || is_full || d->simulated)
                sd_event_source_set_enabled(d->commit, SD_EVENT_ONESHOT);
        if (!d->simulated && (is_urgent || is_full))
                end_within(d, is_full ? 0 : DAEMON_URGENT_US);
}

/* When time itself is the next input. */
static void arm_tick(struct daemon *d, const struct moment *now) {
        int64_t wait = flow_next_us(d->flow) - now->wall_us;

        if (d->simulated)
                return;
        if (wait > US_PER_MIN) /* "alive" is written once a minute */
                wait = US_PER_MIN;
        if (d->post.again_us && wait > d->post.again_us - clock_boot_us())
                wait = d->post.again_us - clock_boot_us();
        if (wait < 0)
                wait = 0;
        if (d->failing) /* what could not be written is still due */
                wait = DAEMON_RETRY_US;
        if (d->post.delivered_count && wait > DAEMON_NOTE_US)
                wait = DAEMON_NOTE_US;
        sd_event_source_set_time(d->tick, (uint64_t)(clock_boot_us() + wait));
        sd_event_source_set_enabled(d->tick, SD_EVENT_ONESHOT);
}

static void send_sim_done(struct daemon *d) {
        char payload[128], topic[TOPIC_SIZE];
        int64_t next = flow_next_us(d->flow);
        struct mqtt_departure departure = { .topic = topic, .payload = payload, .qos = 1 };

        if (!d->sim_asked || !post_is_empty(&d->post))
                return;

        snprintf(topic, sizeof(topic), "nattvakt/%s/sim/done", d->configuration->site.name);
        snprintf(payload, sizeof(payload), "{\"now_us\":%lld,\"next_us\":%lld}",
                 (long long)d->time.anchor_wall_us, next == TIME_NEVER ? 0LL : (long long)next);
        departure.size = strlen(payload);
        if (mqtt_publish(d->mqtt, &departure, NULL) == 0)
                d->sim_asked = false;
}

/* The newest of each topic, and the newest topics of too many: while commits go on failing the same is
 * decided again and again. */
static void urge(struct flow_urgent *urgent, struct flow_urgent *fresh) {
        for (size_t i = 0; i < fresh->count; i++) {
                size_t k = 0;

                while (k < urgent->count && strcmp(urgent->at[k].topic, fresh->at[i].topic) != 0)
                        k++;
                if (k == FLOW_URGENT_MAX)
                        k = 0; /* the oldest makes room */
                if (k < urgent->count) {
                        message_done(&urgent->at[k]);
                        urgent->count--;
                        memmove(&urgent->at[k], &urgent->at[k + 1],
                                (urgent->count - k) * sizeof(urgent->at[0]));
                }
                urgent->at[urgent->count++] = fresh->at[i];
        }
}

/* Said once per fault. What was @heard is heard again: it goes unacknowledged with its connection. */
static void turn_failed(struct daemon *d, int error, bool heard) {
        if (error == -EUCLEAN) /* it would fail for ever */
                daemon_damaged(d);
        else if (!d->failing)
                notify_log(LOG_CRIT, "commit-failed",
                           "The journal could not be written (%s). Nothing of this turn was "
                           "acknowledged; urgent tasks are announced all the same. Check the disk "
                           "of %s.",
                           strerror(-error), d->configuration->settings.journal);
        d->failing = true;
        d->open = false;
        if (heard) {
                mqtt_drop(d->mqtt);
        } else {
                mqtt_release(d->mqtt);
                wire_say_urgent(d);
        }
        wired_show(d);
}

static void turn_worked(struct daemon *d) {
        if (!d->failing)
                return;
        d->failing = false;
        notify_log(LOG_NOTICE, "commit-works", "The journal can be written again.");
        if (d->found)
                wire_found(d);
}

void turn_let_out(struct daemon *d) {
        int r;

        if (d->open || !mqtt_is_connected(d->mqtt))
                return;

        r = post_pump(&d->post, clock_boot_us());
        if (r < 0)
                turn_failed(d, r, false);
        else
                send_sim_done(d);
        if (d->post.delivered_count >= POST_DELIVERED_MAX / 2)
                sd_event_source_set_enabled(d->commit, SD_EVENT_ONESHOT);
}

static int commit(struct daemon *d, const struct moment *now) {
        struct flow_urgent urgent = { .count = 0 };
        int64_t began_us = clock_boot_us();
        int note = post_note(&d->post), r;
        size_t waiting = 0;

        if (note >= 0 && d->failing) /* a turn without a row would prove nothing */
                note = journal_fact_set(d->journal, "birth", d->birth);
        r = flow_commit(d->flow, now, &urgent);
        for (size_t i = 0; i < urgent.count; i++)
                waiting += urgent.waits[i];
        wired_end(d, note >= 0 && r >= 0, waiting);
        urge(&d->urgent, &urgent);
        if (clock_boot_us() - began_us > d->commit_worst_us)
                d->commit_worst_us = clock_boot_us() - began_us;
        return note < 0 && r >= 0 ? note : r;
}

void turn_commit(struct daemon *d) {
        bool heard = d->heard;
        struct moment now;
        int r;

        now = turn_begin(d);
        r = commit(d, &now);
        d->heard = false;
        sd_event_source_set_enabled(d->commit, SD_EVENT_OFF);
        sd_event_source_set_enabled(d->turn_age, SD_EVENT_OFF);
        if (r < 0) {
                turn_failed(d, r, heard);
                arm_tick(d, &now);
                return;
        }

        d->open = false;
        mqtt_release(d->mqtt);
        if (r > 0)
                turn_worked(d);
        wired_show(d);
        arm_tick(d, &now);
        turn_let_out(d);
}

static int on_commit(sd_event_source *source, void *userdata) {
        (void)source;
        turn_commit(userdata);
        return 0;
}

static int on_time(sd_event_source *source, uint64_t due_us, void *userdata) {
        struct daemon *d = userdata;
        struct moment now;
        bool urgent;

        (void)due_us;
        turn_begin(d);
        if (source == d->tick) {
                now = turn_now(d);
                flow_tick(d->flow, &now);
        }
        urgent = flow_is_urgent(d->flow) || flow_inputs(d->flow) > 0;
        turn_commit(d);
        if (!urgent && !d->open &&
            journal_idle(d->journal) < 0) /* a checkpoint never waits for an alarm's turn */
                notify_log(LOG_WARNING, "checkpoint",
                           "The journal's log could not be moved into its file.");
        return 0;
}

int turn_attach(struct daemon *d) {
        struct moment now;
        int r = sd_event_add_defer(d->event, &d->commit, on_commit, d);

        if (r >= 0)
                r = sd_event_source_set_priority(d->commit, SD_EVENT_PRIORITY_IDLE);
        if (r >= 0)
                r = sd_event_source_set_enabled(d->commit, SD_EVENT_OFF);
        if (r >= 0)
                r = sd_event_add_time(d->event, &d->turn_age, CLOCK_BOOTTIME, 0, 1000, on_time, d);
        if (r >= 0)
                r = sd_event_source_set_enabled(d->turn_age, SD_EVENT_OFF);
        if (r >= 0)
                r = sd_event_add_time(d->event, &d->tick, CLOCK_BOOTTIME, 0, 1000, on_time, d);
        if (r < 0)
                return r;

        now = turn_now(d);
        if (d->simulated)
                return sd_event_source_set_enabled(d->tick, SD_EVENT_OFF);
        arm_tick(d, &now);
        return 0;
}
