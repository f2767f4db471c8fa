/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one reader of mappings: for each row of a table the value is looked up, its type checked and
 * written to its member. What is wrong is told in the words of whoever wrote the file: which thing,
 * which key, what was expected. A value that was told to be wrong stays as its default, so that later
 * checks have nothing more to say about it.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "field_value.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "near.h"

const char *field_subject(const struct table *table, const struct node *node,
                          char ret[FIELD_SUBJECT_SIZE]) {
        const struct node *name = table->name_key ? tree_get(node, table->name_key) : NULL;
        ret[0] = '\0';
        if (!table->noun)
                return ret;
        if (name && name->type == NODE_SCALAR && !name->broken)
                snprintf(ret, FIELD_SUBJECT_SIZE, "%s '%.*s': ", table->noun,
                         FAULT_TEXT(name->text));
        else
                snprintf(ret, FIELD_SUBJECT_SIZE, "%s: ", table->noun);
        return ret;
}

static const struct field *find_field(const struct table *table, const char *key) {
        for (size_t i = 0; i < table->count; i++)
                if (strcmp(table->fields[i].key, key) == 0)
                        return &table->fields[i];
        return NULL;
}

static void tell_unknown(const struct table *table, const char *subject, const struct node *value,
                         struct config_faults *faults) {
        char known[200] = "", hint[NEAR_SIZE];
        const char *words[TREE_KEYS_MAX];
        size_t used = 0;

        assert(table->count <= ELEMENTS(words));
        for (size_t i = 0; i < table->count; i++) {
                words[i] = table->fields[i].key;
                int n = snprintf(known + used, sizeof(known) - used, "%s%s", i > 0 ? ", " : "",
                                 words[i]);
                used = n >= 0 && used + (size_t)n < sizeof(known) ? used + (size_t)n : used;
        }
        near_word(value->key, words, table->count, hint);
        fault_add_at(faults, value->file, value->key_line, value->key_column,
                     "%sthere is no key '%.*s' here%s%s%s", subject, FAULT_TEXT(value->key), hint,
                     hint[0] ? "" : "; there are ", hint[0] ? "" : known);
}

static bool check_keys(const struct table *table, const char *subject, const struct node *node,
                       struct config_faults *faults) {
        bool good = true;
        for (const struct node *value = node->first; value; value = value->next) {
                if (find_field(table, value->key))
                        continue;
                tell_unknown(table, subject, value, faults);
                good = false;
        }
        return good;
}

static bool is_nested(const struct field *field) {
        return field->type == FIELD_MAP || field->type == FIELD_LIST;
}

static bool read_map(const struct table *table, const char *within, const struct node *node,
                     void *item, struct config_faults *faults);

static bool read_list(const struct context *context, const struct node *list,
                      struct field_list *ret) {
        const struct table *table = context->field->table;
        bool good = true;
        char *items = alloc_zero(list->count, table->size);
        size_t count = 0;
        for (const struct node *node = list->first; node; node = node->next) {
                if (!read_map(table, context->subject, node, items + count * table->size,
                              context->faults))
                        good = false;
                count++;
        }
        *ret = (struct field_list){ .items = items, .count = count, .broken = !good };
        return good;
}

static void tell_type(const struct context *context, const struct node *value, const char *wants) {
        const char *says = context->field->says;
        fault_add(context->faults, value, "%s'%s' wants %s%s%s", context->subject,
                  context->field->key, wants, says ? "; " : "", says ? says : "");
}

static bool read_nested(const struct context *context, const struct node *value, void *member) {
        const struct field *field = context->field;
        if (field->type == FIELD_MAP) {
                if (value->type == NODE_MAP)
                        return read_map(field->table, context->subject, value, member,
                                        context->faults);
                tell_type(context, value, "keys with values, as in {key: value}");
                return false;
        }
        if (value->type == NODE_LIST)
                return read_list(context, value, member);
        tell_type(context, value, "a list, each element beginning with '- '");
        ((struct field_list *)member)->broken = true;
        return false;
}

static bool read_field(const struct context *context, const struct node *node,
                       const struct node *value, char *item) {
        const struct field *field = context->field;
        if (!value || (is_nested(field) && tree_is_null(value))) {
                if (!(field->flags & FIELD_REQUIRED))
                        return true;
                fault_add(context->faults, node, "%s'%s' is missing", context->subject, field->key);
                return false;
        }
        if (value->broken)
                return false;
        if (field->flags & FIELD_LATER) {
                fault_add_at(context->faults, value->file, value->key_line, value->key_column,
                             "'%s' %s", field->key, field->says);
                return false;
        }
        if (is_nested(field))
                return read_nested(context, value, item + field->offset);
        return field_value_read(context, value, item + field->offset);
}

static bool read_map(const struct table *table, const char *within, const struct node *node,
                     void *item, struct config_faults *faults) {
        char own[FIELD_SUBJECT_SIZE], subject[2 * FIELD_SUBJECT_SIZE];
        if (table->defaults)
                memcpy(item, table->defaults, table->size);
        *(const struct node **)item = node;
        snprintf(subject, sizeof(subject), "%s%s", within, field_subject(table, node, own));
        if (node->type != NODE_MAP) {
                if (!node->broken)
                        fault_add(faults, node, "%skeys with values are wanted here", subject);
                return false;
        }
        bool good = check_keys(table, subject, node, faults);
        for (size_t i = 0; i < table->count; i++) {
                const struct field *field = &table->fields[i];
                struct context context = { field, subject, faults };
                if (!read_field(&context, node, tree_get(node, field->key), item))
                        good = false;
        }
        return good;
}

bool field_read(const struct table *table, const struct node *node, void *item,
                struct config_faults *faults) {
        return read_map(table, "", node, item, faults);
}

static void release_list(const struct table *table, struct field_list *list) {
        for (size_t i = 0; i < list->count; i++)
                field_release(table, (char *)list->items + i * table->size);
        free(list->items);
        *list = (struct field_list){ 0 };
}

void field_release(const struct table *table, void *item) {
        for (size_t i = 0; i < table->count; i++) {
                const struct field *field = &table->fields[i];
                void *member = (char *)item + field->offset;
                if (field->flags & FIELD_LATER)
                        continue;
                if (field->type == FIELD_LIST)
                        release_list(field->table, member);
                else if (field->type == FIELD_MAP)
                        field_release(field->table, member);
        }
}
