/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The real daemon of the build under test, with a folder of its own: the small house of tests/data/house,
 * told a broker's port. What it says on stderr is kept; a sanitizer's report ends the test program
 * wherever it is noticed, and an end that nobody asked for does too.
 */

#include <stdbool.h>
#include <stddef.h>

struct nattvaktd;

/** Makes the folder; nothing runs yet. @more is added to nattvakt.yaml, lines with their newline, may be NULL. */
struct nattvaktd *nattvaktd_new(int port, const char *more);

/** The same with another house: tests/@house has the four files, nattvakt.yaml without a broker. */
struct nattvaktd *nattvaktd_new_house(const char *house, int port);

/** Kills it if it runs, looks for reports, removes the folder. May be NULL. */
void nattvaktd_free(struct nattvaktd *daemon);
void nattvaktd_freep(struct nattvaktd **daemon);

/** Starts it; nothing is waited for. */
void nattvaktd_start(struct nattvaktd *daemon);

/** SIGKILL, and its end. */
void nattvaktd_kill(struct nattvaktd *daemon);

/** SIGTERM, and its end. Returns the exit status. */
int nattvaktd_stop(struct nattvaktd *daemon);

/** Waits for the end that it comes to by itself. Returns the exit status. */
int nattvaktd_wait(struct nattvaktd *daemon);

void nattvaktd_signal(struct nattvaktd *daemon, int number);

/** Files of more than @bytes cannot be written from now on, as on a full disk; 0: they can again. */
void nattvaktd_limit_files(struct nattvaktd *daemon, size_t bytes);

/** Whether stderr, since the last nattvaktd_start or nattvaktd_forget, holds @text. */
bool nattvaktd_says(struct nattvaktd *daemon, const char *text);

/** All of stderr since then; the caller's until the next call. */
const char *nattvaktd_words(struct nattvaktd *daemon);

/** What was said so far is not looked at again. */
void nattvaktd_forget(struct nattvaktd *daemon);

const char *nattvaktd_folder(const struct nattvaktd *daemon);
const char *nattvaktd_journal(const struct nattvaktd *daemon);

/** In its configuration's @file the first @old becomes @fresh; ends the program when it is not there. */
void nattvaktd_edit(struct nattvaktd *daemon, const char *file, const char *old, const char *fresh);
