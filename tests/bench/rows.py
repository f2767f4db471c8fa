# SPDX-License-Identifier: Apache-2.0
"""The rows of the bench: each measures nattvaktd beside a peer or a limit, in the same run, on the same
broker. A row yields findings: dicts that paper.py sets and that stand in the JSON as they are."""

import glob
import json
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import time

import nodered
from world import (RESIDENTS, SITE, Broker, Daemon, Process, Unmeasured, boot_us, publish, wait_until,
                   write)

MB = 1e6
KIB = 1024


def finding(what, unit, ours, beside=None, theirs=None, target=None, sense="<=", holds=None, ratio=None):
    """Medians over the rounds; the ratio is the median of each round's own."""
    found = {"what": what, "unit": unit, "ours": statistics.median(ours), "rounds": list(ours)}
    if beside:
        found["beside"] = beside
    if theirs:
        found["theirs"] = statistics.median(theirs)
        found["rounds_theirs"] = list(theirs)
        found["ratio"] = statistics.median(a / b for a, b in zip(ours, theirs) if b)
    if ratio is not None:
        found["ratio"] = ratio
    if target is not None:
        found["target"], found["sense"] = target, sense
        value = found.get("ratio", found["ours"])
        found["holds"] = holds if holds is not None else (
            value <= target if sense == "<=" else value >= target)
    return found


def quantile(values, part):
    """The nearest-rank quantile: a value that occurred."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, -(-len(ranked) * part // 100) - 1))]


class Bench:
    """What all rows share: where to work, how much, and what is running (so that it is ended)."""

    def __init__(self, root, build, scale, rounds, tell):
        self.root, self.build, self.scale, self.rounds, self.tell = root, build, scale, rounds, tell
        self.work = os.path.join(build, "work")
        self.running, self.serial, self.facts = [], 0, {}
        self.node_red = None
        shutil.rmtree(self.work, ignore_errors=True)
        os.makedirs(self.work)

    def folder(self, name):
        self.serial += 1
        return os.path.join(self.work, "%03d-%s" % (self.serial, name))

    def start(self, make, *args, **more):
        process = make(*args, **more)
        self.running.append(process)
        return process

    def program(self, name):
        return os.path.join(self.build, "tests/bench/bench_" + name)

    def broker(self):
        return self.start(Broker, self.folder("broker"))

    def daemon(self, broker, devices, **more):
        return self.start(Daemon, self.build, self.folder("house"), broker, devices, **more)

    def red(self, broker):
        if isinstance(self.node_red, Unmeasured):
            raise self.node_red
        if self.node_red is None:
            try:
                self.tell("installing node-red %s" % nodered.VERSION)
                self.node_red = nodered.install(os.path.join(self.build, "node-red"))
                self.facts["node-red"] = nodered.VERSION
                self.facts["node"] = self.node_red[2]
            except (Unmeasured, OSError, subprocess.SubprocessError) as why:
                self.node_red = Unmeasured(str(why))
                raise self.node_red from why
        return self.start(nodered.NodeRed, self.node_red, self.folder("node-red"), broker)

    def counting(self, name, broker, count):
        """A subscriber that ends by itself after so many messages."""
        client = "bench-" + name
        command = {
            "mosquitto_sub": [shutil.which("mosquitto_sub") or "mosquitto_sub", "-p", str(broker.port),
                              "-i", client, "-q", "1", "-t", "zigbee2mqtt/#", "-C", str(count)],
            "plain": [self.program("plain"), str(broker.port), "zigbee2mqtt/#", str(count)],
        }[name]
        heard = broker.count(client + " 1 zigbee2mqtt/#")
        process = self.start(Process, command, self.folder(name), quiet_stdout=True)
        wait_until(lambda: broker.count(client + " 1 zigbee2mqtt/#") > heard or
                   not process.is_alive(), name + " on the broker")
        process.must_live()
        return process

    def publish(self, broker, **options):
        return publish(self.build, broker, **options)

    def at_rest(self, process, broker, devices):
        """Each device said once, and that dealt with."""
        self.publish(broker, devices=devices, count=devices, news=0)
        process.settle()

    def stop(self, *processes):
        for process in processes:
            process.stop()
            self.running.remove(process)

    def done(self):
        for process in reversed(self.running):
            process.stop()
        self.running = []


def all_news(load, name):
    if load["heard"] != load["news"]:
        raise Unmeasured("%s: %d of %d news came out" % (name, load["heard"], load["news"]))


def through_daemon(bench, broker, count, devices, journal=None):
    """One load through nattvaktd: (messages/s, CPU s). The end is when the last news came out."""
    daemon = bench.daemon(broker, devices, journal=journal)
    bench.at_rest(daemon, broker, devices)
    before, events = daemon.cpu_s(), daemon.events()
    load = bench.publish(broker, devices=devices, count=count, listen=daemon.out)
    daemon.settle(1.2)  # what was delivered is noted within a second
    cpu_s, kept = daemon.cpu_s() - before, daemon.events() - events
    bench.stop(daemon)
    all_news(load, "nattvaktd")
    if kept != load["news"]:
        raise Unmeasured("nattvaktd: %d of %d news are in the journal" % (kept, load["news"]))
    return count / load["heard_us"] * 1e6, cpu_s


def through_red(bench, broker, count, devices):
    red = bench.red(broker)
    bench.at_rest(red, broker, devices)
    before = red.cpu_s()
    load = bench.publish(broker, devices=devices, count=count, listen=red.out)
    red.settle()
    cpu_s = red.cpu_s() - before
    bench.stop(red)
    all_news(load, "node-red")
    return count / load["heard_us"] * 1e6, cpu_s


def through_counting(bench, broker, count, devices, name):
    process = bench.counting(name, broker, count)
    load = bench.publish(broker, devices=devices, count=count)
    ended_us = process.wait(60)
    bench.running.remove(process)
    if process.status:
        raise Unmeasured("%s ended with %s: %s" % (name, process.status, process.tail()))
    return count / (ended_us - load["began_us"]) * 1e6, process.cpu_s()


PEERS = (("nattvaktd", through_daemon), ("mosquitto_sub -q 1", "mosquitto_sub"),
         ("plain libmosquitto, stores nothing", "plain"), ("Node-RED, same rule", through_red))


def load_row(bench):
    """Throughput and CPU: the same load through each of them, in another order each round."""
    count, devices, broker = bench.scale["messages"], 200, bench.broker()
    rates, cpus, missing = {}, {}, {}
    sink = []
    for turn in range(bench.rounds):
        sink.append(count / bench.publish(broker, devices=devices, count=count)["publish_us"] * 1e6)
        for name, way in PEERS[turn % len(PEERS):] + PEERS[:turn % len(PEERS)]:
            bench.tell("load, round %d of %d: %s" % (turn + 1, bench.rounds, name))
            try:
                if callable(way):
                    rate, cpu_s = way(bench, broker, count, devices)
                else:
                    rate, cpu_s = through_counting(bench, broker, count, devices, way)
            except Unmeasured as why:
                if name == "nattvaktd":
                    raise
                missing[name] = str(why)
                continue
            rates.setdefault(name, []).append(rate)
            cpus.setdefault(name, []).append(cpu_s * 200000 / count)
    bench.stop(broker)
    ours = "nattvaktd"
    yield finding("publisher alone, nobody listening", "messages/s", sink)
    for name, _ in PEERS[1:]:
        if name in missing:
            yield {"what": "throughput, CPU", "beside": name, "missing": missing[name]}
            continue
        sub = name.startswith("mosquitto_sub")
        yield finding("throughput, QoS 1, 1 % news", "messages/s", rates[ours], name, rates[name],
                      0.9 if sub else None, ">=")
    for name, _ in PEERS[1:]:
        if name not in missing:
            sub = name.startswith("mosquitto_sub")
            yield finding("CPU for 200,000 messages", "s", cpus[ours], name, cpus[name],
                          2.0 if sub else None)


ROWS = {"load": load_row}
