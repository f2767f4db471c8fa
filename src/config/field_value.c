/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Single values: texts, names, numbers, times, words. One function per type, found in a table; each
 * is strict, since what a lenient reader guesses at (is `on` a word or a truth, is 08 a number?) is
 * what an installer finds out in the night.
 */
#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "field_value.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/names.h"
#include "nattvakt/text.h"
#include "nattvakt/times.h"
#include "near.h"

#define WANTS_SIZE 200
#define VALUES_MAX 512 /* a large home has some 300 residents */

/* Says what was wanted and what stands there. */
static bool refuse(const struct context *context, const struct node *value, const char *wants) {
        const char *says = context->field->says;
        const char *end = says ? says : "";
        if (value->broken)
                return false;
        if (value->type != NODE_SCALAR)
                fault_add(context->faults, value, "%s'%s' wants %s, not a %s%s%s", context->subject,
                          context->field->key, wants, value->type == NODE_LIST ? "list" : "mapping",
                          says ? "; " : "", end);
        else if (tree_is_null(value))
                fault_add(context->faults, value, "%s'%s' has no value: it wants %s%s%s",
                          context->subject, context->field->key, wants, says ? "; " : "", end);
        else
                fault_add(context->faults, value, "%s'%s' wants %s, not '%.*s'%s%s",
                          context->subject, context->field->key, wants, FAULT_TEXT(value->text),
                          says ? "; " : "", end);
        return false;
}

static bool is_written(const struct node *value) {
        return value->type == NODE_SCALAR && !value->broken && !tree_is_null(value);
}

static bool has_control(const char *text) {
        for (; *text; text++)
                if ((unsigned char)*text < ' ' || *text == 0x7f)
                        return true;
        return false;
}

static bool read_text(const struct context *context, const struct node *value, void *member) {
        char wants[WANTS_SIZE];
        if (is_written(value) && value->text[0] && !has_control(value->text) &&
            text_copy(member, context->field->size, value->text) == 0)
                return true;
        snprintf(wants, sizeof(wants), "a text of one line and at most %zu bytes",
                 context->field->size - 1);
        return refuse(context, value, wants);
}

static bool is_name(const struct node *value, size_t size) {
        return is_written(value) && text_is_name(value->text) && strlen(value->text) < size;
}

static const char name_wants[] = "a name of at most 47 letters a-z, digits, '.', '_' and '-'";

/* A Norwegian one has 11 digits; so many in a row belong into no pseudonym. */
static bool looks_national(const char *text) {
        for (size_t run; *text; text += run > 0 ? run : 1) {
                run = strspn(text, "0123456789");
                if (run >= FAULT_NATIONAL_DIGITS)
                        return true;
        }
        return false;
}

/* The number itself is told to nobody: faults stand in logs. */
static bool refuse_national(const struct context *context, const struct node *value) {
        fault_add(context->faults, value,
                  "'%s' looks like a national identity number: use a pseudonym such as R17",
                  context->field->key);
        return false;
}

static bool read_name(const struct context *context, const struct node *value, void *member) {
        if ((context->field->flags & FIELD_PERSON) && is_written(value) &&
            looks_national(value->text))
                return refuse_national(context, value);
        if (is_name(value, context->field->size))
                return text_copy(member, context->field->size, value->text) == 0;
        return refuse(context, value, name_wants);
}

/* MQTT 5.0 section 4.7.1: + and # are wildcards; a name that begins with $ is the broker's. */
static bool is_topic(const struct node *value, size_t size) {
        return is_written(value) && value->text[0] && value->text[0] != '$' &&
               !strpbrk(value->text, "+#") && !has_control(value->text) &&
               strlen(value->text) < size;
}

static bool read_topic(const struct context *context, const struct node *value, void *member) {
        char wants[WANTS_SIZE];
        if (is_topic(value, context->field->size))
                return text_copy(member, context->field->size, value->text) == 0;
        snprintf(wants, sizeof(wants),
                 "a text of at most %zu bytes without '+' and '#', as it stands in topics",
                 context->field->size - 1);
        return refuse(context, value, wants);
}

static bool parse_number(const struct node *value, double *ret_number) {
        char *end = NULL;
        if (!is_written(value) || !value->plain || value->text[0] == '+' ||
            strspn(value->text, "-.0123456789") != strlen(value->text))
                return false;
        errno = 0;
        double number = strtod(value->text, &end);
        if (errno != 0 || end == value->text || *end != '\0' || !isfinite(number))
                return false;
        *ret_number = number;
        return true;
}

/* What is a number to people, but not to this reader: how it would be one. */
static const char *how_written(const struct node *value) {
        const char *digits;

        if (!is_written(value))
                return "";
        digits = value->text + (value->text[0] == '-' || value->text[0] == '+');
        if (!value->plain && digits[0] && !digits[strspn(digits, ".0123456789")])
                return " without quotes";
        if (value->text[0] == '+' ||
            (digits[0] >= '0' && digits[0] <= '9' && digits[strspn(digits, ".0123456789")]))
                return " in decimal digits";
        return "";
}

static bool read_int(const struct context *context, const struct node *value, void *member) {
        char wants[WANTS_SIZE];
        double number;
        if (parse_number(value, &number) && !strchr(value->text, '.') &&
            number >= context->field->min && number <= context->field->max) {
                *(int *)member = (int)number;
                return true;
        }
        snprintf(wants, sizeof(wants), "a whole number from %.0f to %.0f%s", context->field->min,
                 context->field->max, how_written(value));
        return refuse(context, value, wants);
}

static bool read_number(const struct context *context, const struct node *value, void *member) {
        char wants[WANTS_SIZE];
        double number;
        if (parse_number(value, &number) && number >= context->field->min &&
            number <= context->field->max) {
                *(double *)member = number;
                return true;
        }
        snprintf(wants, sizeof(wants), "a number from %g to %g%s", context->field->min,
                 context->field->max, how_written(value));
        return refuse(context, value, wants);
}

int field_minute(const struct node *node) {
        int minute;
        return is_written(node) && minute_parse(node->text, &minute) == 0 ? minute : -1;
}

static const char minute_wants[] = "a time of day as \"22:00\"";

static bool read_minute(const struct context *context, const struct node *value, void *member) {
        int minute = field_minute(value);
        if (minute < 0)
                return refuse(context, value, minute_wants);
        *(int *)member = minute;
        return true;
}

static bool read_date(const struct context *context, const struct node *value, void *member) {
        if (is_written(value) && date_parse(value->text, member) == 0)
                return true;
        return refuse(context, value, "a date as 2026-11-05");
}

static bool read_bool(const struct context *context, const struct node *value, void *member) {
        bool is_true = is_written(value) && value->plain && strcmp(value->text, "true") == 0;
        bool is_false = is_written(value) && value->plain && strcmp(value->text, "false") == 0;
        if (!is_true && !is_false)
                return refuse(context, value, "true or false");
        *(bool *)member = is_true;
        return true;
}

int field_word(const struct node *node, const char *const *words, size_t count) {
        if (is_written(node))
                for (size_t i = 0; i < count; i++)
                        if (strcmp(words[i], node->text) == 0)
                                return (int)i;
        return -1;
}

/* Few words are all named, of many the nearest is. */
static bool refuse_word(const struct context *context, const struct node *value) {
        const struct field *field = context->field;
        char wants[WANTS_SIZE] = "one of ", hint[NEAR_SIZE] = "";
        size_t used = strlen(wants);
        for (size_t i = 0; i < field->word_count && used < sizeof(wants); i++)
                used += (size_t)snprintf(wants + used, sizeof(wants) - used, "%s%s",
                                         i > 0 ? ", " : "", field->words[i]);
        if (is_written(value))
                near_word(value->text, field->words, field->word_count, hint);
        if (!hint[0])
                return refuse(context, value, used < sizeof(wants) ? wants : "a known word");
        fault_add(context->faults, value, "%s'%s' does not know '%.*s'%s", context->subject,
                  field->key, FAULT_TEXT(value->text), hint);
        return false;
}

static bool read_word(const struct context *context, const struct node *value, void *member) {
        int index = field_word(value, context->field->words, context->field->word_count);
        if (index < 0)
                return refuse_word(context, value);
        *(unsigned *)member = (unsigned)index;
        return true;
}

static bool check_name(const struct context *context, const struct node *value) {
        return is_name(value, NAME_SIZE) || refuse(context, value, name_wants);
}

static bool check_word(const struct context *context, const struct node *value) {
        return field_word(value, context->field->words, context->field->word_count) >= 0 ||
               refuse_word(context, value);
}

static bool check_minute(const struct context *context, const struct node *value) {
        return field_minute(value) >= 0 || refuse(context, value, minute_wants);
}

typedef bool (*check_fn)(const struct context *context, const struct node *value);

static bool is_repeated(const struct context *context, const struct node *list,
                        const struct node *at) {
        if (list->type != NODE_LIST)
                return false;
        for (const struct node *before = list->first; before != at; before = before->next)
                if (before->text && strcmp(before->text, at->text) == 0) {
                        fault_add(context->faults, at, "%s'%s' holds '%.*s' twice",
                                  context->subject, context->field->key, FAULT_TEXT(at->text));
                        return true;
                }
        return false;
}

/* The list stays a list of nodes, for its elements' places; it is kept only when all of it is good. */
static bool read_several(const struct context *context, const struct node *value, void *member,
                         check_fn check) {
        bool good = true;
        size_t count = tree_count(value);
        if (count == 0 && value->type == NODE_LIST && !value->broken) {
                fault_add(context->faults, value, "%s'%s' is an empty list: name at least one",
                          context->subject, context->field->key);
                return false;
        }
        if (count == 0)
                return refuse(context, value, "one or a list of them");
        if (count > VALUES_MAX) {
                fault_add(context->faults, value, "%s'%s' holds more than %d elements",
                          context->subject, context->field->key, VALUES_MAX);
                return false;
        }
        for (const struct node *at = NULL; (at = tree_next(value, at));)
                good = check(context, at) && !is_repeated(context, value, at) && good;
        if (good)
                *(const struct node **)member = value;
        return good;
}

static bool read_names(const struct context *context, const struct node *value, void *member) {
        return read_several(context, value, member, check_name);
}

static bool read_words(const struct context *context, const struct node *value, void *member) {
        return read_several(context, value, member, check_word);
}

static bool read_minutes(const struct context *context, const struct node *value, void *member) {
        return read_several(context, value, member, check_minute);
}

static bool (*const readers[FIELD_TYPE_COUNT])(const struct context *, const struct node *,
                                               void *) = {
        [FIELD_TEXT] = read_text,   [FIELD_NAME] = read_name,     [FIELD_TOPIC] = read_topic,
        [FIELD_INT] = read_int,     [FIELD_NUMBER] = read_number, [FIELD_MINUTE] = read_minute,
        [FIELD_DATE] = read_date,   [FIELD_BOOL] = read_bool,     [FIELD_WORD] = read_word,
        [FIELD_NAMES] = read_names, [FIELD_WORDS] = read_words,   [FIELD_MINUTES] = read_minutes,
};

bool field_value_read(const struct context *context, const struct node *value, void *member) {
        assert(readers[context->field->type]);
        return readers[context->field->type](context, value, member);
}
