/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The broker's password lies in a file of its own. A file from which none can be read ends the start with
 * a line that says which file and what to do; systemd tries again, so it is enough to mend it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system_world.h"

#define EXIT_SYSTEM 4

static void write_password(const struct system_world *world, const char *text) {
        char path[PATH_SIZE];
        FILE *file;

        snprintf(path, sizeof(path), "%s/password", nattvaktd_folder(world->daemon));
        file = fopen(path, "we");
        assert_non_null(file);
        assert_true(fputs(text, file) >= 0);
        assert_int_equal(fclose(file), 0);
}

static bool setup(struct system_world *world) {
        if (!system_build(world, NULL, NULL))
                return false;
        nattvaktd_edit(world->daemon, "nattvakt.yaml",
                       "client_id:", "username: gateway, password_file: password, client_id:");
        return true;
}

static void expect_refusal(struct system_world *world, const char *why) {
        nattvaktd_start(world->daemon);
        assert_int_equal(nattvaktd_wait(world->daemon), EXIT_SYSTEM);
        assert_true(nattvaktd_says(world->daemon, "The broker's password cannot be read from "));
        assert_true(nattvaktd_says(world->daemon, nattvaktd_folder(world->daemon)));
        assert_true(nattvaktd_says(world->daemon, why));
}

static void says_which_file_is_empty(void **state) {
        static const char *const empty[] = { "", "\n", "\r\n", "\nsecret\n" };
        struct system_world world;

        (void)state;
        if (!setup(&world))
                skip();
        for (size_t i = 0; i < ELEMENTS(empty); i++) {
                write_password(&world, empty[i]);
                expect_refusal(&world, "(its first line is empty)");
        }
        write_password(&world, "secret\n");
        system_start(&world);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        assert_false(nattvaktd_says(world.daemon, "password"));
        system_done(&world);
}

/* Also for root, for whom every file's mode is good enough. */
static void says_which_file_is_unreadable(void **state) {
        struct system_world world;
        char path[PATH_SIZE];

        (void)state;
        if (!setup(&world))
                skip();
        snprintf(path, sizeof(path), "%s/password", nattvaktd_folder(world.daemon));
        assert_int_equal(mkdir(path, 0700), 0);
        expect_refusal(&world, "(Is a directory)");
        assert_int_equal(rmdir(path), 0);

        write_password(&world, "secret\n");
        if (geteuid() != 0) {
                assert_int_equal(chmod(path, 0), 0);
                expect_refusal(&world, "(Permission denied)");
        }
        system_done(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(says_which_file_is_empty),
                cmocka_unit_test(says_which_file_is_unreadable),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
