/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * What a mapping of the configuration may hold, as a const table: one row per key. One small reader
 * walks the tables and tells all that is wrong; nothing else in this folder takes YAML apart.
 */

#include <stddef.h>

#include "fault.h"
#include "tree.h"

enum field_type {
        FIELD_TEXT,    /* char[size]: words for people */
        FIELD_NAME,    /* char[size]: text_is_name */
        FIELD_TOPIC,   /* char[size]: may hold '/', but none of MQTT's wildcards */
        FIELD_INT,     /* int, min..max */
        FIELD_NUMBER,  /* double, min..max */
        FIELD_MINUTE,  /* int: "22:00" as minutes of the day */
        FIELD_DATE,    /* int64_t: "2026-11-05" as a day number */
        FIELD_BOOL,    /* bool */
        FIELD_WORD,    /* unsigned: index in words */
        FIELD_NAMES,   /* const struct node *: one name or a list of them */
        FIELD_WORDS,   /* const struct node *: one of words or a list of them */
        FIELD_MINUTES, /* const struct node *: one time or a list of them */
        FIELD_MAP,     /* a struct in place, read by table */
        FIELD_LIST,    /* struct field_list, its elements read by table */
        FIELD_TYPE_COUNT
};

enum field_flags {
        FIELD_REQUIRED = 1,
        FIELD_LATER = 2,  /* known, and not built yet: says tells so */
        FIELD_PERSON = 4, /* a name that stands for a person: a pseudonym */
};

struct field {
        const char *key;
        enum field_type type;
        unsigned flags;
        size_t offset, size; /* in the struct; size of a text */
        double min, max;
        const char *const *words;
        size_t word_count;
        const struct table *table;
        const char *says; /* FIELD_LATER: why not; else added when the type is wrong; or NULL */
};

/* Every struct that a table fills begins with  const struct node *node: where it stands. */
struct table {
        const char *noun;     /* what one of it is called in a sentence: "device"; NULL: nothing */
        const char *name_key; /* the key that names it: "id"; or NULL */
        const struct field *fields;
        size_t count;
        size_t size;          /* of the struct */
        const void *defaults; /* one such struct, or NULL for zeros */
};

struct field_list {
        void *items; /* owned; count structs as the table says */
        size_t count;
        bool broken; /* something in the list could not be read: what is missing may be there */
};

/* clang-format off */
#define FIELD_AT(type, member)  .offset = offsetof(type, member), .size = sizeof(((type *)0)->member)
#define FIELD_AMONG(array)      .words = (array), .word_count = ELEMENTS(array)
#define TABLE_OF(type, array)   .fields = (array), .count = ELEMENTS(array), .size = sizeof(type)
/* clang-format on */

/** Fills the struct @item by @table from @node, all that is wrong goes to @faults. False if something was. */
bool field_read(const struct table *table, const struct node *node, void *item,
                struct config_faults *faults);

/** Frees the lists within @item. */
void field_release(const struct table *table, void *item);

/** The minutes of the day of an element of FIELD_MINUTES, the index of one of FIELD_WORDS; -1: unreadable. */
int field_minute(const struct node *node);
int field_word(const struct node *node, const char *const *words, size_t count);

/** Fills @ret with "device 'bed-104': ", or "" where the table has no noun. Returns @ret. */
#define FIELD_SUBJECT_SIZE 112
const char *field_subject(const struct table *table, const struct node *node,
                          char ret[FIELD_SUBJECT_SIZE]);
