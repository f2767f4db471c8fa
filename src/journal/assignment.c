/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An assignment as JSON in one column of its transition: who was asked, why, and who else was
 * considered. It is read only as a whole, so it needs no table; sqlite3's json_each serves who looks
 * with SQL.
 */
#include <errno.h>
#include <string.h>

#include "nattvakt/alloc.h"
#include "nattvakt/json.h"
#include "private.h"

/* Every member is written, false and 0 too: what is not there was not said by us. */
static struct json_object *candidate_json(const struct candidate *candidate) {
        struct json_object *object = json_object_new_object();

        json_object_object_add(object, "slot", json_object_new_string(candidate->slot));
        json_object_object_add(object, "role", json_object_new_string(candidate->role));
        json_add_text(object, "verdict", verdict_word(candidate->verdict));
        json_add_text(object, "right", right_word(candidate->right));
        json_add_truth(object, "busy", candidate->busy);
        json_add_integer(object, "rank", candidate->rank);
        json_add_integer(object, "zone", candidate->zone);
        json_object_object_add(object, "minutes", json_object_new_double(candidate->minutes));
        return object;
}

char *assignment_text(const struct assignment *assignment) {
        _cleanup_(json_freep) struct json_object *object = json_object_new_object();
        struct json_object *candidates = json_object_new_array();

        json_object_object_add(object, "role", json_object_new_string(assignment->role));
        json_object_object_add(object, "slot", json_object_new_string(assignment->slot));
        json_add_text(object, "because", tiebreak_word(assignment->because));
        json_add_truth(object, "queued", assignment->queued);
        json_add_truth(object, "interrupts", assignment->interrupts);
        json_add_integer(object, "more", (int64_t)assignment->more);
        json_object_object_add(object, "candidates", candidates);
        for (size_t i = 0; i < assignment->count && i < CANDIDATES_MAX; i++)
                json_object_array_add(candidates, candidate_json(&assignment->candidates[i]));
        return alloc_text(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
}

static bool get_text(struct json_object *object, const char *key, char *field, size_t size) {
        const char *text = json_text(object, key);

        return text && text_copy(field, size, text) == 0;
}

static bool get_int(struct json_object *object, const char *key, int *ret_value) {
        int64_t value;

        if (json_integer(object, key, &value) <= 0 || value < INT32_MIN || value > INT32_MAX)
                return false;
        *ret_value = (int)value;
        return true;
}

/* A word that we do not know comes from a later version. */
static int get_words(struct json_object *object, struct candidate *candidate) {
        const char *verdict = json_text(object, "verdict"), *right = json_text(object, "right");
        int v, r;

        if (!verdict || !right)
                return -EUCLEAN;
        v = verdict_from_word(verdict);
        r = right_from_word(right);
        if (v < 0 || r < 0)
                return -EPROTO;
        candidate->verdict = (enum verdict)v;
        candidate->right = (enum right)r;
        return 0;
}

static int candidate_parse(struct json_object *object, struct candidate *candidate) {
        if (!json_object_is_type(object, json_type_object) ||
            !get_text(object, "slot", candidate->slot, sizeof(candidate->slot)) ||
            !get_text(object, "role", candidate->role, sizeof(candidate->role)) ||
            !get_int(object, "rank", &candidate->rank) ||
            !get_int(object, "zone", &candidate->zone) ||
            json_truth(object, "busy", &candidate->busy) <= 0 ||
            json_number(object, "minutes", &candidate->minutes) <= 0)
                return -EUCLEAN;
        return get_words(object, candidate);
}

static int candidates_parse(struct json_object *object, struct assignment *assignment) {
        struct json_object *list = NULL;

        if (!json_object_object_get_ex(object, "candidates", &list) ||
            !json_object_is_type(list, json_type_array) ||
            json_object_array_length(list) > CANDIDATES_MAX)
                return -EUCLEAN;
        assignment->count = json_object_array_length(list);
        for (size_t i = 0; i < assignment->count; i++) {
                int r = candidate_parse(json_object_array_get_idx(list, i),
                                        &assignment->candidates[i]);
                if (r < 0)
                        return r;
        }
        return 0;
}

/* All but the candidates, into what is zeroed. */
static int head_parse(struct json_object *object, struct assignment *assignment) {
        const char *because;
        int64_t more;
        int r;

        if (!object || !get_text(object, "role", assignment->role, sizeof(assignment->role)) ||
            !get_text(object, "slot", assignment->slot, sizeof(assignment->slot)) ||
            json_truth(object, "queued", &assignment->queued) <= 0 ||
            json_truth(object, "interrupts", &assignment->interrupts) <= 0 ||
            json_integer(object, "more", &more) <= 0 || more < 0)
                return -EUCLEAN;
        because = json_text(object, "because");
        if (!because)
                return -EUCLEAN;
        r = tiebreak_from_word(because);
        if (r < 0)
                return -EPROTO;
        assignment->because = (enum tiebreak)r;
        assignment->more = (size_t)more;
        return 0;
}

int assignment_parse(const char *text, struct assignment *ret_assignment) {
        _cleanup_(json_freep) struct json_object *object = json_parse_object(text, strlen(text));
        struct assignment found = { 0 };
        int r = head_parse(object, &found);

        if (r >= 0)
                r = candidates_parse(object, &found);
        if (r < 0)
                return r;
        *ret_assignment = found;
        return 0;
}

/* The candidates stand last, so that most of the text need not be parsed; no name holds a quotation mark. */
int assignment_parse_head(const char *text, struct assignment *ret_assignment) {
        static const char key[] = ",\"candidates\":";
        _cleanup_(text_buffer_done) struct text_buffer head = { 0 };
        _cleanup_(json_freep) struct json_object *object = NULL;
        const char *end = strstr(text, key);

        text_append_bytes(&head, text, end ? (size_t)(end - text) : strlen(text));
        if (end)
                text_append(&head, "}");
        object = json_parse_object(head.data, head.size);
        memset(ret_assignment, 0, offsetof(struct assignment, candidates));
        return head_parse(object, ret_assignment);
}
