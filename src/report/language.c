/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which language texts are said in. No language need be installed on the gateway: glibc asks LANGUAGE
 * whenever the locale is not "C", and C.UTF-8 is always there. Since 2.39 (Debian 13 has 2.41) it takes
 * C.UTF-8 for "C" by its name alone, so there the messages' locale is loaded by another name: from a
 * folder of a moment, in which that name leads to Debian's own C.UTF-8. Messages that were looked up
 * are remembered until _nl_msg_cat_cntr moves.
 *
 * What the C library says of errors stands within sentences that are not translated, so its domain is led to a
 * folder without texts, and it goes on saying them in English.
 *
 * Source: GNU gettext manual, "The LANGUAGE variable" and "gettext grok" (changing it at run time),
 * https://www.gnu.org/software/gettext/manual/html_node/gettext-grok.html; LOCPATH: setlocale(3) and
 * locale(7); https://sourceware.org/bugzilla/show_bug.cgi?id=16621
 */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "nattvakt/text.h"
#include "report.h"
#include "say.h"

#define DOMAIN   "nattvakt"
#define LIBRARY  "libc"                   /* the domain of strerror and its like */
#define ORIGINAL "en"                     /* what the msgids are written in: has no catalogue */
#define C_UTF8   "/usr/lib/locale/C.utf8" /* of package libc-bin */
#define NAME     "nattvakt.utf8"
#define NOWHERE  "/nonexistent"

extern int _nl_msg_cat_cntr;

/* Loads C.UTF-8's messages as NAME. Without a folder to write to, texts stay as they are written. */
static void rename_messages(void) {
        char folder[] = "/tmp/nattvakt-locale-XXXXXX", link[sizeof(folder) + sizeof(NAME)];

        if (getenv("LOCPATH") || !mkdtemp(folder))
                return;

        snprintf(link, sizeof(link), "%s/" NAME, folder);
        if (symlink(C_UTF8, link) == 0) {
                setenv("LOCPATH", folder, 1);
                (void)setlocale(LC_MESSAGES, NAME);
                unsetenv("LOCPATH");
                unlink(link);
        }
        rmdir(folder);
}

int report_language(const char *language, const char *locale_dir) {
        if (!setlocale(LC_ALL, "C.UTF-8"))
                return -ENOENT;

        setenv("LANGUAGE", language, 1);
        bindtextdomain(DOMAIN, locale_dir);
        bind_textdomain_codeset(DOMAIN, "UTF-8");
        textdomain(DOMAIN);
        bindtextdomain(LIBRARY, NOWHERE);
        _nl_msg_cat_cntr++;
        /* The msgid "" has the catalogue's head, and nothing where there is no catalogue. */
        if (!text_equal(language, ORIGINAL) && *gettext("") == '\0') {
                rename_messages();
                _nl_msg_cat_cntr++;
        }
        return 0;
}
