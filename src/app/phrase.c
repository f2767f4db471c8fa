/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words. Each table gives every value of an enumeration its phrase; an absent one would be a NULL that the
 * tests find. What catalogue and site call things is theirs and is only looked up.
 */
#include "phrase.h"

#include <stdio.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "say.h"

/* The roles of the programme; others are shown as the register calls them. */
static const struct {
        const char *role, *label;
} roles[] = {
        { "registered_nurse", N_("registered nurse") },
        { "social_educator", N_("social educator") },
        { "health_care_worker", N_("health care worker") },
        { "care_assistant", N_("care assistant") },
        { "advanced_practice_nurse", N_("advanced practice nurse") },
};

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

static const char *const outcomes[OUTCOME_COUNT] = {
        [OUTCOME_NONE] = "",
        [OUTCOME_SEEN_OK] = N_("seen, all well"),
        [OUTCOME_NOT_SEEN] = N_("not seen"),
        [OUTCOME_NEEDS_HELP] = N_("needs help"),
        [OUTCOME_CAMERA_DOWN] = N_("the camera did not work"),
        [OUTCOME_DONE] = N_("done"),
        [OUTCOME_HELPED] = N_("the resident got help"),
        [OUTCOME_NUISANCE] = N_("nuisance alarm"),
        [OUTCOME_NOT_NEEDED] = N_("not needed"),
        [OUTCOME_TAKEN] = N_("the dose was taken"),
        [OUTCOME_NOT_TAKEN] = N_("the dose was not taken"),
        [OUTCOME_NOT_DONE] = N_("not done"),
};

/* In FHIR's order, each urgency by a word of its own; docs/mqtt.md tells of them. */
static const char *const urgencies[TASK_PRIORITY_COUNT] = {
        [TASK_PRIORITY_ROUTINE] = N_("routine"),
        [TASK_PRIORITY_URGENT] = N_("urgent"),
        [TASK_PRIORITY_ASAP] = N_("promptly"),
        [TASK_PRIORITY_STAT] = N_("AT ONCE"),
};

static const char *const kinds[EVENT_KIND_COUNT] = {
        [EVENT_KIND_MED_DOSE_DUE] = N_("a dose is due"),
        [EVENT_KIND_MED_DOSE_DISPENSED] = N_("a dose was dispensed"),
        [EVENT_KIND_MED_DOSE_TAKEN] = N_("the dose was taken"),
        [EVENT_KIND_MED_DOSE_LATE] = N_("the dose is late"),
        [EVENT_KIND_MED_DOSE_MISSED] = N_("the dose was not taken"),
        [EVENT_KIND_MED_DOSE_UNCONFIRMED] = N_("it is not confirmed that the dose was taken"),
        [EVENT_KIND_MED_DISPENSED_IN_ADVANCE] = N_("doses were dispensed in advance"),
        [EVENT_KIND_MED_MESSAGE_UNREAD] = N_("a message on the dispenser is unread"),
        [EVENT_KIND_MED_MESSAGE_ACKNOWLEDGED] = N_("a message on the dispenser was read"),
        [EVENT_KIND_MED_STOCK_LOW] = N_("the dispenser is nearly empty"),
        [EVENT_KIND_MED_STOCK_EMPTY] = N_("the dispenser is empty"),
        [EVENT_KIND_MED_REFILLED] = N_("the dispenser was refilled"),
        [EVENT_KIND_MED_DISPENSE_STOPPED] = N_("the dispenser has stopped"),
        [EVENT_KIND_MED_PLAN_PROBLEM] = N_("something is wrong with the dispenser's plan"),
        [EVENT_KIND_MED_DEVICE_OPEN] = N_("the dispenser is open"),
        [EVENT_KIND_PERSON_HELP_CALL] = N_("the resident called"),
        [EVENT_KIND_PERSON_FALL_SUSPECTED] = N_("the resident may have fallen"),
        [EVENT_KIND_PERSON_FALL] = N_("the resident has fallen"),
        [EVENT_KIND_PERSON_ABSENCE_LONG] = N_("the resident has been away for long"),
        [EVENT_KIND_PERSON_BATHROOM_LONG] = N_("the resident has been in the bathroom for long"),
        [EVENT_KIND_PERSON_INACTIVITY] = N_("no sign of life for long"),
        [EVENT_KIND_PERSON_LEFT_HOME] = N_("the resident left the building"),
        [EVENT_KIND_PERSON_SEIZURE] = N_("a seizure"),
        [EVENT_KIND_PERSON_VITAL_ALARM] = N_("a critical reading"),
        [EVENT_KIND_PERSON_INCONTINENCE] = N_("the resident needs a change"),
        [EVENT_KIND_BED_EXIT] = N_("the resident left the bed"),
        [EVENT_KIND_BED_ENTER] = N_("the resident went to bed"),
        [EVENT_KIND_BED_SIT_UP] = N_("the resident sat up in bed"),
        [EVENT_KIND_CHAIR_EXIT] = N_("the resident left the chair"),
        [EVENT_KIND_ROOM_ENTER] = N_("somebody entered the room"),
        [EVENT_KIND_ROOM_EXIT] = N_("the resident left the room"),
        [EVENT_KIND_ROOM_ACTIVITY] = N_("movement in the room"),
        [EVENT_KIND_DOOR_OPENED] = N_("the door was opened"),
        [EVENT_KIND_DOOR_CLOSED] = N_("the door was closed"),
        [EVENT_KIND_DOOR_OPEN_LONG] = N_("the door has been open for long"),
        [EVENT_KIND_SOUND_LOUD] = N_("a loud sound"),
        [EVENT_KIND_ENV_SMOKE] = N_("smoke"),
        [EVENT_KIND_ENV_WATER] = N_("water on the floor"),
        [EVENT_KIND_ENV_GAS] = N_("gas"),
        [EVENT_KIND_ENV_TEMPERATURE] = N_("too warm or too cold"),
        [EVENT_KIND_CAMERA_CHECK_DUE] = N_("a look by camera is due"),
        [EVENT_KIND_CAMERA_CHECK_DONE] = N_("somebody looked by camera"),
        [EVENT_KIND_CAMERA_PERSON_SEEN] = N_("the camera saw somebody"),
        [EVENT_KIND_STAFF_PRESENT] = N_("staff came into the room"),
        [EVENT_KIND_STAFF_LEFT] = N_("staff left the room"),
        [EVENT_KIND_DEVICE_OFFLINE] = N_("the device went silent"),
        [EVENT_KIND_DEVICE_ONLINE] = N_("the device was heard again"),
        [EVENT_KIND_DEVICE_BATTERY_LOW] = N_("the battery is low"),
        [EVENT_KIND_DEVICE_BATTERY_EMPTY] = N_("the battery is empty"),
        [EVENT_KIND_DEVICE_POWER_LOST] = N_("the device lost its power"),
        [EVENT_KIND_DEVICE_POWER_RESTORED] = N_("the device has power again"),
        [EVENT_KIND_DEVICE_TAMPER] = N_("the device was opened or moved"),
        [EVENT_KIND_DEVICE_MISPLACED] = N_("the device is not in its place"),
        [EVENT_KIND_DEVICE_FAULT] = N_("the device reports a fault"),
        [EVENT_KIND_DEVICE_TEST] = N_("the device was tested"),
};

static const char *translated(const char *text) {
        return text && text[0] ? _(text) : "";
}

const char *phrase_role(const char *role) {
        for (size_t i = 0; i < ELEMENTS(roles); i++)
                if (text_equal(roles[i].role, role))
                        return _(roles[i].label);
        return role;
}

const char *phrase_detail(const char *detail) {
        for (size_t i = 0; i < ELEMENTS(details); i++)
                if (text_equal(details[i].detail, detail))
                        return _(details[i].label);
        return detail;
}

const char *phrase_kind(enum event_kind kind) {
        return translated(kinds[kind]);
}

const char *phrase_outcome(enum outcome outcome) {
        return translated(outcomes[outcome]);
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
