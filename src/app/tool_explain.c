/* SPDX-License-Identifier: Apache-2.0 */
/* nattvakt explain: the whole story of a task, read from the journal beside a running nattvaktd. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "story.h"
#include "tool.h"

/* Reads the events that @history names, each once, into @events. 0 or -errno. */
static int read_events(struct journal *journal, const struct history *history, struct event *events,
                       size_t *ret_count) {
        size_t count = 0;

        for (size_t i = 0; i < history->count; i++) {
                const char *id = history->steps[i].event;
                struct story known = { .events = events, .event_count = count };
                int r;

                if (!id[0] || story_event(&known, id))
                        continue;
                r = journal_find_event(journal, id, &events[count]);
                if (r < 0)
                        return r;
                count += r > 0;
        }
        *ret_count = count;
        return 0;
}

static int explain(struct journal *journal, const struct configuration *configuration,
                   const struct history *history, bool json) {
        _cleanup_(freep) struct event *events = alloc_zero(history->count + 1, sizeof(*events));
        struct story story = { .configuration = configuration,
                               .history = history,
                               .events = events };
        struct text_buffer text = { 0 };
        int r = read_events(journal, history, events, &story.event_count);

        if (r < 0) {
                fprintf(stderr, "nattvakt: the journal: %s\n", strerror(-r));
                return TOOL_EXIT_JOURNAL;
        }
        if (json)
                story_json(&story, &text);
        else
                story_text(&story, &text);
        fputs(text.data, stdout);
        text_buffer_done(&text);
        return TOOL_EXIT_OK;
}

static int say_why_not(const char *id, int r) {
        switch (r) {
        case 0:
                fprintf(stderr, "nattvakt: the journal has no task %s\n", id);
                return TOOL_EXIT_USAGE;
        case -ENOTUNIQ:
                fprintf(stderr, "nattvakt: several tasks begin with %s; say more of the id\n", id);
                return TOOL_EXIT_USAGE;
        case -EINVAL:
                fprintf(stderr,
                        "nattvakt: %s is too short for a task; %d characters of its id at least\n",
                        id, JOURNAL_TASK_MIN);
                return TOOL_EXIT_USAGE;
        default: /* not our enum: -errno */
                fprintf(stderr, "nattvakt: the journal: %s\n", strerror(-r));
                return TOOL_EXIT_JOURNAL;
        }
}

static int run(const struct tool_options *options) {
        _cleanup_(config_freep) struct configuration *configuration = NULL;
        _cleanup_(journal_closep) struct journal *journal = NULL;
        struct history history = { 0 };
        int r;

        if (options->word_count != 1) {
                fprintf(stderr, "nattvakt: explain needs one task; `nattvakt tasks` lists them\n");
                return TOOL_EXIT_USAGE;
        }
        r = tool_configuration(options, &configuration);
        if (r)
                return r;
        tool_language(options, configuration);
        r = tool_journal(options, configuration, &journal);
        if (r)
                return r;

        journal_begin(journal); /* one view, while the daemon goes on writing */
        r = journal_history(journal, options->words[0], &history);
        r = r > 0 ? explain(journal, configuration, &history, options->json)
                  : say_why_not(options->words[0], r);
        journal_rollback(journal);
        free(history.steps);
        return r;
}

const struct tool tool_explain = {
        .name = "explain",
        .summary = "the whole story of a task: why, who was asked, what happened",
        .help = " TASK\n\nTASK is a task's id or a unique beginning of it, 4 characters at least; "
                "`nattvakt tasks` lists\n"
                "the ids. The story is read from the journal, also while nattvaktd runs.",
        .options = "cjlJ",
        .words = true,
        .run = run,
};
