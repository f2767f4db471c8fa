/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docs/configuration.md says what src/config reads, and all of it: each key of the tables has its row in
 * its file's section, with its range, its words and whether it is required; no row tells of a key that
 * is gone; and its examples, put together file by file, are a configuration that loads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "nattvakt/cleanup.h"
#include "path.h"
#include "raw.h"

#define PAGE      NATTVAKT_SOURCE_DIR "/docs/configuration.md"
#define PAGE_MAX  (1024 * 1024)
#define ROW_SIZE  1024
#define KEY_SIZE  128
#define FENCE     "```yaml file="
#define FEW_WORDS 12 /* more are listed once, and not in the row */

static const struct {
        const char *file;
        const struct table *table;
} files[] = {
        { "nattvakt.yaml", &raw_gateway_table },
        { "site.yaml", &raw_site_table },
        { "tasks.yaml", &raw_tasks_table },
        { "staff.yaml", &raw_staff_table },
};

/* What the examples point at beside the four. */
static const char *const others[] = { "broker-password", "ca.pem", "gateway.pem", "gateway.key" };

struct page {
        struct text_buffer text;
        char section[sizeof("nattvakt.yaml")]; /* the file whose section is being looked at */
        int missing;
};

static void read_page(struct page *page) {
        *page = (struct page){ 0 };
        assert_int_equal(path_read(PAGE, PAGE_MAX, &page->text), 0);
        text_append_bytes(&page->text, "", 1);
}

/* The section "## <file>" up to the next of its rank. */
static const char *section(struct page *page, const char *file, const char **ret_end) {
        char heading[64];

        snprintf(heading, sizeof(heading), "\n## %s\n", file);
        const char *from = strstr(page->text.data, heading);
        assert_non_null(from);
        const char *end = strstr(from + strlen(heading), "\n## ");
        *ret_end = end ? end : from + strlen(from);
        snprintf(page->section, sizeof(page->section), "%s", file);
        return from;
}

/* The row of @key, or false. */
static bool find_row(struct page *page, const char *file, const char *key, char row[ROW_SIZE]) {
        char start[KEY_SIZE + 8];
        const char *end, *from = section(page, file, &end);

        snprintf(start, sizeof(start), "\n| `%s` |", key);
        const char *at = strstr(from, start);
        if (!at || at >= end)
                return false;
        int size = (int)strcspn(at + 1, "\n");
        assert_in_range(size, 0, ROW_SIZE - 1);
        snprintf(row, ROW_SIZE, "%.*s", size, at + 1);
        return true;
}

static void want(struct page *page, const char *row, const char *key, const char *text) {
        if (strstr(row, text))
                return;
        print_error("%s: `%s`: its row does not say %s\n", page->section, key, text);
        page->missing++;
}

static void check_words(struct page *page, const struct field *field, const char *row,
                        const char *key) {
        for (size_t i = 0; i < field->word_count; i++) {
                char word[64];

                snprintf(word, sizeof(word), "`%s`", field->words[i]);
                want(page, field->word_count > FEW_WORDS ? page->text.data : row, key, word);
        }
}

static void check_row(struct page *page, const struct field *field, const char *file,
                      const char *key) {
        char row[ROW_SIZE], says[64];

        if (!find_row(page, file, key, row)) {
                print_error("%s: no row tells of `%s`\n", file, key);
                page->missing++;
                return;
        }
        if (field->flags & FIELD_REQUIRED)
                want(page, row, key, "**required**");
        else if (strstr(row, "**required**"))
                fail_msg("%s: `%s` is not required", file, key);
        if (field->flags & FIELD_LATER)
                return;
        if (field->type == FIELD_INT || field->type == FIELD_NUMBER) {
                snprintf(says, sizeof(says), "%.0f..%.0f", field->min, field->max);
                want(page, row, key, says);
        }
        if (field->type == FIELD_TEXT || field->type == FIELD_TOPIC) {
                snprintf(says, sizeof(says), "(%zu)", field->size - 1);
                want(page, row, key, says);
        }
        check_words(page, field, row, key);
}

static void check_table(struct page *page, const struct table *table, const char *file,
                        const char *within) {
        for (size_t i = 0; i < table->count; i++) {
                const struct field *field = &table->fields[i];
                char key[KEY_SIZE];

                snprintf(key, sizeof(key), "%s%s", within, field->key);
                check_row(page, field, file, key);
                if (!field->table || (field->flags & FIELD_LATER))
                        continue;
                snprintf(key, sizeof(key), "%s%s%s", within, field->key,
                         field->type == FIELD_LIST ? "[]." : ".");
                check_table(page, field->table, file, key);
        }
}

static void each_key_has_its_row(void **state) {
        (void)state;
        struct page page;

        read_page(&page);
        for (size_t i = 0; i < ELEMENTS(files); i++)
                check_table(&page, files[i].table, files[i].file, "");
        text_buffer_done(&page.text);
        assert_int_equal(page.missing, 0);
}

static const struct field *find_field(const struct table *table, const char *key, size_t size) {
        for (size_t i = 0; table && i < table->count; i++)
                if (strlen(table->fields[i].key) == size &&
                    strncmp(table->fields[i].key, key, size) == 0)
                        return &table->fields[i];
        return NULL;
}

/* Whether the dotted @key leads through @table to a field. */
static bool is_there(const struct table *table, const char *key) {
        for (;;) {
                size_t size = strcspn(key, ".[");
                const struct field *field = find_field(table, key, size);

                if (!field || key[size] == '\0')
                        return field;
                bool is_list = strncmp(key + size, "[].", 3) == 0;
                if (is_list != (field->type == FIELD_LIST))
                        return false;
                key += size + (is_list ? 3 : 1);
                table = field->table;
        }
}

static void no_row_tells_of_a_key_that_is_gone(void **state) {
        (void)state;
        struct page page;

        read_page(&page);
        for (size_t i = 0; i < ELEMENTS(files); i++) {
                const char *end, *at = section(&page, files[i].file, &end);
                bool is_keys = false; /* within a table that is headed "key" */

                for (; at < end; at += 1 + strcspn(at + 1, "\n")) {
                        const char *line = at + (*at == '\n');
                        char key[KEY_SIZE];

                        is_keys = line[0] == '|' && (is_keys || strncmp(line, "| key |", 7) == 0);
                        if (!is_keys || sscanf(line, "| `%127[^`]` |", key) != 1)
                                continue;
                        if (!is_there(files[i].table, key))
                                fail_msg("%s has no key `%s`", files[i].file, key);
                }
        }
        text_buffer_done(&page.text);
}

static void write_file(const char *folder, const char *name, const char *bytes, size_t size) {
        char path[PATH_SIZE];

        assert_int_equal(path_join(path, folder, name), 0);
        _cleanup_(fclosep) FILE *file = fopen(path, "ae");
        assert_non_null(file);
        assert_int_equal(fwrite(bytes, 1, size, file), size);
}

static void write_examples(const struct page *page, const char *folder) {
        for (const char *at = page->text.data; (at = strstr(at, FENCE));) {
                at += strlen(FENCE);
                size_t size = strcspn(at, "\n");
                char name[64];
                snprintf(name, sizeof(name), "%.*s", (int)size, at);
                at += size + 1;
                const char *end = strstr(at, "```\n");
                assert_non_null(end);
                write_file(folder, name, at, (size_t)(end - at));
                at = end + 4;
        }
}

static void remove_all(const char *folder) {
        char path[PATH_SIZE];

        for (size_t i = 0; i < ELEMENTS(files); i++)
                if (path_join(path, folder, files[i].file) == 0)
                        unlink(path);
        for (size_t i = 0; i < ELEMENTS(others); i++)
                if (path_join(path, folder, others[i]) == 0)
                        unlink(path);
        if (path_join(path, folder, "before") == 0)
                rmdir(path);
        assert_int_equal(rmdir(folder), 0);
}

static void its_examples_are_a_configuration_that_loads(void **state) {
        (void)state;
        char folder[] = "/tmp/nattvakt-docs-XXXXXX", path[PATH_SIZE];
        struct configuration *configuration = NULL;
        struct config_faults faults;
        struct text_buffer text = { 0 };
        struct page page;

        read_page(&page);
        assert_non_null(mkdtemp(folder));
        write_examples(&page, folder);
        for (size_t i = 0; i < ELEMENTS(others); i++)
                write_file(folder, others[i], "", 0);
        assert_int_equal(path_join(path, folder, "before"), 0);
        assert_int_equal(mkdir(path, 0700), 0);

        int r = config_load(folder, &configuration, &faults);
        config_faults_text(&faults, &text);
        if (r < 0)
                print_error("%s\n", text.data);
        remove_all(folder);
        text_buffer_done(&text);
        text_buffer_done(&page.text);
        config_faults_done(&faults);
        assert_int_equal(r, 0);
        assert_string_equal(configuration->site.name, "smallhome");
        config_free(configuration);
}

/* A key that no example uses is a key that nobody has seen written. */
static void each_key_is_in_an_example(void **state) {
        (void)state;
        static const char *const not_shown[] = { "password" };
        struct page page;
        const struct table *tables[64];
        size_t count = 0;

        read_page(&page);
        for (size_t i = 0; i < ELEMENTS(files); i++)
                tables[count++] = files[i].table;
        for (size_t i = 0; i < count; i++)
                for (size_t k = 0; k < tables[i]->count; k++) {
                        const struct field *field = &tables[i]->fields[k];
                        char written[64];

                        if (field->table && !(field->flags & FIELD_LATER)) {
                                assert_true(count < ELEMENTS(tables));
                                tables[count++] = field->table;
                        }
                        snprintf(written, sizeof(written), "%s: ", field->key);
                        bool is_exempt = false;
                        for (size_t n = 0; n < ELEMENTS(not_shown); n++)
                                is_exempt = is_exempt || text_equal(field->key, not_shown[n]);
                        if (field->table) /* its elements stand below it */
                                snprintf(written, sizeof(written), "%s:", field->key);
                        if (!is_exempt && !strstr(page.text.data, written))
                                fail_msg("no example says '%s'", written);
                }
        text_buffer_done(&page.text);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(each_key_has_its_row),
                cmocka_unit_test(no_row_tells_of_a_key_that_is_gone),
                cmocka_unit_test(its_examples_are_a_configuration_that_loads),
                cmocka_unit_test(each_key_is_in_an_example),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
