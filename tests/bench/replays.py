# SPDX-License-Identifier: Apache-2.0
"""The reference period: fifteen nights before and fifteen after, through the whole flow."""

import os
import shutil
import subprocess

from bench import finding
from world import Process, Unmeasured

SIDES = (("solskinnstoppen-before", "2026-09-03"), ("solskinnstoppen", "2026-11-05"))


def configure(bench, folder):
    """The examples, side by side, in simulated time."""
    for name, _ in SIDES:
        at = os.path.join(folder, name)
        shutil.copytree(os.path.join(bench.root, "board/examples", name), at)
        gateway = os.path.join(at, "nattvakt.yaml")
        with open(gateway, encoding="utf-8") as stream:
            lines = stream.read().splitlines()
        lines = ["clock: simulated" if line.startswith("clock:") else line for line in lines]
        with open(gateway, "w", encoding="utf-8") as stream:
            stream.write("\n".join(lines) + "\n")


def tool(bench, *arguments):
    done = subprocess.run([os.path.join(bench.build, "nattvakt"), *arguments], capture_output=True,
                          text=True, check=False, timeout=600)
    if done.returncode:
        raise Unmeasured("nattvakt %s: %s" % (arguments[0], done.stderr.strip()[-300:]))


def replay_row(bench):
    nights, folder = bench.scale["nights"], bench.folder("replay")
    configure(bench, folder)
    lines = []
    for name, first in SIDES:
        bench.tell("replay: simulating " + name)
        lines.append(os.path.join(folder, name + ".jsonl"))
        tool(bench, "simulate", "--quiet", "--config", os.path.join(folder, name), "--from", first,
             "--play", "1-%d" % nights, "--lines", lines[-1])
    seconds, cpus = [], []
    for turn in range(bench.rounds):
        seconds.append(0.0)
        cpus.append(0.0)
        for (name, _), file in zip(SIDES, lines):
            bench.tell("replay, round %d of %d: %s" % (turn + 1, bench.rounds, name))
            process = bench.start(Process, [
                os.path.join(bench.build, "nattvakt"), "replay", "--quiet", "--config",
                os.path.join(folder, name), "--journal",
                os.path.join(folder, "%s-%d.sqlite" % (name, turn)), file], bench.folder("replay"))
            began_us = process.began_us
            seconds[-1] += (process.wait(600) - began_us) / 1e6
            bench.running.remove(process)
            if process.status:
                raise Unmeasured("nattvakt replay: " + process.tail())
            cpus[-1] += process.cpu_s()
    said = sum(1 for file in lines for _ in open(file, encoding="utf-8"))
    yield finding("replay of {} nights, {:,} messages".format(2 * nights, said), "s", seconds,
                  target=5.0)
    yield finding("the same, CPU", "s", cpus)
