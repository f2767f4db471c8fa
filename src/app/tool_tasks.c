/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nattvakt tasks: lists the open tasks, follows them, and says to nattvaktd what a worker does with one. Through
 * the broker's retained topics and MQTT commands like everybody else, never the database.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "nattvakt/cleanup.h"
#include "phrase.h"
#include "say.h"
#include "show.h"
#include "tasklist.h"
#include "wait.h"

struct desk {
        const struct tool_options *options;
        const struct configuration *configuration;
        struct tasklist list;
        struct wait *wait;
        char task_start[NAME_SIZE + 32], status_topic[TOPIC_SIZE];
        bool complete;  /* what was retained has been heard: from now on it is news */
        bool is_online; /* nattvaktd says so */
        char correlation[32];
        struct json_object *reply; /* owned */
};

static void print_change(struct desk *desk, const struct mqtt_arrival *arrival) {
        struct text_buffer line = { 0 };

        if (desk->options->json) {
                text_append_bytes(&line, arrival->payload, arrival->size);
        } else {
                show_task_line(desk->configuration, arrival->payload, arrival->size,
                               clock_now(CLOCK_MODE_TRUSTED).wall_us, &line);
        }
        if (line.size)
                puts(line.data);
        fflush(stdout);
        text_buffer_done(&line);
}

static void hear_reply(struct desk *desk, const struct mqtt_arrival *arrival) {
        _cleanup_(json_freep) struct json_object *reply = NULL;

        if (arrival->payload)
                reply = json_parse_object(arrival->payload, arrival->size);
        if (reply && !desk->reply && text_equal(json_text(reply, "correlation"), desk->correlation))
                desk->reply = take(reply);
}

static void hear(void *userdata, const struct mqtt_arrival *arrival) {
        struct desk *desk = userdata;
        int news;

        if (text_equal(arrival->topic, wait_reply_topic(desk->wait))) {
                hear_reply(desk, arrival);
        } else if (text_equal(arrival->topic, desk->status_topic)) {
                _cleanup_(json_freep) struct json_object *status =
                        arrival->payload ? json_parse_object(arrival->payload, arrival->size)
                                         : NULL;

                desk->is_online = text_equal(json_text(status, "state"), "online");
        } else if (text_starts_with(arrival->topic, desk->task_start)) {
                news = tasklist_take(&desk->list, arrival->topic + strlen(desk->task_start),
                                     arrival->payload, arrival->size);
                if (desk->complete && news > 0 && arrival->size > 0)
                        print_change(desk, arrival);
        }
}

static void print_list(const struct desk *desk, bool pretty) {
        struct text_buffer text = { 0 };

        if (desk->options->json)
                tasklist_json(&desk->list, desk->configuration, pretty, &text);
        else
                tasklist_table(&desk->list, desk->configuration, &text);
        fputs(text.data, stdout);
        fflush(stdout);
        text_buffer_done(&text);
}

static int list(struct desk *desk) {
        print_list(desk, true);
        return TOOL_EXIT_OK;
}

/* With --json each object is a line, for programs that read them as they come. */
static int follow(struct desk *desk) {
        print_list(desk, false);
        desk->complete = true;
        return wait_until_interrupted(desk->wait);
}

/* What the worker's command came to, by how the task stands now. */
static void say_done(const struct desk *desk, enum task_order order) {
        const char *who = desk->options->who, *word = json_text(desk->reply, "state");
        int state = word ? task_state_from_word(word) : -EINVAL;

        if (state == TASK_STATE_ACCEPTED)
                printf(_("%s has the task.\n"), who);
        else if (state == TASK_STATE_IN_PROGRESS)
                printf(_("%s has begun.\n"), who);
        else if (state == TASK_STATE_COMPLETED)
                printf(_("%s has finished the task.\n"), who);
        else if (state == TASK_STATE_CANCELLED)
                printf(_("%s has cancelled the task.\n"), who);
        else if (state == TASK_STATE_RECEIVED)
                printf(_("%s has seen the task.\n"), who);
        else if (state == TASK_STATE_ON_HOLD)
                puts(_("Not seen: somebody is to look once more."));
        else if (state == TASK_STATE_REJECTED)
                puts(_("All who may do it have said no: nobody is left to ask."));
        else if (order == TASK_ORDER_COMPLETE)
                puts(_("The look did not settle it: somebody has to go there."));
        else if (order == TASK_ORDER_REOPEN)
                puts(_("The task is open again."));
        else if (order == TASK_ORDER_DECLINE)
                printf(_("%s has said no; the next one is asked.\n"), who);
        else
                puts(_("Done."));
}

static void say_refused(const struct desk *desk, enum reply reply) {
        const char *who = desk->options->who, *by = json_text(desk->reply, "by");

        switch (reply) {
        case REPLY_UNKNOWN_TASK:
                fputs(_("Refused: there is no such task any more.\n"), stderr);
                return;
        case REPLY_UNKNOWN_WORKER:
                fprintf(stderr, _("Refused: %s is no worker slot of this site.\n"), who);
                return;
        case REPLY_OFF_SHIFT:
                fprintf(stderr, _("Refused: %s is not on duty now.\n"), who);
                return;
        case REPLY_NOT_COMPETENT:
                fprintf(stderr,
                        _("Refused: %s has neither the competence nor a valid delegation for "
                          "it.\n"),
                        who);
                return;
        case REPLY_ENDED:
                fputs(_("Refused: the task is over.\n"), stderr);
                return;
        case REPLY_TAKEN_ALREADY:
                fprintf(stderr, _("Refused: %s has the task already.\n"), by ? by : _("somebody"));
                return;
        case REPLY_NOT_NOW:
                fputs(_("Refused: as the task stands now, that cannot be done.\n"), stderr);
                return;
        case REPLY_OUTCOME_MISSING:
                fputs(_("Refused: say what was seen, with --outcome seen_ok, not_seen, needs_help, "
                        "nuisance or camera_down.\n"),
                      stderr);
                return;
        case REPLY_OK:
        case REPLY_UNREADABLE:
        case REPLY_RETAINED:
        case REPLY_UNSUPPORTED:
        case REPLY_COUNT:
                break;
        }
        fprintf(stderr, _("Refused: nattvaktd did not understand (%s).\n"), reply_word(reply));
}

static int say_reply(const struct desk *desk, enum task_order order) {
        const char *word = json_text(desk->reply, "reply");
        int reply = word ? reply_from_word(word) : -EINVAL;

        if (desk->options->json)
                puts(json_object_to_json_string_ext(desk->reply, JSON_C_TO_STRING_PLAIN));
        else if (reply == REPLY_OK)
                say_done(desk, order);
        else
                say_refused(desk, reply < 0 ? REPLY_UNSUPPORTED : (enum reply)reply);
        return reply == REPLY_OK ? TOOL_EXIT_OK : TOOL_EXIT_REFUSED;
}

static bool has_reply(void *userdata) {
        const struct desk *desk = userdata;

        return desk->reply;
}

static int say_no_task(const char *id, int r) {
        if (r == 0)
                fprintf(stderr,
                        _("There is no task %s; `nattvakt tasks` lists those that are open.\n"),
                        id);
        else
                fprintf(stderr, _("Several tasks begin with %s; say more of the id.\n"), id);
        return TOOL_EXIT_USAGE;
}

static int command(struct desk *desk, enum task_order order) {
        _cleanup_(json_freep) struct json_object *object = json_object_new_object();
        char topic[TOPIC_SIZE];
        struct json_object *task;
        int r = tasklist_find(&desk->list, desk->options->words[1], &task);

        if (r <= 0)
                return say_no_task(desk->options->words[1], r);
        snprintf(desk->correlation, sizeof(desk->correlation), "tool-%d", (int)getpid());
        snprintf(topic, sizeof(topic), "%s%s/command", desk->task_start, json_text(task, "id"));
        json_add_text(object, "command", task_order_word(order));
        json_add_text(object, "who", desk->options->who);
        json_add_text(object, "outcome", desk->options->outcome);
        r = wait_ask(desk->wait, topic,
                     json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN),
                     desk->correlation);
        if (r == 0)
                r = wait_until(desk->wait, has_reply, "nattvaktd's answer");
        if (r == 0)
                r = say_reply(desk, order);
        return r;
}

/* An order of people; -EINVAL for "list" and "follow" and what is none. */
static int order_of(const char *word) {
        int order = task_order_from_word(word);

        return order > TASK_ORDER_REOPEN ? -EINVAL : order;
}

static int check_outcome(const char *outcome) {
        if (!outcome || outcome_from_word(outcome) > OUTCOME_NONE)
                return 0;
        fprintf(stderr, "nattvakt: --outcome %s: no such outcome; there are", outcome);
        for (int i = OUTCOME_NONE + 1; i < OUTCOME_COUNT; i++)
                fprintf(stderr, " %s", outcome_word((enum outcome)i));
        fputc('\n', stderr);
        return TOOL_EXIT_USAGE;
}

static int check_words(const struct tool_options *options) {
        const char *word = options->word_count > 0 ? options->words[0] : "list";
        bool is_order = order_of(word) >= 0;

        if (!is_order && !text_equal(word, "list") && !text_equal(word, "follow")) {
                fprintf(stderr, "nattvakt: tasks %s is not understood; see nattvakt tasks --help\n",
                        word);
                return TOOL_EXIT_USAGE;
        }
        if (options->word_count > (is_order ? 2 : 1) || (is_order && options->word_count < 2)) {
                fprintf(stderr, "nattvakt: tasks %s needs %s; see nattvakt tasks --help\n", word,
                        is_order ? "one task" : "no task");
                return TOOL_EXIT_USAGE;
        }
        if (is_order && strlen(options->words[1]) < JOURNAL_TASK_MIN) {
                fprintf(stderr, "nattvakt: %s is too short for a task; %d characters at least\n",
                        options->words[1], JOURNAL_TASK_MIN);
                return TOOL_EXIT_USAGE;
        }
        if (is_order && !options->who) {
                fprintf(stderr, "nattvakt: tasks %s needs --who SLOT\n", word);
                return TOOL_EXIT_USAGE;
        }
        return check_outcome(options->outcome);
}

/* The list is as good as who keeps it; a command must be heard while it is waited for. */
static void warn_if_alone(const struct desk *desk, bool is_order) {
        if (desk->is_online)
                return;
        if (is_order)
                fprintf(stderr,
                        _("nattvaktd is not connected: a command that it does not hear within %d s "
                          "will not take effect later.\n"),
                        (int)WAIT_EXPIRY_S);
        else
                fputs(_("nattvaktd is not connected: this is how the tasks stood when it was.\n"),
                      stderr);
}

static int attend(struct desk *desk) {
        const struct tool_options *options = desk->options;
        const char *word = options->word_count > 0 ? options->words[0] : "list";
        int order = order_of(word), r = wait_for_retained(desk->wait);

        if (r)
                return r;
        tasklist_sort(&desk->list);
        warn_if_alone(desk, order >= 0);
        if (order >= 0)
                return command(desk, (enum task_order)order);
        return options->follow || text_equal(word, "follow") ? follow(desk) : list(desk);
}

static int run(const struct tool_options *options) {
        _cleanup_(config_freep) struct configuration *configuration = NULL;
        struct desk desk = { .options = options };
        struct wait_options wait = { .broker = options->broker, .heard = hear, .userdata = &desk };
        int r = check_words(options);

        if (r == 0)
                r = tool_configuration(options, &configuration);
        if (r)
                return r;
        tool_language(options, configuration);
        desk.configuration = wait.configuration = configuration;
        snprintf(desk.task_start, sizeof(desk.task_start), "nattvakt/%s/task/",
                 configuration->site.name);
        snprintf(desk.status_topic, TOPIC_SIZE, "nattvakt/%s/status", configuration->site.name);
        snprintf(wait.subscriptions[0], TOPIC_SIZE, "nattvakt/%s/task/+", configuration->site.name);
        text_set(wait.subscriptions[1], desk.status_topic);
        r = wait_open(&wait, &desk.wait);
        if (r == 0)
                r = attend(&desk);
        wait_close(desk.wait);
        tasklist_done(&desk.list);
        json_object_put(desk.reply);
        return r;
}

const struct tool tool_tasks = {
        .name = "tasks",
        .summary = "the open tasks; and to take, finish or decline one",
        .help = " [list | follow | COMMAND TASK --who SLOT]\n\n"
                "list (or nothing) shows the open tasks, the most urgent first; follow goes on "
                "showing each\n"
                "change. COMMAND is receive, accept, start, complete, decline, cancel or reopen; "
                "TASK a task's\n"
                "id or a unique beginning of it, 4 characters at least. nattvaktd answers within 5 "
                "s, and says\n"
                "why if it refuses.",
        .options = "clJbwoF",
        .words = true,
        .run = run,
};
