/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The outbox (ARCHITECTURE, invariant 3): what leaves is here first. Rows go out in the order of
 * their ids. A retained topic is one row: a newer message takes the place of the older, with an id of
 * its own at the end of the order, so that an answer for the old id touches nothing. Ids are counted
 * in memory and not by the table: they must not come twice while this process lives, and no answer
 * outlives it.
 *
 * It is bounded in rows and in bytes, and the last part is for task messages alone. When a message
 * meets the bound, the oldest row that is not retained goes, of the lowest class there is and never
 * of a class above the message's own; when there is none the message itself is not taken. Each is
 * counted in a fact of its class, in the same transaction. Retained messages are always taken: there
 * is one per topic, and dropping one would leave the broker with what is no longer true.
 */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "private.h"

#define DROPPED_FACT(class, word) "outbox_dropped_" word,
static const char *const dropped_facts[] = { MESSAGE_CLASSES(DROPPED_FACT) };

/* Steps a statement that returns class, count, bytes, waiting, droppable; all of it is counted with @sign. */
static int count_rows(struct journal *journal, sqlite3_stmt *statement, int sign) {
        struct outbox_counts *counts = &journal->outbox;
        int r;

        while ((r = statement_row(journal, statement)) > 0) {
                int class =
                        message_class_from_word((const char *)sqlite3_column_text(statement, 0));
                if (class < 0)
                        return -EPROTO;
                counts->rows += sign * sqlite3_column_int64(statement, 1);
                counts->bytes += sign * sqlite3_column_int64(statement, 2);
                counts->waiting += sign * sqlite3_column_int64(statement, 3);
                counts->droppable[class] += sign * sqlite3_column_int64(statement, 4);
        }
        return r;
}

static int outbox_know(struct journal *journal) {
        sqlite3_stmt *statement;
        int r;

        if (journal->outbox.known &&
            journal->use != JOURNAL_READ) /* a reader sees another's rows */
                return 0;
        journal->outbox = (struct outbox_counts){ 0 };
        r = statement_get(journal, STATEMENT_OUTBOX_COUNTS, &statement);
        if (r < 0)
                return r;
        r = count_rows(journal, statement, 1);
        sqlite3_reset(statement);
        journal->outbox.known = r >= 0;
        return r;
}

static int next_id(struct journal *journal, int64_t *ret_id) {
        if (journal->outbox_last == 0) {
                sqlite3_stmt *statement;
                int r = statement_get(journal, STATEMENT_OUTBOX_LAST, &statement);

                if (r < 0)
                        return r;
                r = statement_row(journal, statement);
                if (r > 0)
                        journal->outbox_last = sqlite3_column_int64(statement, 0);
                sqlite3_reset(statement);
                if (r < 0)
                        return r;
        }
        *ret_id = ++journal->outbox_last;
        return 0;
}

/* Runs a bound DELETE … RETURNING and takes what went off the counts. */
static int remove_counted(struct journal *journal, sqlite3_stmt *statement) {
        int r = count_rows(journal, statement, -1);

        sqlite3_reset(statement);
        return turn_note(journal, r);
}

static int remove_topic(struct journal *journal, const char *topic) {
        sqlite3_stmt *statement;
        int r = statement_get(journal, STATEMENT_OUTBOX_FORGET, &statement);

        if (r < 0)
                return turn_note(journal, r);
        sqlite3_bind_text(statement, 1, topic, -1, SQLITE_STATIC);
        return remove_counted(journal, statement);
}

static int remove_id(struct journal *journal, int64_t id) {
        sqlite3_stmt *statement;
        int r = statement_get(journal, STATEMENT_OUTBOX_REMOVE, &statement);

        if (r < 0)
                return turn_note(journal, r);
        sqlite3_bind_int64(statement, 1, id);
        return remove_counted(journal, statement);
}

static bool has_room(const struct outbox_counts *counts, enum message_class class, int64_t bytes) {
        bool is_task = class == MESSAGE_CLASS_TASK;

        return counts->rows < OUTBOX_ROWS_MAX - (is_task ? 0 : OUTBOX_ROWS_RESERVE) &&
               counts->bytes + bytes <= OUTBOX_BYTES_MAX - (is_task ? 0 : OUTBOX_BYTES_RESERVE);
}

/* The oldest row of the lowest class up to @class that may go: 1 and its id, 0 none. */
static int find_victim(struct journal *journal, enum message_class class, int64_t *ret_id,
                       enum message_class *ret_class) {
        enum message_class lowest = 0;
        sqlite3_stmt *statement;
        int r;

        assert(class < MESSAGE_CLASS_COUNT);
        while (lowest <= class && journal->outbox.droppable[lowest] == 0)
                lowest++;
        if (lowest > class)
                return 0;
        r = statement_get(journal, STATEMENT_OUTBOX_OLDEST, &statement);
        if (r < 0)
                return r;
        sqlite3_bind_text(statement, 1, message_class_word(lowest), -1, SQLITE_STATIC);
        r = statement_row(journal, statement);
        if (r > 0) {
                *ret_id = sqlite3_column_int64(statement, 0);
                *ret_class = lowest;
        }
        sqlite3_reset(statement);
        return r;
}

/* Drops rows until @message fits. 0: it fits; 1: it does, and something went; 2: it does not. */
static int make_room(struct journal *journal, const struct message *message, int64_t bytes) {
        int dropped = 0;

        while (!has_room(&journal->outbox, message->class, bytes)) {
                enum message_class class = message->class;
                int64_t id;
                int r = find_victim(journal, message->class, &id, &class);

                if (r == 0)
                        return message->retained ? dropped : 2;
                if (r > 0)
                        r = remove_id(journal, id);
                if (r >= 0)
                        r = fact_add(journal, dropped_facts[class], 1);
                if (r < 0)
                        return r;
                dropped = 1;
        }
        return dropped;
}

static int put_row(struct journal *journal, const struct message *message, int64_t bytes) {
        struct queued row = { .waiting = true, .bytes = bytes, .row.message = *message };
        struct outbox_counts *counts = &journal->outbox;
        int r = next_id(journal, &row.row.id);

        if (r < 0)
                return r;
        r = turn_put(journal, STATEMENT_OUTBOX_PUT, TABLE_OUTBOX, &row);
        if (r < 0)
                return r;
        counts->rows++;
        counts->bytes += bytes;
        counts->waiting++;
        counts->droppable[message->class] += !message->retained;
        return 0;
}

int journal_outbox_put(struct journal *journal, const struct message *message) {
        int64_t bytes = (int64_t)(message->size + strlen(message->topic));
        int dropped, r = turn_write(journal);

        assert(message->payload);
        if (r >= 0)
                r = outbox_know(journal);
        if (r >= 0 && message->retained)
                r = remove_topic(journal, message->topic);
        if (r < 0)
                return turn_note(journal, r);
        dropped = make_room(journal, message, bytes);
        if (dropped == 2) {
                r = fact_add(journal, dropped_facts[message->class], 1);
                return r < 0 ? r : 1;
        }
        r = dropped < 0 ? dropped : put_row(journal, message, bytes);
        return r < 0 ? turn_note(journal, r) : dropped;
}

int journal_outbox_next(struct journal *journal, int64_t after_id, struct outbox_row *ret_row) {
        bool from_first = after_id < journal->outbox_first;
        struct queued found;
        sqlite3_stmt *statement;
        int r;

        if (journal->outbox_last > 0 && after_id >= journal->outbox_last)
                return 0; /* whoever asks again and again for what is new costs nothing */
        r = statement_get(journal, STATEMENT_OUTBOX_NEXT, &statement);
        if (r < 0)
                return r;
        sqlite3_bind_int64(statement, 1, from_first ? journal->outbox_first - 1 : after_id);
        r = statement_next(journal, statement, TABLE_OUTBOX, &found, sizeof(found));
        sqlite3_reset(statement);
        if (r <= 0)
                return r;
        /* New rows come behind: whoever asks from the beginning next time skips what is delivered. */
        if (from_first || after_id == 0)
                journal->outbox_first = found.row.id;
        *ret_row = found.row;
        return 1;
}

int journal_outbox_delivered(struct journal *journal, int64_t id) {
        int r = turn_write(journal);

        if (r >= 0)
                r = outbox_know(journal);
        if (r < 0)
                return turn_note(journal, r);
        r = turn_run(journal, STATEMENT_OUTBOX_DELIVERED, &id, 1);
        if (r < 0)
                return r;
        journal->outbox.waiting -= r;
        return r ? 0 : remove_id(journal, id);
}

int journal_outbox_again(struct journal *journal) {
        int r = turn_write(journal);

        if (r >= 0)
                r = outbox_know(journal);
        if (r < 0)
                return turn_note(journal, r);
        r = turn_run(journal, STATEMENT_OUTBOX_AGAIN, NULL, 0);
        if (r < 0)
                return r;
        journal->outbox.waiting += r;
        journal->outbox_first = 0;
        return 0;
}

int64_t journal_outbox_depth(struct journal *journal) {
        int r = outbox_know(journal);

        return r < 0 ? r : journal->outbox.waiting;
}

int64_t journal_outbox_dropped(struct journal *journal) {
        int64_t sum = 0;

        for (size_t i = 0; i < ELEMENTS(dropped_facts); i++) {
                int64_t count = 0;
                int r = journal_fact(journal, dropped_facts[i], &count);

                if (r < 0)
                        return r;
                sum += count;
        }
        return sum;
}
