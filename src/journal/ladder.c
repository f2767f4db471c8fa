/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A task's ladder as JSON in one column of its row. The row is written with each step of the task's life,
 * so a rung is a list and no object; it is read only as a whole.
 */
#include <errno.h>
#include <string.h>

#include "nattvakt/alloc.h"
#include "nattvakt/json.h"
#include "private.h"

enum { AFTER, TO, ROLE, MEMBERS };

char *ladder_text(const struct ladder_step *ladder, size_t count) {
        _cleanup_(json_freep) struct json_object *list = json_object_new_array();

        assert(count <= LADDER_MAX);
        for (size_t i = 0; i < count; i++) {
                struct json_object *rung = json_object_new_array();

                json_object_array_add(rung, json_object_new_int(ladder[i].after_s));
                json_object_array_add(rung, json_object_new_string(rung_word(ladder[i].to)));
                json_object_array_add(rung, json_object_new_string(ladder[i].role));
                json_object_array_add(list, rung);
        }
        return alloc_text(json_object_to_json_string_ext(list, JSON_C_TO_STRING_PLAIN));
}

static int rung_parse(struct json_object *rung, struct ladder_step *step) {
        struct json_object *after, *to, *role;
        int64_t after_s;
        int word;

        if (!json_object_is_type(rung, json_type_array) ||
            json_object_array_length(rung) != MEMBERS)
                return -EUCLEAN;
        after = json_object_array_get_idx(rung, AFTER);
        to = json_object_array_get_idx(rung, TO);
        role = json_object_array_get_idx(rung, ROLE);
        if (!json_object_is_type(after, json_type_int) ||
            !json_object_is_type(to, json_type_string) ||
            !json_object_is_type(role, json_type_string))
                return -EUCLEAN;
        after_s = json_object_get_int64(after);
        if (after_s < INT32_MIN || after_s > INT32_MAX ||
            text_set(step->role, json_object_get_string(role)) < 0)
                return -EUCLEAN;
        word = rung_from_word(json_object_get_string(to));
        if (word < 0)
                return -EPROTO;
        step->after_s = (int)after_s;
        step->to = (enum rung)word;
        return 0;
}

int ladder_parse(const char *text, struct ladder_step *ret_ladder, size_t *ret_count) {
        _cleanup_(json_freep) struct json_object *list = json_tokener_parse(text);
        struct ladder_step found[LADDER_MAX] = { 0 };
        size_t count;

        if (!list || !json_object_is_type(list, json_type_array) ||
            json_object_array_length(list) > LADDER_MAX)
                return -EUCLEAN;
        count = json_object_array_length(list);
        for (size_t i = 0; i < count; i++) {
                int r = rung_parse(json_object_array_get_idx(list, i), &found[i]);

                if (r < 0)
                        return r;
        }
        memcpy(ret_ladder, found, sizeof(found));
        *ret_count = count;
        return 0;
}
