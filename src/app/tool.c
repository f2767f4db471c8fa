/* SPDX-License-Identifier: Apache-2.0 */
/* What the subcommands share: configuration, journal, language, progress. */
#include "tool.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "nattvakt/text.h"
#include "report.h"

int tool_configuration(const struct tool_options *options,
                       struct configuration **ret_configuration) {
        struct config_faults faults = { 0 };
        struct text_buffer text = { 0 };
        int r = config_load(options->config, ret_configuration, &faults);

        if (r < 0) {
                config_faults_text(&faults, &text);
                fputs(text.data ? text.data : "", stderr);
        }
        config_faults_done(&faults);
        text_buffer_done(&text);
        return r < 0 ? TOOL_EXIT_CONFIG : 0;
}

int tool_journal(const struct tool_options *options, const struct configuration *configuration,
                 struct journal **ret_journal) {
        const char *path = options->journal ? options->journal : configuration->settings.journal;
        int r = journal_open(path, JOURNAL_READ, ret_journal);

        if (r >= 0)
                return 0;
        fprintf(stderr, "nattvakt: the journal %s cannot be read: %s\n", path, journal_says(r));
        return TOOL_EXIT_JOURNAL;
}

/* A program that runs where it was built has its texts in locale/ beside it. */
static bool beside_us(char *folder, size_t size) {
        ssize_t length = readlink("/proc/self/exe", folder, size - sizeof("locale"));
        char *slash;

        if (length <= 0 || (size_t)length >= size - sizeof("locale"))
                return false;
        folder[length] = '\0';
        slash = strrchr(folder, '/');
        if (!slash)
                return false;
        memcpy(slash + 1, "locale", sizeof("locale"));
        return access(folder, R_OK) == 0;
}

const char *tool_language(const struct tool_options *options,
                          const struct configuration *configuration) {
        const char *folder = getenv("NATTVAKT_LOCALEDIR");
        const char *language =
                options->language ? options->language : configuration->settings.language;
        char beside[PATH_SIZE];

        if (!folder && beside_us(beside, sizeof(beside)))
                folder = beside;
        report_language(language, folder ? folder : NATTVAKT_LOCALE_DIR);
        return language;
}

static bool looks_like_date(const char *text) {
        static const char form[] = "0000-00-00";

        for (size_t i = 0; i < sizeof(form) - 1; i++)
                if (form[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
                        return false;
        return text[sizeof(form) - 1] == '\0';
}

int tool_day(const char *option, const char *text, int64_t *ret_day) {
        if (date_parse(text, ret_day) >= 0)
                return 0;
        if (looks_like_date(text))
                fprintf(stderr, "nattvakt: %s %s: there is no such day\n", option, text);
        else
                fprintf(stderr, "nattvakt: %s %s: expected a date such as 2026-11-05\n", option,
                        text);
        return TOOL_EXIT_USAGE;
}

void tool_progress_begin(struct tool_progress *progress, const char *what, int64_t total,
                         bool quiet) {
        *progress = (struct tool_progress){
                .what = what, .total = total, .shown_pct = -1, .on = !quiet && isatty(STDERR_FILENO)
        };
}

void tool_progress_step(struct tool_progress *progress, int64_t done) {
        int64_t pct = progress->total > 0 ? done * 100 / progress->total : 0;

        if (!progress->on || pct == progress->shown_pct)
                return;
        progress->shown_pct = pct;
        fprintf(stderr, "\r%s  [%-40.*s] %3d %%", progress->what, (int)(pct * 40 / 100),
                "########################################", (int)pct);
        fflush(stderr);
}

void tool_progress_end(struct tool_progress *progress) {
        if (progress->on && progress->shown_pct >= 0)
                fputs("\r\033[K", stderr);
}
