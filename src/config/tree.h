/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * One YAML file as a tree that remembers where everything stood. It is built from libyaml's events
 * and not from its document: a document has already put what an alias points to in the alias's place,
 * so that nobody can tell any more.
 */

#include <stdbool.h>
#include <stddef.h>

#define TREE_BYTES_MAX (1024 * 1024)
#define TREE_DEPTH_MAX 16
#define TREE_LIST_MAX  16384 /* elements of a list: ten thousand sensors, and some */
#define TREE_KEYS_MAX  128   /* of a mapping: five times what our longest table has */

struct config_faults;

enum node_type { NODE_SCALAR, NODE_LIST, NODE_MAP };

struct node {
        enum node_type type;
        const char *file; /* borrowed from the caller of tree_parse */
        int line, column; /* where the value stands, 1.. */
        char *key;        /* in a mapping; else NULL */
        int key_line, key_column;
        char *text;  /* of a scalar, without NUL bytes; else NULL */
        bool plain;  /* a scalar without quotes */
        bool broken; /* already told to be wrong: say nothing more about it */
        struct node *first, *next;
        size_t count; /* of children */
};

/**
 * The tree of @size @bytes, or NULL when it is no YAML or empty; @faults says what was wrong with it,
 * which may be something although there is a tree. @file is borrowed. The caller frees the tree.
 */
struct node *tree_parse(const char *file, const char *bytes, size_t size,
                        struct config_faults *faults);
void tree_free(struct node *node);

/** The value at @key of a mapping, or NULL. @map may be NULL. */
const struct node *tree_get(const struct node *map, const char *key);

/** As tree_get, but the mapping itself where it has no such key: a place to point at, always. */
const struct node *tree_where(const struct node *map, const char *key);

/** The element after @element (NULL: the first) of a list; a lone scalar is a list of itself. */
const struct node *tree_next(const struct node *list, const struct node *element);

/** How many elements tree_next gives. */
size_t tree_count(const struct node *list);

/** Nothing is written there: `key:` alone, ~ or null. */
bool tree_is_null(const struct node *node);
