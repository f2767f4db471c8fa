/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libyaml's problems are those of a parser: it tells what it looked for, not what was forgotten. Here
 * stands what was forgotten, for the problems that slips of the hand bring. The first row that fits
 * holds. Problems: src/reader.c, src/scanner.c and src/parser.c of
 * https://github.com/yaml/libyaml.
 */
#include <stddef.h>
#include <string.h>

#include "hint.h"
#include "nattvakt/cleanup.h"

/* clang-format off */
static const struct {
        const char *problem; /* a part of it */
        const char *context; /* a part of it; NULL: whatever */
        char at;             /* '\0': whatever */
        const char *hint;
} hints[] = {
        { "cannot start any token", NULL, '\t', "a tab; YAML indents with spaces" },
        { "cannot start any token", NULL, 0, "a text that begins with this character needs quotes" },
        { "found a tab", NULL, 0, "a tab; YAML indents with spaces" },
        { "mapping values are not allowed", NULL, 0,
          "a text with ': ' needs quotes, or a '-' or indentation is missing" },
        { "mapping keys are not allowed", NULL, 0, "a text that begins with '?' needs quotes" },
        { "sequence entries are not allowed", NULL, 0,
          "a list begins on a line of its own below its key" },
        { "expected key", NULL, 0,
          "keys of one mapping begin in one column, and nothing follows a closing quote or bracket" },
        { "expected '-'", NULL, 0,
          "elements of one list begin with '- ' in one column, and nothing follows a closing quote or bracket" },
        { "expected ',' or '}'", NULL, 0, "a ',' or the closing '}' is missing" },
        { "expected ',' or ']'", NULL, 0, "a ',' or the closing ']' is missing" },
        { "expected ':'", NULL, 0, "a key needs ': ' behind it, with a space" },
        { "expected node content", NULL, 0, "a value is missing, or one bracket or comma is too many" },
        { "end of stream", "quoted scalar", 0, "the closing quote is missing" },
        { "unknown escape", NULL, 0, "within double quotes write '\\\\' for '\\', or use single quotes" },
        { "hexdecimal", NULL, 0, "within double quotes write '\\\\' for '\\', or use single quotes" },
        { "comment or line break", NULL, 0, "a text that begins with '|' or '>' needs quotes" },
        { "alphabetic or numeric", NULL, 0, "a text that begins with '*' or '&' needs quotes" },
        { "undefined tag handle", NULL, 0, "a text that begins with '!' needs quotes" },
        { "<document start>", NULL, 0, "this line does not belong to what the file begins with: look at its column" },
        { "UTF-8", NULL, 0, "save the file as UTF-8" },
        { "control characters", NULL, 0, "an invisible character; delete it" },
};
/* clang-format on */

const char *hint_syntax(const char *problem, const char *context, char at) {
        for (size_t i = 0; i < ELEMENTS(hints); i++)
                if (strstr(problem, hints[i].problem) &&
                    (!hints[i].context || (context && strstr(context, hints[i].context))) &&
                    (!hints[i].at || hints[i].at == at))
                        return hints[i].hint;
        return "";
}
