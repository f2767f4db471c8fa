/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plays night files: the real flow and journal, simulated time, no broker.
 *
 *     night FILE.night …                      each played through
 *     night --crash-everywhere FILE.night …   and then again and again with one crash: before each step,
 *                                             while time passes in it, after its message was handled and
 *                                             before that was written, and after it was written and before
 *                                             a word of it was said. Whatever the file expects must hold.
 *
 * Exit status 0: everything was as expected; 1: not; 2: a file cannot be read. README.md tells the language.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "nattvakt/cleanup.h"
#include "when.h"
#include "wires.h"

#define SAID_SHOWN 20

struct injection {
        size_t step;
        enum crash_kind kind;
};

/* What a crash of that kind is put into. */
enum affects { AFFECTS_NOTHING, AFFECTS_TIME, AFFECTS_MESSAGE };

struct play {
        const struct script *script;
        struct house house;
        struct injection injection;
        struct text_buffer says; /* why a step failed */
};

static enum crash_kind crash_in(const struct play *play, const struct step *step) {
        return &play->script->steps[play->injection.step] == step ? play->injection.kind
                                                                  : CRASH_NONE;
}

static bool is_good(struct play *play, int r) {
        if (r < 0)
                text_appendf(&play->says, "%s", strerror(-r));
        return r >= 0;
}

static const struct zone *zone_of(const struct play *play) {
        return &play->house.configuration->site.zone;
}

static bool play_at(struct play *play, const struct step *step, const char *text) {
        char word[WORD_SIZE] = "";
        int64_t to_us = 0;

        script_word(&text, word);
        if (when_local(zone_of(play), house_now(&play->house), word, &to_us) < 0) {
                text_appendf(&play->says, "'%s' is no time of the day", word);
                return false;
        }
        return is_good(play, house_pass(&play->house, to_us, crash_in(play, step)));
}

static bool play_after(struct play *play, const struct step *step, const char *text) {
        char word[WORD_SIZE] = "";
        int64_t us = 0;

        script_word(&text, word);
        if (when_length(word, &us) < 0) {
                text_appendf(&play->says, "'%s' is no length of time: 90s, 15min, 2h", word);
                return false;
        }
        return is_good(
                play, house_pass(&play->house, house_now(&play->house) + us, crash_in(play, step)));
}

static bool say(struct play *play, const struct step *step, const char *topic, const char *payload,
                bool retained) {
        if (!play->house.is_up) {
                text_append(&play->says, "the gateway is down");
                return false;
        }
        return is_good(play,
                       house_hear(&play->house, topic, payload, retained, crash_in(play, step)));
}

/* mqtt TOPIC PAYLOAD */
static bool play_mqtt(struct play *play, const struct step *step, const char *text) {
        char topic[WORD_SIZE] = "";

        script_word(&text, topic);
        return say(play, step, topic, text, false);
}

/* in DEVICE PAYLOAD: our own form */
static bool play_in(struct play *play, const struct step *step, const char *text) {
        char device[WORD_SIZE] = "", topic[WORD_SIZE * 2];

        script_word(&text, device);
        snprintf(topic, sizeof(topic), "nattvakt/%s/in/%s", play->house.configuration->site.name,
                 device);
        return say(play, step, topic, text, false);
}

/* task N ORDER by SLOT [outcome WORD] [reason WORD] */
static bool command(struct play *play, const struct step *step, const char *text, bool retained) {
        char word[WORD_SIZE] = "", order[WORD_SIZE] = "", key[WORD_SIZE], topic[WORD_SIZE];
        struct text_buffer payload = { 0 };
        const char *id;
        bool good;

        script_takes(&text, "task");
        script_word(&text, word);
        script_word(&text, order);
        id = expect_task_id(&play->house.said, word);
        if (!id) {
                text_appendf(&play->says, "there is no task '%s'", word);
                return false;
        }
        text_appendf(&payload, "{\"command\":\"%s\"", order);
        while (script_word(&text, key) && script_word(&text, word))
                text_appendf(&payload, ",\"%s\":\"%s\"", text_equal(key, "by") ? "who" : key, word);
        text_appendf(&payload, ",\"correlation\":\"%d\"}", ++play->house.commands);
        snprintf(topic, sizeof(topic), "nattvakt/%s/task/%s/command",
                 play->house.configuration->site.name, id);
        good = say(play, step, topic, payload.data, retained);
        text_buffer_done(&payload);
        return good;
}

static bool play_command(struct play *play, const struct step *step, const char *text) {
        return command(play, step, text, false);
}

/* What the broker had kept: mqtt TOPIC PAYLOAD, or a command */
static bool play_retained(struct play *play, const struct step *step, const char *text) {
        char topic[WORD_SIZE] = "";

        if (script_takes(&text, "command"))
                return command(play, step, text, true);
        if (!script_takes(&text, "mqtt"))
                return false;
        script_word(&text, topic);
        return say(play, step, topic, text, true);
}

/* again | again 2 */
static bool play_again(struct play *play, const struct step *step, const char *text) {
        int count = *text ? (int)strtol(text, NULL, 10) : 1;

        return is_good(play, house_hear_again(&play->house, count, crash_in(play, step)));
}

/* line cord-104 active */
static bool play_line(struct play *play, const struct step *step, const char *text) {
        return wires_line(&play->house, text, crash_in(play, step), &play->says);
}

/* chip gpiochip0 gone */
static bool play_chip(struct play *play, const struct step *step, const char *text) {
        return wires_chip(&play->house, text, crash_in(play, step), &play->says);
}

static bool play_expect(struct play *play, const struct step *step, const char *text) {
        (void)step;
        return expect(&play->house, text, &play->says);
}

static bool play_down(struct play *play, const struct step *step, const char *text) {
        (void)step;
        (void)text;
        return is_good(play, house_down(&play->house));
}

static bool play_up(struct play *play, const struct step *step, const char *text) {
        (void)step;
        (void)text;
        return is_good(play, house_up(&play->house));
}

static bool play_crash(struct play *play, const struct step *step, const char *text) {
        (void)step;
        (void)text;
        return is_good(play, house_crash(&play->house));
}

static bool lose_clock(struct play *play, const char *year) {
        if (play->house.is_up) {
                text_append(&play->says, "a board loses its clock while it is down");
                return false;
        }
        house_lose_clock(&play->house,
                         days_from_civil((int)strtol(year, NULL, 10), 1, 1) * US_PER_DAY);
        return true;
}

/* clock untrusted 1970 | clock trusted LOCAL | clock jumps -2h */
static bool play_clock(struct play *play, const struct step *step, const char *text) {
        char word[WORD_SIZE] = "";
        int64_t us = 0;
        int r = -EINVAL;

        (void)step;
        if (script_takes(&text, "untrusted"))
                return lose_clock(play, text);
        if (script_takes(&text, "trusted") && script_word(&text, word))
                r = when_local(zone_of(play), house_now(&play->house), word, &us);
        else if (script_takes(&text, "jumps") && script_word(&text, word)) {
                r = when_length(word, &us);
                us += house_now(&play->house);
        }
        if (r < 0) {
                text_append(&play->says, "`untrusted YEAR`, `trusted TIME` or `jumps LENGTH`");
                return false;
        }
        return is_good(play, house_set_clock(&play->house, us));
}

static const struct {
        const char *word;
        enum affects affects;
        bool (*play)(struct play *play, const struct step *step, const char *text);
} verbs[] = {
        { "at", AFFECTS_TIME, play_at },          { "after", AFFECTS_TIME, play_after },
        { "mqtt", AFFECTS_MESSAGE, play_mqtt },   { "retained", AFFECTS_MESSAGE, play_retained },
        { "in", AFFECTS_MESSAGE, play_in },       { "command", AFFECTS_MESSAGE, play_command },
        { "again", AFFECTS_MESSAGE, play_again }, { "expect", AFFECTS_NOTHING, play_expect },
        { "down", AFFECTS_NOTHING, play_down },   { "up", AFFECTS_NOTHING, play_up },
        { "crash", AFFECTS_NOTHING, play_crash }, { "clock", AFFECTS_NOTHING, play_clock },
        { "line", AFFECTS_MESSAGE, play_line },   { "chip", AFFECTS_MESSAGE, play_chip },
};

static bool play_step(struct play *play, const struct step *step) {
        const char *text = step->text;

        if (crash_in(play, step) == CRASH_BEFORE && play->house.is_up &&
            !is_good(play, house_crash(&play->house)))
                return false;
        for (size_t i = 0; i < ELEMENTS(verbs); i++)
                if (script_takes(&text, verbs[i].word))
                        return verbs[i].play(play, step, text);
        text_append(&play->says, "nobody knows this step");
        return false;
}

static void complain(const struct play *play, const struct step *step) {
        static const char *const crashes[CRASH_KIND_COUNT] = {
                [CRASH_BEFORE] = "before the step of",
                [CRASH_IN_TICK] = "while time passed in",
                [CRASH_UNCOMMITTED] = "before COMMIT of",
                [CRASH_UNSAID] = "after COMMIT, before a word was said, of",
        };
        const struct injection *injection = &play->injection;

        fprintf(stderr, "%s:%d: %s\n", play->script->path, step->line, step->text);
        if (injection->kind != CRASH_NONE)
                fprintf(stderr, "    with a crash %s line %d\n", crashes[injection->kind],
                        play->script->steps[injection->step].line);
        fprintf(stderr, "    but %s\n    published last:\n",
                play->says.data ? play->says.data : "no");
        said_print(&play->house.said, stderr, SAID_SHOWN);
}

static bool play_script(const struct script *script, struct injection injection) {
        struct play play = { .script = script, .injection = injection };
        int r = house_build(&play.house, script);
        bool good = r >= 0;

        if (!good)
                fprintf(stderr, "%s: the house cannot be built: %s\n", script->path, strerror(-r));
        for (size_t i = 0; good && i < script->count; i++) {
                good = play_step(&play, &script->steps[i]);
                if (!good)
                        complain(&play, &script->steps[i]);
        }
        house_tear_down(&play.house);
        text_buffer_done(&play.says);
        return good;
}

/* Whether a crash of that kind can be put into @step. */
static bool can_crash(const struct step *step, enum crash_kind kind) {
        const char *text = step->text;

        if (kind == CRASH_BEFORE)
                return true;
        for (size_t i = 0; i < ELEMENTS(verbs); i++)
                if (script_takes(&text, verbs[i].word))
                        return verbs[i].affects ==
                               (kind == CRASH_IN_TICK ? AFFECTS_TIME : AFFECTS_MESSAGE);
        return false;
}

static bool play_with_crashes(const struct script *script) {
        size_t count = 0, failed = 0;

        for (size_t i = 0; i < script->count; i++)
                for (int kind = CRASH_BEFORE; kind < CRASH_KIND_COUNT; kind++) {
                        if (!can_crash(&script->steps[i], (enum crash_kind)kind))
                                continue;
                        count++;
                        failed += !play_script(script,
                                               (struct injection){ i, (enum crash_kind)kind });
                }
        printf("%s: %zu crash points, %zu failed\n", script->path, count, failed);
        return failed == 0;
}

static int run(const char *path, bool crashes) {
        _cleanup_(script_done) struct script script;
        bool good;

        if (script_read(path, &script) < 0)
                return 2;
        good = play_script(&script, (struct injection){ 0, CRASH_NONE });
        if (good && crashes)
                good = play_with_crashes(&script);
        return good ? 0 : 1;
}

int main(int argc, char **argv) {
        bool crashes = argc > 1 && text_equal(argv[1], "--crash-everywhere");
        int worst = 0;

        if (argc < 2 + crashes) {
                fputs("Usage: night [--crash-everywhere] FILE.night …\n", stderr);
                return 2;
        }
        for (int i = 1 + crashes; i < argc; i++) {
                int r = run(argv[i], crashes);

                worst = r > worst ? r : worst;
        }
        return worst;
}
