/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A journal of the small house that cannot be read, until it is mended. Include after cmocka. */

#include <sqlite3.h>

#include "app_house.h"

/* Behind the journal's back, as a damage that comes and goes. */
static inline void set_state_word(const struct house *house, const char *word) {
        char sql[128];
        sqlite3 *db = NULL;

        snprintf(sql, sizeof(sql),
                 "PRAGMA ignore_check_constraints = ON; UPDATE task SET state = '%s'", word);
        assert_int_equal(sqlite3_open(house->path, &db), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_close(db), SQLITE_OK);
}
