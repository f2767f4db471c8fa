/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which language texts are said in. glibc asks LANGUAGE whenever the locale is not "C", so C.UTF-8,
 * which is in libc itself since 2.35, is all that must be there: no language need be installed on the
 * gateway. Messages that were looked up are remembered until _nl_msg_cat_cntr moves.
 *
 * Source: GNU gettext manual, "The LANGUAGE variable" and "gettext grok" (changing it at run time),
 * https://www.gnu.org/software/gettext/manual/html_node/gettext-grok.html
 */
#include <errno.h>
#include <locale.h>
#include <stdlib.h>

#include "report.h"
#include "say.h"

#define DOMAIN "nattvakt"

extern int _nl_msg_cat_cntr;

int report_language(const char *language, const char *locale_dir) {
        if (!setlocale(LC_ALL, "C.UTF-8"))
                return -ENOENT;

        setenv("LANGUAGE", language, 1);
        bindtextdomain(DOMAIN, locale_dir);
        bind_textdomain_codeset(DOMAIN, "UTF-8");
        textdomain(DOMAIN);
        _nl_msg_cat_cntr++;
        return 0;
}
