/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Recordings that are not clean: what is said of them, when, and what is counted. Zone: Oslo, in the night when summer
 * time ends (2026-10-25, 03:00 becomes 02:00 at 01:00 UTC) and in the one when it began (2026-03-29, at 01:00 UTC).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nattvakt/cleanup.h"
#include "recording.h"

#define LINE(at, payload) "{\"at\":\"" at "\",\"topic\":\"t\",\"payload\":\"" payload "\"}\n"
#define LOCAL_TIMES       true

static struct zone_transition transitions[] = {
        { INT64_MIN, 3600 },
        { INT64_C(1774746000) * US_PER_S, 7200 },
        { INT64_C(1792890000) * US_PER_S, 3600 },
};
static const struct zone oslo = { transitions, ELEMENTS(transitions) };

/* clang-format off */
static const struct {
        const char *says, *lines;
        bool local_times;
        const char *comes; /* UTC time of the day and payload of each */
        struct recording_counts counts;
        const char *first; /* refused of each kind: what is behind the file's name, which is %s from there on */
} cases[] = {
        { "a clean one, whatever its zones",
          LINE("2026-11-05T21:00:00Z", "a") "\n" LINE("2026-11-05T22:00:01+01:00", "b"), false,
          "21:00:00 a; 21:00:01 b", { .lines = 2, .messages = 2 }, "" },
        { "lines up to a minute late are put in order",
          LINE("2026-11-05T21:01:00Z", "c") LINE("2026-11-05T21:00:00Z", "a") LINE("2026-11-05T21:00:30Z", "b"), false,
          "21:00:00 a; 21:00:30 b; 21:01:00 c", { .lines = 3, .messages = 3, .sorted = 2 }, "" },
        { "later ones are refused, with the line's number",
          LINE("2026-11-05T21:01:00Z", "b") LINE("2026-11-05T20:59:59.999Z", "a") LINE("2026-11-05T20:00:00Z", "a"), false,
          "21:01:00 b", { .lines = 3, .messages = 1, .late = 2 },
          ":2: it is more than a minute earlier than a line before it (and in 1 more)" },
        { "lines of one time keep the file's order",
          LINE("2026-11-05T21:00:01Z", "c") LINE("2026-11-05T21:00:00Z", "a") LINE("2026-11-05T21:00:00Z", "b"), false,
          "21:00:00 a; 21:00:00 b; 21:00:01 c", { .lines = 3, .messages = 3, .sorted = 2 }, "" },
        { "a repeated line is one, next to the other or not",
          LINE("2026-11-05T21:00:00Z", "a") LINE("2026-11-05T21:00:00Z", "b") LINE("2026-11-05T22:00:00+01:00", "a")
          LINE("2026-11-05T21:00:30Z", "a") LINE("2026-11-05T21:00:00Z", "b"), false,
          "21:00:00 a; 21:00:00 b; 21:00:30 a", { .lines = 5, .messages = 3, .repeated = 2 }, "" },
        { "the same line kept by the broker is another",
          LINE("2026-11-05T21:00:00Z", "a") "{\"at\":\"2026-11-05T21:00:00Z\",\"topic\":\"t\",\"payload\":\"a\",\"retained\":true}\n", false,
          "21:00:00 a; 21:00:00 a retained", { .lines = 2, .messages = 2 }, "" },
        { "a whole recording twice over is told once",
          LINE("2026-11-05T21:00:00Z", "a") LINE("2026-11-05T23:00:00Z", "b") LINE("2026-11-05T21:00:00Z", "a")
          LINE("2026-11-05T23:00:00Z", "b"), false,
          "21:00:00 a; 23:00:00 b", { .lines = 4, .messages = 2, .repeated = 1, .late = 1 },
          ":3: it is more than a minute earlier than a line before it" },
        { "what is no line is passed over",
          "nonsense\n" LINE("2026-11-05T21:00:00Z", "a") "{\"at\":\"2026-11-05T21:00:00Z\",\"payload\":1}\n"
          "{\"at\":\"yesterday\",\"topic\":\"t\",\"payload\":1}\n{\"at\":\"2026-11-05T21:00:00Z\",\"topic\":\"t\"}", false,
          "21:00:00 a", { .lines = 5, .messages = 1, .unreadable = 4 }, ":1: no JSON object\n%s:3: \"topic\" is missing or too long\n%s:4: \"at\" is no RFC 3339 time\n%s:5: \"payload\" is missing" },

        { "a time without a zone is refused, and it is said what to write",
          LINE("2026-11-05T21:00:00", "a") LINE("2026-11-05 21:00:00.5", "a") LINE("2026-11-05T21:00:00Z", "b"), false,
          "21:00:00 b", { .lines = 3, .messages = 1, .without_zone = 2 },
          ":1: \"at\" has no zone: write 2026-11-05T22:00:00Z or …+01:00, or say --local-times if it is the site's local time (and in 1 more)" },
        { "or taken as local, with and without summer time",
          LINE("2026-07-05 21:00:00.5", "a") LINE("2026-11-05T21:00:00", "b") LINE("2026-11-05T21:00:00Z", "c"), LOCAL_TIMES,
          "19:00:00 a; 20:00:00 b; 21:00:00 c", { .lines = 3, .messages = 3, .local = 2 }, "" },
        { "the hour that comes twice: first and second, as the order shows",
          LINE("2026-10-25T01:59:00", "a") LINE("2026-10-25T02:10:00", "b") LINE("2026-10-25T02:50:00", "c")
          LINE("2026-10-25T02:10:00", "d") LINE("2026-10-25T02:50:00", "e") LINE("2026-10-25T03:00:00", "f"), LOCAL_TIMES,
          "23:59:00 a; 00:10:00 b; 00:50:00 c; 01:10:00 d; 01:50:00 e; 02:00:00 f",
          { .lines = 6, .messages = 6, .local = 6, .twice = 4 }, "" },
        { "the hour that the clock skips is moved on",
          LINE("2026-03-29T01:59:00", "a") LINE("2026-03-29T02:30:00", "b") LINE("2026-03-29T03:31:00", "c"), LOCAL_TIMES,
          "00:59:00 a; 01:30:00 b; 01:31:00 c", { .lines = 3, .messages = 3, .local = 3, .skipped = 1 }, "" },
        { "nonsense is no local time either",
          LINE("2026-13-05T21:00:00", "a") LINE("21:00", "a"), LOCAL_TIMES,
          "", { .lines = 2, .unreadable = 2 }, ":1: \"at\" is no RFC 3339 time (and in 1 more)" },
};
/* clang-format on */

static void write_file(const char *path, const char *text) {
        _cleanup_(fclosep) FILE *file = fopen(path, "we");

        assert_non_null(file);
        assert_true(fputs(text, file) >= 0);
}

/* All that it says, at its times. */
static void play(struct recording *recording, struct text_buffer *comes) {
        struct player player = recording_player(recording);
        struct message message;
        int64_t at_us;

        text_append(comes, "");
        while ((at_us = player.next_us(player.userdata)) != TIME_NEVER) {
                char time[TIME_TEXT_SIZE];

                assert_false(player.say(player.userdata, at_us - 1, &message));
                assert_true(player.say(player.userdata, at_us, &message));
                time_text(at_us, time);
                text_appendf(comes, "%s%.8s %s%s", comes->size ? "; " : "", time + 11,
                             message.payload, message.retained ? " retained" : "");
                message_done(&message);
        }
}

static void expect_counts(const struct recording_counts *counts,
                          const struct recording_counts *wanted) {
        assert_memory_equal(counts, wanted, sizeof(*counts));
        assert_int_equal(counts->lines, counts->messages + counts->repeated + counts->unreadable +
                                                counts->without_zone + counts->late);
}

static void expect_first(const char *is, const char *path, const char *wanted) {
        _cleanup_(text_buffer_done) struct text_buffer text = { 0 };

        text_append(&text, *wanted ? path : "");
        for (const char *mark; (mark = strstr(wanted, "%s")); wanted = mark + 2) {
                text_append_bytes(&text, wanted, (size_t)(mark - wanted));
                text_append(&text, path);
        }
        text_append(&text, wanted);
        assert_string_equal(is, text.data);
}

static void tells_what_each_case_says(void **state) {
        char path[] = "/tmp/nattvakt-recording-XXXXXX";
        int fd = mkstemp(path);

        (void)state;
        assert_true(fd >= 0);
        close(fd);
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                _cleanup_(recording_closep) struct recording *recording = NULL;
                _cleanup_(text_buffer_done) struct text_buffer comes = { 0 };
                _cleanup_(text_buffer_done) struct text_buffer first = { 0 };
                struct recording_counts counts;

                print_message("  %s\n", cases[i].says);
                write_file(path, cases[i].lines);
                assert_int_equal(
                        recording_open(path, cases[i].local_times ? &oslo : NULL, &recording), 0);
                play(recording, &comes);
                assert_string_equal(comes.data, cases[i].comes);
                counts = recording_counts(recording, &first);
                expect_counts(&counts, &cases[i].counts);
                expect_first(first.data ? first.data : "", path, cases[i].first);
        }
        unlink(path);
}

/* More than are compacted away at once, with an echo of each a second later. */
static void plays_a_long_one(void **state) {
        _cleanup_(recording_closep) struct recording *recording = NULL;
        char path[] = "/tmp/nattvakt-recording-XXXXXX", time[TIME_TEXT_SIZE];
        int fd = mkstemp(path);
        FILE *file = fdopen(fd, "w");
        struct message message;
        int64_t last_us = 0;
        size_t said = 0;
        struct player player;

        (void)state;
        assert_non_null(file);
        for (int i = 0; i < 9000; i++)
                fprintf(file, "{\"at\":\"%s\",\"topic\":\"t\",\"payload\":\"%d\"}\n",
                        time_text(INT64_C(1800000000) * US_PER_S +
                                          (i % 2 ? i - 30 : i) * 100 * US_PER_MS,
                                  time),
                        i % 3);
        fclose(file);
        assert_int_equal(recording_open(path, NULL, &recording), 0);
        for (player = recording_player(recording); player.next_us(recording) != TIME_NEVER;) {
                int64_t at_us = player.next_us(recording);

                assert_true(at_us >= last_us);
                last_us = at_us;
                assert_true(player.say(recording, at_us, &message));
                message_done(&message);
                said++;
        }
        assert_int_equal(said, 9000);
        assert_int_equal(recording_lines(recording), 9000);
        assert_int_equal(recording_counts(recording, NULL).sorted, 4500);
        unlink(path);
}

/* Closed while lines wait, and a file that is not there. */
static void lets_go_of_what_was_not_said(void **state) {
        struct recording *recording = NULL;
        char path[] = "/tmp/nattvakt-recording-XXXXXX";
        int fd = mkstemp(path);

        (void)state;
        close(fd);
        write_file(path, cases[1].lines);
        assert_int_equal(recording_open(path, NULL, &recording), 0);
        recording_close(recording);
        unlink(path);
        recording = NULL;
        assert_true(recording_open(path, NULL, &recording) < 0);
        assert_null(recording);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(tells_what_each_case_says),
                cmocka_unit_test(plays_a_long_one),
                cmocka_unit_test(lets_go_of_what_was_not_said),
        };

        return cmocka_run_group_tests_name("app/recording", tests, NULL, NULL);
}
