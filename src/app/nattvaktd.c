/* SPDX-License-Identifier: Apache-2.0 */
/* nattvaktd: the daemon's command line. */
#include <getopt.h>
#include <stdio.h>

#include "daemon.h"

static const char help[] =
        "Usage: nattvaktd [--config FOLDER] [--journal FILE]\n"
        "\n"
        "Hears the devices of a care home over MQTT, makes tasks of what happens, asks the right\n"
        "person, and reports the night. It runs in the foreground until SIGTERM or SIGINT; SIGHUP\n"
        "reloads the configuration if it has no fault.\n"
        "\n"
        "  -c, --config FOLDER  nattvakt.yaml, site.yaml, tasks.yaml, staff.yaml (/etc/nattvakt)\n"
        "  -j, --journal FILE   the database, in place of the one nattvakt.yaml names\n"
        "  -V, --version        print the version\n"
        "  -h, --help           print this\n"
        "\n"
        "Exit status: 0 stopped; 1 wrong command line; 2 the configuration has faults, all "
        "printed;\n"
        "3 the journal cannot be opened, or another nattvaktd holds it; 4 the system refused a "
        "resource.\n"
        "\n"
        "Check a configuration with: nattvakt check\n";

int main(int argc, char **argv) {
        static const struct option options[] = {
                { "config", required_argument, NULL, 'c' },
                { "journal", required_argument, NULL, 'j' },
                { "version", no_argument, NULL, 'V' },
                { "help", no_argument, NULL, 'h' },
                { NULL, 0, NULL, 0 },
        };
        struct daemon_options daemon = { .config = "/etc/nattvakt" };
        int option;

        while ((option = getopt_long(argc, argv, "c:j:Vh", options, NULL)) >= 0) {
                if (option == 'c')
                        daemon.config = optarg;
                else if (option == 'j')
                        daemon.journal = optarg;
                else if (option == 'V')
                        return puts("nattvaktd " NATTVAKT_VERSION) < 0;
                else if (option == 'h')
                        return fputs(help, stdout) < 0;
                else
                        return DAEMON_EXIT_USAGE;
        }
        if (optind < argc) {
                fprintf(stderr, "nattvaktd: '%s' is not understood; see nattvaktd --help\n",
                        argv[optind]);
                return DAEMON_EXIT_USAGE;
        }
        return daemon_run(&daemon);
}
