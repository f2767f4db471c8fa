/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * What must hold between the things of a configuration and no single value shows: references, names
 * used once, times that fit each other, alarms that somebody answers. Each function tells all it finds.
 */

#include "raw.h"

void rule_gateway(const struct raw *raw);
void rule_site(const struct raw *raw);
void rule_device(const struct raw *raw);
void rule_line(const struct raw *raw);
void rule_plan(const struct raw *raw);
void rule_dose(const struct raw *raw);
void rule_catalogue(const struct raw *raw);
void rule_competence(const struct raw *raw);
void rule_staff(const struct raw *raw);
void rule_alarm(const struct raw *raw);
void rule_label(const struct raw *raw); /* after the others, of whose faults it makes better ones */

/* The thing a sentence is about. */
struct rule {
        const struct raw *raw;
        const struct table *table;
        const struct node *item;
};

/** "device 'bed-104': …" at @at. */
void rule_say(const struct rule *rule, const struct node *at, const char *format, ...)
        __attribute__((format(printf, 3, 4)));

/** Whether the places that @device, the thing of @rule, names are there, and agree. */
void rule_where(const struct rule *rule, const struct raw_device *device);

/**
 * Whether @name is among @names; else says at @at that this @what @is_not, and which is near. An empty
 * @name was told of already.
 */
bool rule_known(const struct rule *rule, const struct node *at, const char *what, const char *name,
                const struct near_names *names, const char *is_not);

/** Each of @names once; @key is where they stand. */
void rule_unique(const struct raw *raw, const struct table *table, const struct near_names *names,
                 const char *key);
