/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who was asked, and why: the reason that the assignment holds, in words; then each of the others with the first
 * thing that set them behind the chosen one. The order is PRODUCT's ("The task-sharing model"): free before
 * busy, `should` before `can`, lowest sufficient competence, nearest zone, fewest minutes, slot.
 */
#include <stdio.h>

#include "nattvakt/cleanup.h"
#include "story_private.h"

static const struct candidate *chosen_of(const struct assignment *assignment) {
        for (size_t i = 0; i < assignment->count; i++)
                if (assignment->candidates[i].verdict == VERDICT_CHOSEN)
                        return &assignment->candidates[i];
        return NULL;
}

static bool is_alone_free(const struct assignment *assignment) {
        for (size_t i = 0; i < assignment->count; i++)
                if (assignment->candidates[i].verdict == VERDICT_LATER &&
                    !assignment->candidates[i].busy)
                        return false;
        return true;
}

/* Two sets of words: of those who were free, or of all when nobody was. */
static const char *reason(const struct assignment *assignment, const struct candidate *chosen) {
        switch (assignment->because) {
        case TIEBREAK_NONE:
        case TIEBREAK_COUNT:
                return "";
        case TIEBREAK_ONLY:
                return _("nobody else on duty may do it");
        case TIEBREAK_FREE:
                return is_alone_free(assignment) ? _("the only one who was free")
                                                 : _("was free when the next one was busy");
        case TIEBREAK_SHOULD:
                return chosen->busy ? _("the task should go to this competence first")
                                    : _("of those who were free, the competence that the task "
                                        "should go to first");
        case TIEBREAK_RANK:
                return chosen->busy ? _("lowest sufficient competence")
                                    : _("lowest sufficient competence of those who were free");
        case TIEBREAK_ZONE:
                return chosen->busy ? _("nearest of those with the lowest sufficient competence")
                                    : _("nearest of those who were free, with the lowest "
                                        "sufficient competence");
        case TIEBREAK_MINUTES:
                return _("fewest minutes so far tonight of those who were equal in all else");
        case TIEBREAK_SLOT:
                return _("equal in all, so the order of the worker slots decided");
        }
        return "";
}

static const char *farther(const struct candidate *other) {
        static const char *const zones[] = { N_("farther away"), N_("in the neighbour department"),
                                             N_("shared by several departments"),
                                             N_("in another department") };

        return _(zones[(size_t)other->zone < ELEMENTS(zones) ? other->zone : 0]);
}

/* Why @other stands behind @chosen; before it are those who were asked already. */
static const char *behind(const struct candidate *chosen, const struct candidate *other,
                          char *text) {
        bool is_should = other->right == RIGHT_SHOULD, was_should = chosen->right == RIGHT_SHOULD;

        if (other->busy != chosen->busy)
                return other->busy ? _("busy with another task") : _("asked before");
        if (is_should != was_should)
                return is_should ? _("asked before") : _("may do it, but others should first");
        if (other->rank != chosen->rank)
                return (unsigned)other->rank > (unsigned)chosen->rank
                               ? _("higher competence than needed")
                               : _("asked before");
        if (other->zone != chosen->zone)
                return other->zone > chosen->zone ? farther(other) : _("asked before");
        if (other->minutes > chosen->minutes) {
                snprintf(text, PHRASE_SIZE,
                         _("has worked more tonight (%.0f min against %.0f min)"), other->minutes,
                         chosen->minutes);
                return text;
        }
        return other->minutes < chosen->minutes ? _("asked before")
                                                : _("equal, but later in the order of slots");
}

static const char *why_not(const struct candidate *chosen, const struct candidate *other,
                           char *text) {
        switch (other->verdict) {
        case VERDICT_CHOSEN:
        case VERDICT_COUNT:
                return "";
        case VERDICT_LATER:
                return chosen ? behind(chosen, other, text) : "";
        case VERDICT_OFF_SHIFT:
                return _("off duty");
        case VERDICT_PAUSE:
                return _("on pause");
        case VERDICT_NOT_COMPETENT:
                return _("not the competence that is asked for");
        case VERDICT_LAPSED:
                return _("the delegation has lapsed");
        case VERDICT_DECLINED:
                return _("has said no");
        case VERDICT_OTHER_DEPARTMENT:
                return _("in another department, and somebody is nearer");
        }
        return "";
}

static bool are_others_as_before(const struct assignment *before, const struct assignment *now) {
        const struct candidate *was = before ? chosen_of(before) : NULL, *is = chosen_of(now);
        char a[PHRASE_SIZE], b[PHRASE_SIZE];

        if (!was || !is || before->count != now->count || !text_equal(was->slot, is->slot))
                return false;
        for (size_t i = 0; i < now->count; i++)
                if (!text_equal(before->candidates[i].slot, now->candidates[i].slot) ||
                    !text_equal(why_not(was, &before->candidates[i], a),
                                why_not(is, &now->candidates[i], b)))
                        return false;
        return true;
}

static void tell_others(struct teller *teller, const struct assignment *assignment) {
        const struct candidate *chosen = chosen_of(assignment);
        char name[PHRASE_SIZE], text[PHRASE_SIZE];

        if (are_others_as_before(teller->asked, assignment)) {
                story_more(teller);
                text_append(teller->text, _("The others stood as before.\n"));
                return;
        }
        for (size_t i = 0; i < assignment->count; i++) {
                const struct candidate *other = &assignment->candidates[i];

                if (other == chosen)
                        continue;
                story_more(teller);
                text_appendf(teller->text, "  %s: %s\n",
                             phrase_worker(other->slot, other->role, name),
                             why_not(chosen, other, text));
        }
        if (assignment->more) {
                story_more(teller);
                text_appendf(teller->text, _("  and %zu more, who could not be asked\n"),
                             assignment->more);
        }
}

static void tell_nobody(struct teller *teller, const struct assignment *assignment) {
        if (assignment->role[0])
                text_appendf(teller->text, _("NOBODY could be asked; wanted: %s.\n"),
                             phrase_role(assignment->role));
        else
                text_append(teller->text, _("NOBODY could be asked.\n"));
}

void story_tell_assignment(struct teller *teller, const struct transition *step) {
        const struct assignment *assignment = &step->assignment;
        const struct candidate *chosen = chosen_of(assignment);
        char name[PHRASE_SIZE];

        if (!assignment->slot[0] || !chosen) {
                tell_nobody(teller, assignment);
        } else {
                text_appendf(teller->text, _("%s was asked: %s.\n"),
                             story_name(teller, assignment->slot, assignment->role, name),
                             reason(assignment, chosen));
                if (chosen->right == RIGHT_DELEGATION) {
                        story_more(teller);
                        text_appendf(teller->text, _("%s has a valid delegation for this task.\n"),
                                     assignment->slot);
                }
                if (assignment->interrupts || assignment->queued) {
                        story_more(teller);
                        text_appendf(teller->text,
                                     assignment->interrupts
                                             ? _("Nobody was free, and it cannot wait: %s has to "
                                                 "leave another task.\n")
                                             : _("Nobody was free: it waits until %s has finished "
                                                 "another task.\n"),
                                     assignment->slot);
                }
        }
        tell_others(teller, assignment);
        teller->asked = assignment;
        teller->asked_us = step->at_us;
}
