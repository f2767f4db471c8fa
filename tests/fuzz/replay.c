/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ordinary run of a fuzz target: every file of the folders named on the command line goes
 * through LLVMFuzzerTestOneInput once, in the order of their names, then every file cut short at
 * a few places. It finds nothing new; it keeps what a fuzzer once found from coming back, under
 * gcc and without libFuzzer. No folder, or an empty one: 77, which ctest counts as skipped.
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SKIPPED  77
#define FILE_MAX ((size_t)4 << 20) /* longer files are fed in part; libFuzzer stops at 1 MiB */
#define CUTS     8 /* how many shorter forms of each file are tried, evenly spread */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int is_file_name(const struct dirent *entry) {
        return entry->d_name[0] != '.';
}

/* Each cut is a copy of exactly its size, so that a read past its end is seen by ASan. */
static int feed(const uint8_t *data, size_t size) {
        uint8_t *copy = malloc(size > 0 ? size : 1);
        if (!copy)
                return -ENOMEM;
        memcpy(copy, data, size);
        LLVMFuzzerTestOneInput(copy, size);
        free(copy);
        return 0;
}

static int replay_stream(FILE *stream) {
        uint8_t *data = malloc(FILE_MAX);
        if (!data)
                return -ENOMEM;
        int r = 0;
        size_t size = fread(data, 1, FILE_MAX, stream);
        if (ferror(stream))
                r = -EIO;
        for (size_t cut = 0; cut <= CUTS && r == 0; cut++)
                r = feed(data, size * (CUTS - cut) / CUTS);
        free(data);
        return r;
}

static int replay_file(const char *folder, const char *name) {
        char path[4096];
        if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
                return -ENAMETOOLONG;
        FILE *stream = fopen(path, "rb");
        if (!stream)
                return -errno;
        int r = replay_stream(stream);
        fclose(stream);
        return r;
}

/* Returns how many files were replayed, or -errno. A folder that is not there holds none. */
static int replay_folder(const char *folder) {
        struct dirent **entries = NULL;
        int count = scandir(folder, &entries, is_file_name, alphasort);
        int r = 0;
        if (count < 0)
                return errno == ENOENT ? 0 : -errno;
        for (int i = 0; i < count; i++) {
                if (r == 0)
                        r = replay_file(folder, entries[i]->d_name);
                if (r < 0)
                        fprintf(stderr, "%s/%s: %s\n", folder, entries[i]->d_name, strerror(-r));
                free(entries[i]);
        }
        free(entries);
        return r < 0 ? r : count;
}

int main(int argc, char **argv) {
        int total = 0;
        for (int i = 1; i < argc; i++) {
                int r = replay_folder(argv[i]);
                if (r < 0)
                        return EXIT_FAILURE;
                total += r;
        }
        if (total == 0) {
                printf("skipped: no corpus in %s\n", argc > 1 ? argv[1] : "(none named)");
                return SKIPPED;
        }
        printf("%d files replayed\n", total);
        return EXIT_SUCCESS;
}
