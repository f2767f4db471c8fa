/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nattvakt.yaml: files that must be there, and periods whose nights make sense.
 */
#include <stdio.h>
#include <unistd.h>

#include "path.h"
#include "rule.h"

static void check_file(const struct rule *rule, const char *key, const char *path) {
        char full[PATH_SIZE];
        if (!path[0])
                return;
        if (path_join(full, rule->raw->folder, path) < 0)
                rule_say(rule, tree_where(rule->item, key), "'%s' is too long a path", key);
        else if (access(full, F_OK) != 0)
                rule_say(rule, tree_where(rule->item, key), "'%s': there is no file '%.*s'", key,
                         FAULT_TEXT(path));
}

static void check_broker(const struct raw *raw) {
        const struct raw_broker *broker = &raw->gateway.broker;
        const struct raw_tls *tls = &broker->tls;
        struct rule rule = { raw, &raw_gateway_table, broker->node };

        if (broker->node)
                check_file(&rule, "password_file", broker->password_file);
        if (broker->node && broker->password_file[0] && !broker->username[0])
                rule_say(&rule, tree_where(broker->node, "password_file"),
                         "'password_file' without 'username': whose password is it?");
        if (!tls->node)
                return;
        rule.item = tls->node;
        check_file(&rule, "ca", tls->ca);
        check_file(&rule, "cert", tls->cert);
        check_file(&rule, "key", tls->key);
        if (!tls->cert[0] != !tls->key[0])
                rule_say(&rule, tls->node, "'cert' and 'key' belong together: say both or none");
}

/* Two dates that could be read, in their order. */
static bool check_order(const struct rule *rule, const struct node *node, int64_t from,
                        int64_t to) {
        if (from == DAY_NONE || to == DAY_NONE)
                return false;
        if (from <= to)
                return true;
        rule_say(rule, tree_where(node, "to"), "'to' lies before 'from'");
        return false;
}

static void check_period(const struct raw *raw, const struct raw_period *period) {
        const struct raw_span *baseline = &period->baseline;
        struct rule rule = { raw, &raw_period_table, period->node };
        char full[PATH_SIZE];

        if (!check_order(&rule, period->node, period->from_day, period->to_day) ||
            !baseline->node ||
            !check_order(&rule, baseline->node, baseline->from_day, baseline->to_day))
                return;
        if (!baseline->journal[0] && baseline->from_day <= period->to_day &&
            period->from_day <= baseline->to_day)
                rule_say(&rule, baseline->node, "the baseline's nights are among the period's own");
        if (baseline->journal[0] && path_join(full, raw->folder, baseline->journal) < 0)
                rule_say(&rule, tree_where(baseline->node, "journal"),
                         "'journal' is too long a path");
        if (!baseline->config[0])
                return;
        if (path_join(full, raw->folder, baseline->config) < 0 || path_is_folder(full) < 0)
                rule_say(&rule, tree_where(baseline->node, "config"),
                         "'config': there is no folder '%.*s'", FAULT_TEXT(baseline->config));
}

void rule_gateway(const struct raw *raw) {
        struct near_names periods = RAW_NAMES(struct raw_period, name, &raw->gateway.periods);
        char full[PATH_SIZE];
        struct rule rule = { raw, &raw_gateway_table, raw->gateway.node };

        check_broker(raw);
        if (path_join(full, raw->folder, raw->gateway.journal) < 0)
                rule_say(&rule, tree_where(raw->gateway.node, "journal"),
                         "'journal' is too long a path");
        rule_unique(raw, &raw_period_table, &periods, "name");
        RAW_EACH(struct raw_period, period, &raw->gateway.periods)
        check_period(raw, period);
}
