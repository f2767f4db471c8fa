# SPDX-License-Identifier: Apache-2.0
"""The faults that tests/mutants/run puts into a copy of the tree, one at a time.

An edit is a file, a pattern that must match in exactly one place of it, what stands there instead, the
targets to build for it, and what must notice it: "compiler", "check:RULE" (tests/check/run) or a regular
expression over the names of tests. An edit that fits nowhere, or does not compile where a test should
have noticed it, is a failure: then this table is behind the code.
"""

from collections import namedtuple

Edit = namedtuple("Edit", "name says file pattern replacement targets noticed_by")

HEAD = r"\A/\* SPDX-License-Identifier: Apache-2\.0 \*/\n"

EDITS = (
    Edit("layer-by-name", "src/task includes a header of src/journal",
         "src/task/*.c", HEAD, r'\g<0>#include "journal.h"' + "\n",
         "nattvakt_task", "compiler"),
    Edit("layer-by-path", "src/task includes it by a path that compiles",
         "src/task/*.c", HEAD, r'\g<0>#include "../journal/journal.h"' + "\n",
         "", "check:parent-include"),

    # Acknowledged before it is on the disk, in three ways.
    Edit("write-while-held", "mosquitto_loop_write is called while a turn is open",
         "src/link/mqtt_loop.c", r"if \(m->held \|\| m->inside\)", "if (m->inside)",
         "test_link_mqtt", "^test_link_mqtt$"),
    Edit("write-at-once", "libmosquitto is not told that another thread writes, and acknowledges by itself",
         "src/link/mqtt_connect.c", r"mosquitto_threaded_set\(client, true\)",
         "mosquitto_threaded_set(client, false)",
         "test_link_mqtt", "^test_link_mqtt$"),
    Edit("release-before-commit", "the turn is let out before its COMMIT",
         "src/app/turn.c", r"^( +)r = flow_commit\(d->flow", r"\1mqtt_release(d->mqtt);\n\g<0>",
         "nattvaktd system_ack_after_commit", "^system_ack_after_commit$"),
    Edit("delivered-when-sent", "an outbox row goes when it was sent, not when it was acknowledged",
         "src/app/post.c", r"^( +)post->flying\[post->flying_count\]\.mid = mid;",
         r"\1post->delivered[post->delivered_count++] = row->id;\n\g<0>",
         "nattvaktd system_ack_after_commit", "^system_ack_after_commit$"),

    Edit("flipped-polarity", "contact: true means open",
         "src/source/zigbee2mqtt.c", r'(\{ "contact", +read_truth, +MEASURE_CONTACT, +)false',
         r"\1true", "test_source_zigbee2mqtt", "^test_source_zigbee2mqtt$"),
    Edit("avoided-yet-visited", "a look counts as avoided although its visit followed",
         "src/ledger/ledger.c", r"entry->what = ENTRY_NOT_AVOIDED;", "entry->what = ENTRY_AVOIDED;",
         "test_ledger_rules night", "^(test_ledger_rules|night_looked-yet-visited)$"),

    # What is kept in memory only.
    Edit("deadline-in-memory", "the deadline to accept is not in the task's row",
         "src/journal/tables.c", r'^ +INT64\(task, "accept_by_us", accept_by_us\),\n', "",
         "test_journal_rows night", "^(test_journal_rows|crash_deadline-while-down|crash_sos-ignored)$"),
    Edit("ladder-in-memory", "the time of the next rung is not in the task's row",
         "src/journal/tables.c", r'^ +INT64\(task, "ladder_us", ladder_us\),\n', "",
         "test_journal_rows night", "^(test_journal_rows|crash_deadline-while-down|crash_sos-ignored)$"),
    Edit("task-in-memory", "the task's row is not written",
         "src/app/keep.c", r"^ +keep_check\(flow, journal_task\(flow->journal, &change->task\)\);\n",
         "", "night", "^crash_(deadline-while-down|sos-ignored)$"),
    Edit("plan-in-memory", "how far the plan was carried out is not written",
         "src/app/keep.c", r'"planned_until_us", planned\)', r'"planned_until", planned)',
         "night", "^crash_(look-seen|check-not-done|planned-while-down)$"),

    Edit("id-by-arrival", "an event's id depends on when it came although its source gave it one",
         "src/sense/tell.c", r"kind, phase, reading->source_id\);",
         "kind, phase, number(news->now->wall_us, time));",
         "test_sense_edges night", "^(test_sense_edges|night_delivered-twice)$"),
    Edit("evidence-dropped", "what joins an incident is not kept as evidence",
         "src/task/correlate.c", r"(text_set\(task->dose, event->dose\);\n) +add_evidence\(task, event\);\n", r"\1",
         "test_task_correlate night", "^(test_task_correlate|night_fall-twice-told)$"),

    # Wired lines.
    Edit("level-not-read", "the level is not read again after edges",
         "src/link/gpio_input.c", r"(if \(r <= 0\)\n +return r;\n +level = )pin->gpio->world\.backend->level\(pin->taken\)",
         r"\1pin->debounce.level != pin->line->active_low",
         "test_link_gpio_edges", "^test_link_gpio_edges$"),
    Edit("debounce-when-read", "edges count from when they are read, not from their stamps",
         "src/link/gpio_input.c", r"\.at_us = start_us \+ edges\[i\]\.mono_ns / NS_PER_US,",
         ".at_us = now_us + 0 * start_us,",
         "test_link_gpio_edges", "^test_link_gpio_edges$"),
    Edit("gap-ignored", "edges that the kernel dropped are not missed",
         "src/link/debounce.c", r"if \(lost && d->level == d->told &&", "if (false && lost && d->level == d->told &&",
         "test_link_debounce", "^test_link_debounce$"),
    Edit("lamp-before-commit", "a lamp tells a task that is not on the disk yet",
         "src/app/wired_show.c", r"if \(!d->open\) /\*", "if (d->flow) /*",
         "test_app_wired", "^test_app_wired$"),
    Edit("pull-forgotten", "what a line said in a turn that could not be written is forgotten",
         "src/app/turn.c", r"wired_end\(d, note >= 0 && r >= 0,", "wired_end(d, true,",
         "test_app_wired", "^test_app_wired$"),
    Edit("noise-keeps-the-turn", "a turn with a call waits until no line has anything to say",
         "src/app/turn.c", r"end_within\(d, is_full \? 0 : DAEMON_URGENT_US\);", "(void)d;",
         "test_app_noise", "^test_app_noise$"),
    Edit("chatter-suppressed", "a line that chatters tells no call until it is quiet",
         "src/app/chatter.c", r"now_us - chatter->passed_us < CHATTER_EVERY_US", "chatter->is_on",
         "test_app_chatter", "^test_app_chatter$"),
)
