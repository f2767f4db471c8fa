# SPDX-License-Identifier: Apache-2.0
"""What the rows share: the work folder, the processes they start, and how a finding is made."""

import os
import shutil
import statistics
import subprocess

import nodered
from world import Broker, Daemon, Process, Unmeasured, publish, wait_until

KIB = 1024


def finding(what, unit, ours, beside=None, theirs=None, target=None, sense="<="):
    """Medians over the rounds; the ratio is the median of each round's own."""
    found = {"what": what, "unit": unit, "ours": statistics.median(ours), "rounds": list(ours)}
    if beside:
        found["beside"] = beside
    if theirs:
        found["theirs"] = statistics.median(theirs)
        found["rounds_theirs"] = list(theirs)
        if all(theirs):
            found["ratio"] = statistics.median(a / b for a, b in zip(ours, theirs))
    if target is not None:
        found["target"], found["sense"] = target, sense
        value = found.get("ratio", found["ours"])
        found["holds"] = value <= target if sense == "<=" else value >= target
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

    def next(self):
        self.serial += 1
        return self.serial

    def folder(self, name):
        return os.path.join(self.work, "%03d-%s" % (self.next(), name))

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
        if name == "mosquitto_sub" and not shutil.which(name):
            raise Unmeasured("there is no mosquitto_sub")
        command = {
            "mosquitto_sub": ["mosquitto_sub", "-p", str(broker.port),
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

    def rest(self, process):
        """Until what was delivered is noted, which takes a second at most."""
        process.settle(self.scale["rest"])

    def stop(self, *processes):
        for process in processes:
            process.stop()
            self.running.remove(process)

    def done(self):
        for process in reversed(self.running):
            process.stop()
        self.running = []
