/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words. What the reports say too, they say (report_kind and its like). What catalogue and site call things
 * is theirs and is only looked up.
 */
#include "phrase.h"

#include <stdio.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "report.h"
#include "say.h"

#define BEHIND_MAX 12 /* devices: what is read at a glance, and a board's lines */

/* What sense says beside a kind; others (a dose's name) are shown as they are. */
static const struct {
        const char *detail, *label;
} details[] = {
        { "lost", N_("it missed its sign of life") },
        { "never heard", N_("it has never been heard") },
        { "unavailable", N_("its system cannot reach it") },
        { "bridge", N_("the bridge, and with it all behind it") },
        { "nothing heard through this bridge", N_("nothing came through the bridge") },
        { "ended by supervision", N_("because the device went silent") },
};

/* In FHIR's order, each urgency by a word of its own; docs/mqtt.md tells of them. */
static const char *const urgencies[TASK_PRIORITY_COUNT] = {
        [TASK_PRIORITY_ROUTINE] = N_("routine"),
        [TASK_PRIORITY_URGENT] = N_("urgent"),
        [TASK_PRIORITY_ASAP] = N_("promptly"),
        [TASK_PRIORITY_STAT] = N_("AT ONCE"),
};

static const char *translated(const char *text) {
        return text && text[0] ? _(text) : "";
}

const char *phrase_role(const char *role) {
        return role[0] ? report_role(role) : "";
}

const char *phrase_detail(const char *detail) {
        for (size_t i = 0; i < ELEMENTS(details); i++)
                if (text_equal(details[i].detail, detail))
                        return _(details[i].label);
        return detail;
}

const char *phrase_kind(enum event_kind kind) {
        return report_kind(kind);
}

const char *phrase_outcome(enum outcome outcome) {
        return report_outcome(outcome);
}

const char *phrase_urgency(enum task_priority priority) {
        return translated(urgencies[priority]);
}

const char *phrase_code(const struct catalogue *catalogue, const char *code) {
        const struct task_code *entry = catalogue_code(catalogue, code);

        if (!entry)
                return code;
        /* TRANSLATORS: the code of the language itself, as the catalogue of tasks knows it */
        return text_equal(_("en"), "nb") ? entry->text_nb : entry->text_en;
}

const char *phrase_place(const struct site *site, const char *name) {
        const struct place *place = site_place(site, name);

        return place && place->label[0] ? place->label : name;
}

const char *phrase_department(const struct site *site, const char *name) {
        const struct department *department = site_department(site, name);

        return department && department->label[0] ? department->label : name;
}

const char *phrase_worker(const char *slot, const char *role, char *text) {
        if (role[0])
                snprintf(text, PHRASE_SIZE, "%s (%s)", slot, phrase_role(role));
        else
                snprintf(text, PHRASE_SIZE, "%s", slot);
        return text;
}

const char *phrase_span(int64_t us, char *text) {
        int64_t s = (us + US_PER_S / 2) / US_PER_S;
        long long minutes = s / 60, hours = minutes / 60;

        if (s < 60)
                /* TRANSLATORS: s, min, h: seconds, minutes, hours */
                snprintf(text, PHRASE_SIZE, _("%lld s"), (long long)s);
        else if (s < 3600 && s % 60)
                snprintf(text, PHRASE_SIZE, _("%lld min %lld s"), minutes, (long long)s % 60);
        else if (s < 3600)
                snprintf(text, PHRASE_SIZE, _("%lld min"), minutes);
        else
                snprintf(text, PHRASE_SIZE, _("%lld h %lld min"), hours, minutes % 60);
        return text;
}

const char *phrase_date(const struct zone *zone, int64_t us, char *text) {
        struct civil day = zone_local(zone, us);

        /* TRANSLATORS: year, month and day of a date, in the order of the language */
        snprintf(text, PHRASE_SIZE, _("%1$04d-%2$02d-%3$02d"), day.year, day.month, day.day);
        return text;
}

const char *phrase_device(const struct site *site, const char *id, enum adapter adapter,
                          char *text) {
        const struct device *device = site_device(site, id);

        snprintf(text, PHRASE_SIZE, "%s (%s)", device ? device->name : id, adapter_word(adapter));
        return text;
}

size_t phrase_behind(const struct site *site, const char *bridge, struct text_buffer *text) {
        size_t count = 0;

        for (size_t i = 0; bridge[0] && i < site->device_count; i++) {
                const struct device *device = &site->devices[i];

                if (!text_equal(device->bridge, bridge) || ++count > BEHIND_MAX)
                        continue;
                text_appendf(text, "%s%s", count > 1 ? ", " : "", device->name);
                if (device->place[0])
                        text_appendf(text, " (%s)", phrase_place(site, device->place));
        }
        if (count > BEHIND_MAX)
                text_appendf(text, _(" and %zu more"), count - BEHIND_MAX);
        return count;
}

/* Characters are counted as code points: the texts are in Norwegian and English. */
size_t phrase_width(const char *text) {
        size_t width = 0;

        for (; *text; text++)
                width += (*text & 0xC0) != 0x80;
        return width;
}

void phrase_column(struct text_buffer *text, const char *words, size_t width) {
        text_append(text, words);
        for (size_t i = phrase_width(words); i < width; i++)
                text_append(text, " ");
}
