/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tasks.yaml to struct catalogue.
 */
#include "make.h"
#include "nattvakt/alloc.h"
#include "nattvakt/text.h"

#define S_PER_MIN 60

static size_t make_kinds(enum event_kind *kinds, const struct node *list) {
        size_t count = 0;
        for (const struct node *at = NULL; (at = tree_next(list, at));)
                kinds[count++] =
                        (enum event_kind)field_word(at, raw_event_kind_words, EVENT_KIND_COUNT);
        return count;
}

static void make_roles(struct role_set *set, const struct node *list) {
        for (const struct node *at = NULL; (at = tree_next(list, at));)
                make_set(set->role[set->count++], at->text);
}

static void make_ladder(struct task_code *code, const struct field_list *escalation) {
        RAW_EACH(struct raw_step, from, escalation) {
                struct ladder_step *to = &code->ladder[code->ladder_count++];
                to->after_s = from->after_min >= 0 ? from->after_min * S_PER_MIN : from->after_s;
                to->to = from->role[0] ? RUNG_ROLE : raw_rungs[from->to];
                make_set(to->role, from->role);
        }
}

static void make_minutes(struct task_code *code, const struct raw_task *from) {
        code->visit_min = from->minutes.visit;
        code->look_min = from->minutes.look;
        code->handling_min = from->minutes.handling;
        code->measured = (enum measured)from->minutes.measured;
        code->look = from->look.node;
        if (!code->look)
                return;
        code->look_within_s = from->look.within_s;
        code->look_again_min = from->look.again_min;
        code->look_times = from->look.times;
}

static void make_code(struct task_code *code, const struct raw_task *from) {
        make_set(code->code, from->code);
        make_set(code->text_nb, from->text.nb);
        make_set(code->text_en, from->text.en);
        make_set(code->incident, from->incident[0] ? from->incident : from->code);
        code->cause = (enum task_cause)from->cause;
        code->priority = (enum task_priority)from->priority;
        code->opens_count = make_kinds(code->opens, from->opens);
        code->closes_count = make_kinds(code->closes, from->closes);
        code->window_min = from->window_min;
        code->repeat_raise = from->repeat_raise;
        code->persons = from->persons;
        code->accept_by_s = from->accept_by_s;
        code->complete_by_min = from->complete_by_min;
        make_minutes(code, from);
        make_roles(&code->must, from->competence.must);
        make_roles(&code->should, from->competence.should);
        make_roles(&code->can, from->competence.can);
        make_ladder(code, &from->escalation);
}

void make_catalogue(const struct raw *raw, struct catalogue *ret_catalogue) {
        struct catalogue catalogue = { 0 };
        catalogue.codes = alloc_zero(raw->tasks.tasks.count, sizeof(*catalogue.codes));
        RAW_EACH(struct raw_task, task, &raw->tasks.tasks)
        make_code(&catalogue.codes[catalogue.count++], task);
        *ret_catalogue = catalogue;
}
