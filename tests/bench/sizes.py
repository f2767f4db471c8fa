# SPDX-License-Identifier: Apache-2.0
"""What a message costs when the home is large, and when the journal is."""

import datetime
import glob
import os
import subprocess
import time

import journals
from bench import finding
from loads import all_news
from world import Unmeasured

DEVICES = 200


def cost_us(bench, broker, devices, count, journal=None):
    """CPU µs a message, and how long the start took."""
    daemon = bench.daemon(broker, devices, journal=journal)
    started_s = daemon.started_s
    bench.at_rest(daemon, broker, devices)
    bench.rest(daemon)
    before = daemon.cpu_s()
    load = bench.publish(broker, devices=devices, count=count, listen=daemon.out)
    bench.rest(daemon)
    cost = (daemon.cpu_s() - before) / count * 1e6
    bench.stop(daemon)
    all_news(load, "nattvaktd")
    return cost, started_s


def devices_row(bench):
    broker, count = bench.broker(), bench.scale["messages"]
    sizes = tuple(sorted({10, 1000, bench.scale["devices"]}))
    costs = {size: [] for size in sizes}
    starts = {size: [] for size in sizes}
    for turn in range(bench.rounds):
        for size in sizes[turn % len(sizes):] + sizes[:turn % len(sizes)]:
            bench.tell("devices, round %d of %d: %d" % (turn + 1, bench.rounds, size))
            cost, started_s = cost_us(bench, broker, size, count)
            costs[size].append(cost)
            starts[size].append(started_s)
    bench.stop(broker)
    for size in sizes[1:]:
        yield finding("CPU a message, {:,} devices".format(size), "µs", costs[size], "10 devices",
                      costs[10], 1.3 if size == sizes[-1] else None)
    yield finding("start, {:,} devices".format(sizes[-1]), "s", starts[sizes[-1]], "10 devices",
                  starts[10])


def report_s(bench, journal):
    """How long last night's report takes."""
    night = (datetime.datetime.now() - datetime.timedelta(days=1)).strftime("%Y-%m-%d")
    folder = sorted(glob.glob(os.path.join(bench.work, "*-house")))[-1]
    began = time.monotonic()
    done = subprocess.run(
        [os.path.join(bench.build, "nattvakt"), "report", "--config", folder, "--journal", journal,
         "--night", night], capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        raise Unmeasured("nattvakt report: " + done.stderr.strip()[-300:])
    return time.monotonic() - began


def journal_row(bench):
    broker, count, rows = bench.broker(), bench.scale["messages"], (10000, bench.scale["rows"])
    path, made = journals.template(bench, broker, DEVICES), []
    for size in rows:
        bench.tell("journal: making {:,} rows".format(size))
        made.append(journals.copy(bench, path, size))
    costs, starts, reports = ([], []), ([], []), ([], [])
    for turn in range(bench.rounds):
        for i in ((0, 1), (1, 0))[turn % 2]:
            bench.tell("journal, round %d of %d: %d rows" % (turn + 1, bench.rounds, rows[i]))
            cost, started_s = cost_us(bench, broker, DEVICES, count, made[i])
            costs[i].append(cost)
            starts[i].append(started_s)
            reports[i].append(report_s(bench, made[i]))
    bench.stop(broker)
    small, large = ("{:,} event rows".format(size) for size in rows)
    yield finding("CPU a message, " + large, "µs", costs[1], small, costs[0], 1.3)
    yield finding("start, " + large, "s", starts[1], small, starts[0])
    yield finding("a night's report, " + large, "s", reports[1], small, reports[0])
    yield finding("journal on disk, %s" % large, "MB", [os.path.getsize(made[1]) / 1e6], small,
                  [os.path.getsize(made[0]) / 1e6])
    for path in made:
        os.remove(path)
