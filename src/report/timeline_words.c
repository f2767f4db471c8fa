/* SPDX-License-Identifier: Apache-2.0 */
/* What rows and marks of the time line are called. */
#include "nattvakt/cleanup.h"
#include "say.h"
#include "timeline.h"

size_t timeline_next_row(const struct timeline *timeline, size_t at) {
        const struct timeline_mark *first = &timeline->marks[at];

        while (at < timeline->count &&
               text_equal(timeline->marks[at].department, first->department) &&
               text_equal(timeline->marks[at].place, first->place))
                at++;
        return at;
}

const char *timeline_department_label(const struct timeline *timeline,
                                      const struct timeline_mark *mark) {
        const struct site *site = &timeline->input->configuration->site;
        const struct department *department = site_department(site, mark->department);

        if (mark->department[0] == '\0')
                return _("whole site");
        return department && department->label[0] != '\0' ? department->label : mark->department;
}

const char *timeline_row_label(const struct timeline *timeline, const struct timeline_mark *mark) {
        const struct place *place = site_place(&timeline->input->configuration->site, mark->place);

        if (mark->place[0] == '\0')
                /* TRANSLATORS: the row of what happened in a department, but in no room */
                return _("no place");
        return place && place->label[0] != '\0' ? place->label : mark->place;
}

static const char *const words[TIMELINE_WHAT_COUNT] = {
        [TIMELINE_SPAN] = N_("open task"),
        [TIMELINE_CALL] = N_("call"),
        [TIMELINE_ALARM] = N_("alarm"),
        [TIMELINE_DOSE] = N_("dose"),
        [TIMELINE_DEVICE] = N_("device"),
        [TIMELINE_LOOK] = N_("look, seen"),
        [TIMELINE_HELP] = N_("look, needs help"),
        [TIMELINE_UNSEEN] = N_("look, not seen"),
        [TIMELINE_VISIT] = N_("visit"),
        [TIMELINE_UNDONE] = N_("not done"),
        [TIMELINE_STAFF] = N_("staff in the room"),
        [TIMELINE_TICK] = N_("event"),
};

const char *timeline_words(const struct timeline *timeline, const struct timeline_mark *mark) {
        (void)timeline;
        if (mark->event)
                return report_kind(mark->event->kind);
        return _(words[mark->what]);
}
