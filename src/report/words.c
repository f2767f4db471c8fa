/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What people call the kinds of events, how a task ended, and the roles. A value without words would be
 * a NULL that the tests find. A role that is none of the programme's is shown as the register calls it.
 */
#include "nattvakt/cleanup.h"
#include "report.h"
#include "say.h"

static const struct {
        const char *role, *label;
} roles[] = {
        { "", N_("nobody is known") },
        { "registered_nurse", N_("registered nurse") },
        { "social_educator", N_("social educator") },
        { "health_care_worker", N_("health care worker") },
        { "care_assistant", N_("care assistant") },
        { "advanced_practice_nurse", N_("advanced practice nurse") },
};

const char *report_role(const char *role) {
        for (size_t i = 0; i < ELEMENTS(roles); i++)
                if (text_equal(roles[i].role, role))
                        return _(roles[i].label);
        return role;
}

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

const char *report_outcome(enum outcome outcome) {
        return translated(outcomes[outcome]);
}

const char *report_kind(enum event_kind kind) {
        return translated(kinds[kind]);
}
