/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nattvakt.yaml to struct settings. Its lines are devices too: make_site.c.
 */
#include <assert.h>
#include <stdio.h>

#include "line_kind.h"
#include "make.h"
#include "nattvakt/alloc.h"
#include "path.h"

#define PORT_PLAIN 1883 /* IANA: mqtt */
#define PORT_TLS   8883 /* IANA: secure-mqtt */

void make_copy(char *field, size_t size, const char *text) {
        int r = text_copy(field, size, text);
        assert(r == 0);
}

static void make_path(char ret[PATH_SIZE], const struct raw *raw, const char *path) {
        int r = path_join(ret, raw->folder, path);
        assert(r == 0);
}

static void make_broker(const struct raw *raw, struct broker_settings *broker) {
        const struct raw_broker *from = &raw->gateway.broker;

        make_set(broker->host, from->host);
        make_set(broker->username, from->username);
        make_path(broker->password_file, raw, from->password_file);
        make_path(broker->ca, raw, from->tls.ca);
        make_path(broker->cert, raw, from->tls.cert);
        make_path(broker->key, raw, from->tls.key);
        broker->keepalive_s = from->keepalive_s;
        broker->port = from->port > 0 ? from->port : from->tls.node ? PORT_TLS : PORT_PLAIN;
        if (from->client_id[0])
                make_set(broker->client_id, from->client_id);
        else
                snprintf(broker->client_id, sizeof(broker->client_id), "nattvakt-%s",
                         raw->gateway.site);
}

static void make_period(const struct raw *raw, const struct raw_period *from,
                        struct period_settings *period) {
        make_set(period->name, from->name);
        period->from_day = from->from_day;
        period->to_day = from->to_day;
        period->baseline_from_day = from->baseline.from_day;
        period->baseline_to_day = from->baseline.to_day;
        make_path(period->baseline_journal, raw, from->baseline.journal);
        make_path(period->baseline_config, raw, from->baseline.config);
        make_set(period->method, from->baseline.method);
}

static void make_line(const struct raw_line *from, struct gpio_line *line) {
        const struct line_kind *kind = line_kind_of((enum event_kind)from->kind);

        *line = (struct gpio_line){
                .offset = (unsigned)from->offset,
                .active_low = from->active == 1,
                .is_output = !kind,
                .at_line = from->node->line,
                .at_column = from->node->column,
                .bias = (enum line_bias)from->bias,
                .debounce_ms = from->debounce_ms,
        };
        make_set(line->chip, from->chip);
        make_set(line->name, from->name);
        if (kind) {
                line->measure = kind->measure;
                line->inverted = kind->inverted;
                return;
        }
        line->output = (enum line_output)from->output;
        make_set(line->department, from->device.device.department);
        make_set(line->place, from->device.device.place);
}

void make_settings(const struct raw *raw, struct settings *ret_settings) {
        const struct raw_gateway *gateway = &raw->gateway;
        struct settings settings = { .clock = (enum clock_mode)gateway->clock };

        for (const struct node *at = NULL; (at = tree_next(gateway->sources, at));)
                settings.sources[adapter_from_word(at->text)] = true;
        make_broker(raw, &settings.broker);
        make_set(settings.zigbee2mqtt_base, gateway->zigbee2mqtt.base_topic);
        make_path(settings.journal, raw, gateway->journal);
        make_set(settings.language, raw_language_words[gateway->language]);
        settings.periods = alloc_zero(gateway->periods.count, sizeof(*settings.periods));
        RAW_EACH(struct raw_period, period, &gateway->periods)
        make_period(raw, period, &settings.periods[settings.period_count++]);
        settings.lines = alloc_zero(gateway->lines.count, sizeof(*settings.lines));
        RAW_EACH(struct raw_line, line, &gateway->lines)
        make_line(line, &settings.lines[settings.line_count++]);
        settings.sources[ADAPTER_GPIO] = settings.line_count > 0;
        *ret_settings = settings;
}
