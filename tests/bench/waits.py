# SPDX-License-Identifier: Apache-2.0
"""How long staff wait for a call: help call in, task out, alone and under load, beside one fsync."""

import json
import os
import subprocess

from bench import finding, quantile
from world import RESIDENTS, Process, Unmeasured, wait_until

DEVICES, RATE = 200, 1000


def calls(bench, broker, count):
    """(call_us, fsync_us), a list each."""
    done = subprocess.run(
        [bench.program("latency"), "--port", str(broker.port), "--calls", str(count), "--residents",
         str(RESIDENTS), "--probe", os.path.join(bench.work, "probe")],
        capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        raise Unmeasured("bench_latency: " + done.stderr.strip())
    found = json.loads(done.stdout)
    return found["call_us"], found["fsync_us"]


def under_load(bench, broker, count):
    """The same while a publisher says RATE messages a second, for as long as it takes and no longer."""
    spoke = broker.count("as bench-publish ")
    load = bench.start(Process, [
        bench.program("publish"), "--port", str(broker.port), "--devices", str(DEVICES), "--rate",
        str(RATE), "--count", str(RATE * 120)], bench.folder("load"), quiet_stdout=True)
    try:
        wait_until(lambda: broker.count("as bench-publish ") > spoke, "the load")  # its messages are made
        return calls(bench, broker, count)
    finally:
        bench.stop(load)


def wait_row(bench):
    broker = bench.broker()
    daemon = bench.daemon(broker, DEVICES)
    bench.at_rest(daemon, broker, DEVICES)
    found = {}
    for turn in range(bench.rounds):
        for name, way in (("alone", calls), ("under %d messages/s" % RATE, under_load)):
            bench.tell("latency, round %d of %d: %s" % (turn + 1, bench.rounds, name))
            found.setdefault(name, []).append(way(bench, broker, bench.scale["calls"]))
    bench.stop(daemon, broker)
    quiet = [fsync_us for _, fsync_us in found["alone"]]
    for name, rounds in found.items():
        for part, word in ((50, "p50"), (99, "p99"), (100, "worst")):
            yield line(name, part, word, rounds, quiet)


def line(name, part, word, rounds, quiet):
    """Beside the fsync of the quiet minute, also for the calls under load: the stricter limit."""
    ours = [quantile(call_us, part) / 1000 for call_us, _ in rounds]
    fsync = [quantile(fsync_us, part) / 1000 for fsync_us in quiet]
    made = finding("help call to task, %s, %s" % (name, word), "ms", ours, "one fsync, " + word, fsync)
    if part == 99:
        limit = sorted(5 * one + 2 for one in fsync)[len(fsync) // 2]
        made["target"], made["sense"] = made["theirs"] and limit / made["theirs"], "<="
        made["target_text"] = "≤ 5 × + 2 ms = %.1f ms" % limit
        made["limit"] = limit
        made["holds"] = made["ours"] <= limit
        made["ratio"] = made["ours"] / made["theirs"]
    return made
