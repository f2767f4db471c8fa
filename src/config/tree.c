/* SPDX-License-Identifier: Apache-2.0 */
/*
 * YAML to a tree with positions, through libyaml's events (YAML 1.1, https://pyyaml.org/wiki/LibYAML).
 * What would make a file say something else than it shows is refused here: anchors and aliases, tags
 * (!secret, !include), a key twice, a second document. Size, depth and count are bounded before
 * anything is kept.
 */
#include <string.h>
#include <yaml.h>

#include "fault.h"
#include "hint.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "tree.h"

/* Where the next event belongs. */
struct builder {
        const char *file;
        struct config_faults *faults;
        struct node *open[TREE_DEPTH_MAX]; /* lists and mappings not yet at their end */
        struct node *last[TREE_DEPTH_MAX]; /* the last child of each */
        size_t depth;
        struct node *root;
        struct node *key; /* a mapping's key that waits for its value; a bare node */
        bool full;        /* a fault after which reading on makes no sense */
};

void tree_free(struct node *node) {
        while (node) {
                struct node *next = node->next;
                tree_free(node->first);
                free(node->key);
                free(node->text);
                free(node);
                node = next;
        }
}

static struct node *node_new(struct builder *b, enum node_type type, const yaml_mark_t *mark) {
        struct node *node = alloc_zero(1, sizeof(*node));
        node->type = type;
        node->file = b->file;
        node->line = (int)mark->line + 1;
        node->column = (int)mark->column + 1;
        return node;
}

const struct node *tree_get(const struct node *map, const char *key) {
        if (!map || map->type != NODE_MAP)
                return NULL;
        for (const struct node *child = map->first; child; child = child->next)
                if (strcmp(child->key, key) == 0)
                        return child;
        return NULL;
}

const struct node *tree_where(const struct node *map, const char *key) {
        const struct node *value = tree_get(map, key);
        return value ? value : map;
}

const struct node *tree_next(const struct node *list, const struct node *element) {
        if (!list || list->type == NODE_MAP)
                return NULL;
        if (list->type == NODE_SCALAR)
                return element || tree_is_null(list) ? NULL : list;
        return element ? element->next : list->first;
}

size_t tree_count(const struct node *list) {
        size_t count = 0;
        for (const struct node *at = NULL; (at = tree_next(list, at));)
                count++;
        return count;
}

bool tree_is_null(const struct node *node) {
        return node->type == NODE_SCALAR && node->plain &&
               (node->text[0] == '\0' || strcmp(node->text, "~") == 0 ||
                strcmp(node->text, "null") == 0);
}

static void link_child(struct builder *b, struct node *node) {
        struct node *parent = b->open[b->depth - 1];
        if (b->last[b->depth - 1])
                b->last[b->depth - 1]->next = node;
        else
                parent->first = node;
        b->last[b->depth - 1] = node;
        size_t limit = parent->type == NODE_MAP ? TREE_KEYS_MAX : TREE_LIST_MAX;
        if (++parent->count > limit && !b->full) {
                fault_add(b->faults, node, "more than %zu elements in one list or mapping", limit);
                b->full = true;
        }
}

/* The waiting key becomes that of @node. A second one of the same name is never looked at again: the first is found. */
static void give_key(struct builder *b, struct node *node) {
        struct node *key = b->key;
        const struct node *first = tree_get(b->open[b->depth - 1], key->text);
        if (first)
                fault_add(b->faults, key,
                          "the key '%.*s' stands here a second time (first in line %d)",
                          FAULT_TEXT(key->text), first->key_line);
        node->key = take(key->text);
        node->key_line = key->line;
        node->key_column = key->column;
        b->key = NULL;
        tree_free(key);
}

static void put_key(struct builder *b, struct node *node) {
        if (node->type != NODE_SCALAR && !b->full) {
                fault_add(b->faults, node, "a key must be a word, not a list or a mapping");
                b->full = true;
        }
        if (!node->text)
                node->text = alloc_text("");
        b->key = node;
}

/* Takes @node. */
static void put(struct builder *b, struct node *node) {
        if (b->depth == 0) {
                b->root = node;
                return;
        }
        if (b->open[b->depth - 1]->type == NODE_MAP) {
                if (!b->key) {
                        put_key(b, node);
                        return;
                }
                give_key(b, node);
        }
        link_child(b, node);
}

static void refuse_extras(struct builder *b, struct node *node, const yaml_char_t *anchor,
                          const yaml_char_t *tag) {
        if (anchor) {
                fault_add(b->faults, node,
                          "the anchor '&%.*s' is not allowed here: write the value out",
                          FAULT_TEXT((const char *)anchor));
                node->broken = true;
        }
        if (tag) {
                fault_add(b->faults, node,
                          "the tag '%.*s' is not allowed here: write the value out",
                          FAULT_TEXT((const char *)tag));
                node->broken = true;
        }
}

static void on_scalar(struct builder *b, const yaml_event_t *event) {
        struct node *node = node_new(b, NODE_SCALAR, &event->start_mark);
        node->text = alloc_text((const char *)event->data.scalar.value);
        node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
        refuse_extras(b, node, event->data.scalar.anchor, event->data.scalar.tag);
        if (strlen(node->text) != event->data.scalar.length) {
                fault_add(b->faults, node, "a NUL character is not allowed here");
                node->broken = true;
        }
        put(b, node);
}

static void on_alias(struct builder *b, const yaml_event_t *event) {
        struct node *node = node_new(b, NODE_SCALAR, &event->start_mark);
        node->text = alloc_text("");
        node->broken = true;
        fault_add(b->faults, node, "the alias '*%.*s' is not allowed here: write the value out",
                  FAULT_TEXT((const char *)event->data.alias.anchor));
        put(b, node);
}

static void on_start(struct builder *b, enum node_type type, const yaml_event_t *event,
                     const yaml_char_t *anchor, const yaml_char_t *tag) {
        struct node *node = node_new(b, type, &event->start_mark);
        refuse_extras(b, node, anchor, tag);
        if (b->depth == TREE_DEPTH_MAX) {
                fault_add(b->faults, node, "lists and mappings stand deeper than %d in each other",
                          TREE_DEPTH_MAX);
                b->full = true;
                tree_free(node);
                return;
        }
        put(b, node);
        if (b->full)
                return;
        b->open[b->depth] = node;
        b->last[b->depth++] = NULL;
}

static void on_document(struct builder *b, const yaml_event_t *event) {
        if (!b->root)
                return;
        fault_add_at(b->faults, b->file, (int)event->start_mark.line + 1,
                     (int)event->start_mark.column + 1,
                     "a second document begins here (---): one file holds one");
        b->full = true;
}

static void on_event(struct builder *b, const yaml_event_t *event) {
        switch (event->type) {
        case YAML_SCALAR_EVENT:
                on_scalar(b, event);
                break;
        case YAML_ALIAS_EVENT:
                on_alias(b, event);
                break;
        case YAML_SEQUENCE_START_EVENT:
                on_start(b, NODE_LIST, event, event->data.sequence_start.anchor,
                         event->data.sequence_start.tag);
                break;
        case YAML_MAPPING_START_EVENT:
                on_start(b, NODE_MAP, event, event->data.mapping_start.anchor,
                         event->data.mapping_start.tag);
                break;
        case YAML_SEQUENCE_END_EVENT:
        case YAML_MAPPING_END_EVENT:
                b->depth--;
                break;
        case YAML_DOCUMENT_START_EVENT:
                on_document(b, event);
                break;
        case YAML_NO_EVENT:
        case YAML_STREAM_START_EVENT:
        case YAML_STREAM_END_EVENT:
        case YAML_DOCUMENT_END_EVENT:
                break;
        }
}

/* libyaml gives a byte offset alone for what is no UTF-8. */
static void locate(const char *bytes, size_t offset, int *ret_line, int *ret_column) {
        int line = 1, column = 1;
        for (size_t i = 0; i < offset; i++) {
                column = bytes[i] == '\n' ? 1 : column + 1;
                line += bytes[i] == '\n';
        }
        *ret_line = line;
        *ret_column = column;
}

static bool begins_character(char byte) {
        return ((unsigned char)byte & 0xc0) != 0x80;
}

/* The first byte of the character at @line and @column (0..), or '\0'. libyaml counts characters. */
static char byte_at(const char *bytes, size_t size, size_t line, size_t column) {
        size_t at = 0;
        for (; at < size && line > 0; at++)
                line -= bytes[at] == '\n';
        for (; at < size; at++)
                if (begins_character(bytes[at]) && column-- == 0)
                        return bytes[at];
        return '\0';
}

static void tell_syntax(struct builder *b, const yaml_parser_t *parser, const char *bytes,
                        size_t size) {
        const yaml_mark_t *mark = &parser->problem_mark;
        int line = (int)mark->line + 1, column = (int)mark->column + 1;
        if (parser->error == YAML_READER_ERROR)
                locate(bytes, parser->problem_offset < size ? parser->problem_offset : size, &line,
                       &column);
        const char *problem = parser->problem ? parser->problem : "unreadable";
        const char *hint = hint_syntax(problem, parser->context,
                                       byte_at(bytes, size, mark->line, mark->column));
        const char *open = *hint ? " (" : "", *close = *hint ? ")" : "";
        if (parser->context)
                fault_add_at(b->faults, b->file, line, column,
                             "this is no YAML: %s %s that began in line %d%s%s%s", problem,
                             parser->context, (int)parser->context_mark.line + 1, open, hint,
                             close);
        else
                fault_add_at(b->faults, b->file, line, column, "this is no YAML: %s%s%s%s", problem,
                             open, hint, close);
}

static bool read_events(struct builder *b, yaml_parser_t *parser, const char *bytes, size_t size) {
        for (bool more = true; more && !b->full;) {
                yaml_event_t event;
                if (!yaml_parser_parse(parser, &event)) {
                        tell_syntax(b, parser, bytes, size);
                        return false;
                }
                more = event.type != YAML_STREAM_END_EVENT;
                on_event(b, &event);
                yaml_event_delete(&event);
        }
        return !b->full;
}

struct node *tree_parse(const char *file, const char *bytes, size_t size,
                        struct config_faults *faults) {
        struct builder b = { .file = file, .faults = faults };
        yaml_parser_t parser;

        if (size > TREE_BYTES_MAX) {
                fault_add_at(faults, file, 0, 0, "the file is larger than %d KiB",
                             TREE_BYTES_MAX / 1024);
                return NULL;
        }
        if (!yaml_parser_initialize(&parser))
                abort();
        yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&parser, (const unsigned char *)bytes, size);
        bool good = read_events(&b, &parser, bytes, size);
        yaml_parser_delete(&parser);

        tree_free(b.key);
        if (!good) {
                tree_free(b.root);
                return NULL;
        }
        if (!b.root || tree_is_null(b.root)) {
                fault_add_at(faults, file, 0, 0, "the file is empty");
                tree_free(b.root);
                return NULL;
        }
        return b.root;
}
