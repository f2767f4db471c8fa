/* SPDX-License-Identifier: Apache-2.0 */
#include "nattvakt/competence.h"
#include "nattvakt/text.h"

static bool has_role(const struct role_set *set, const char *role) {
        for (size_t i = 0; i < set->count; i++)
                if (text_equal(set->role[i], role))
                        return true;
        return false;
}

static enum right right_by_role(const struct task_code *code, const char *role) {
        bool is_open_to_all = code->should.count + code->can.count == 0;

        if (code->must.count > 0 && !has_role(&code->must, role))
                return RIGHT_NONE;
        if (has_role(&code->should, role))
                return RIGHT_SHOULD;
        if (code->must.count > 0)
                return RIGHT_MUST;
        return is_open_to_all || has_role(&code->can, role) ? RIGHT_CAN : RIGHT_NONE;
}

/* Counts the delegations of @code, and those that hold on @day. */
static void count_delegations(const struct task_code *code, const struct worker *worker,
                              int64_t day, int *ret_all, int *ret_valid) {
        *ret_all = *ret_valid = 0;
        for (size_t i = 0; i < worker->delegation_count; i++) {
                const struct delegation *delegation = &worker->delegations[i];

                if (!text_equal(delegation->code, code->code))
                        continue;
                (*ret_all)++;
                *ret_valid += day >= delegation->from_day && day <= delegation->until_day;
        }
}

enum right competence_right(const struct task_code *code, const struct worker *worker,
                            int64_t day) {
        enum right right = right_by_role(code, worker->role);
        int all, valid;

        if (right != RIGHT_NONE)
                return right;
        count_delegations(code, worker, day, &all, &valid);
        return valid > 0 ? RIGHT_DELEGATION : RIGHT_NONE;
}

bool competence_is_lapsed(const struct task_code *code, const struct worker *worker, int64_t day) {
        int all, valid;

        count_delegations(code, worker, day, &all, &valid);
        return all > 0 && valid == 0;
}
