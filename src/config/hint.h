/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What to do about a file that is no YAML, in the words of whoever wrote it. */

/**
 * A hint for libyaml's @problem where the character @at stands ('\0': unknown), or "". @context is what
 * libyaml was at, or NULL.
 */
const char *hint_syntax(const char *problem, const char *context, char at);
