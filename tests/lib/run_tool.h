/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The built `nattvakt` with a command line, as a shell in the locale C runs it: its status and what it said. */

#define RUN_TOOL_WORDS_MAX   12
#define RUN_TOOL_OUTPUT_SIZE 4096 /* what one run says at most */

/**
 * Runs it with @words (RUN_TOOL_WORDS_MAX at most, or up to a NULL). @said gets its standard output, @told its standard
 * error, both of RUN_TOOL_OUTPUT_SIZE. Returns its exit status.
 */
int run_tool(const char *const *words, char *said, char *told);

/** The same with @out as its standard output. */
int run_tool_into(const char *const *words, int out, char *told);
