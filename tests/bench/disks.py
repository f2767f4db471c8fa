# SPDX-License-Identifier: Apache-2.0
"""What a stored event writes to the disk, for each size of a page: write_bytes of the process, with the
event's own outbox row, its device's state and the checkpoints, by the end of the daemon."""

import json
import os
import subprocess
import sys

import journals
from bench import KIB, finding
from world import Process, Unmeasured

DEVICES, TURN = 200, 25
PLAIN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "plain_journal.py")


def bursts(bench, broker, daemon, size, count):
    done = subprocess.run(
        [bench.program("bursts"), "--port", str(broker.port), "--devices", str(DEVICES), "--size",
         str(size), "--count", str(count), "--listen", daemon.out],
        capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        raise Unmeasured("bench_bursts: " + done.stderr.strip())
    return json.loads(done.stdout)


def wrote_by(process):
    if process.wrote is None:
        raise Unmeasured("the kernel does not say what a process wrote")
    return process.wrote


def written(bench, broker, journal, size, count):
    """Bytes from the first burst to the end of the process; none when count is 0."""
    daemon = bench.daemon(broker, DEVICES, journal=journal)
    bench.at_rest(daemon, broker, DEVICES)
    bench.rest(daemon)
    before = daemon.written()
    if count:
        bursts(bench, broker, daemon, size, count)
        bench.rest(daemon)
    bench.stop(daemon)
    return wrote_by(daemon) - before


def written_plainly(bench, size, count, rows):
    """The same of a plain schema that holds as many rows, less what making it writes."""
    wrote = []
    for turns in (0, count):
        path = os.path.join(bench.work, "plain-%d-%d.sqlite" % (size, turns))
        process = bench.start(Process, [sys.executable, PLAIN, path, str(size), str(turns), str(rows)],
                              bench.folder("plain-journal"))
        process.wait(120)
        bench.running.remove(process)
        if process.status:
            raise Unmeasured("plain_journal.py: " + process.tail())
        wrote.append(wrote_by(process))
    return wrote[1] - wrote[0]


def disk_row(bench):
    broker, rows = bench.broker(), bench.scale["kept"]
    template = journals.template(bench, broker, DEVICES)
    own = journals.page_size(template)
    made = {page: journals.copy(bench, template, rows, page) for page in bench.scale["pages"]}
    for size, count in ((1, bench.scale["lone"]), (TURN, bench.scale["bursts"])):
        words = "written a lone event" if size == 1 else "written an event, %d a turn" % size
        bench.tell("disk: a plain schema, %d a turn" % size)
        plain = written_plainly(bench, size, count, rows) / (size * count) / KIB
        if plain <= 0:
            raise Unmeasured("this file system does not count what is written")
        for page, journal in made.items():
            bench.tell("disk: pages of %d, %d a turn" % (page, size))
            idle = written(bench, broker, journal, size, 0)
            kib = (written(bench, broker, journal, size, count) - idle) / (size * count) / KIB
            yield finding("%s, pages of %d KiB%s" % (words, page // KIB, " (ours)" if page == own else ""),
                          "KiB", [kib], "a plain schema, 4 KiB", [plain], 0.5 if page == own else None)
    bench.stop(broker)
