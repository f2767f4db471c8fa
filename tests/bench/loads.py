# SPDX-License-Identifier: Apache-2.0
"""The same load through nattvaktd and its peers: messages a second, CPU seconds, memory."""

from bench import finding
from world import Unmeasured


def all_news(load, name):
    if load["heard"] != load["news"]:
        raise Unmeasured("%s: %d of %d news came out" % (name, load["heard"], load["news"]))


def through_daemon(bench, broker, count, devices, journal=None):
    """One load through nattvaktd: (messages/s, CPU s). The end is when the last news came out."""
    daemon = bench.daemon(broker, devices, journal=journal)
    bench.at_rest(daemon, broker, devices)
    before, events = daemon.cpu_s(), daemon.events()
    load = bench.publish(broker, devices=devices, count=count, listen=daemon.out)
    bench.rest(daemon)
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


def memory_of(bench, broker, name, way, count, devices):
    """What it holds after the load, at rest and still running."""
    if way in ("mosquitto_sub", "plain"):
        process = bench.counting(way, broker, count + 1)
    else:
        process = bench.daemon(broker, devices) if way is through_daemon else bench.red(broker)
        bench.at_rest(process, broker, devices)
    load = bench.publish(broker, devices=devices, count=count,
                         **({"listen": process.out} if hasattr(process, "out") else {}))
    bench.rest(process)
    if hasattr(process, "out"):
        all_news(load, name)
    memory = process.memory()
    bench.stop(process)
    return memory


def memory_row(bench):
    count, devices, broker = bench.scale["messages"], 500, bench.broker()
    held, missing = {}, {}
    for name, way in PEERS:
        bench.tell("memory: " + name)
        try:
            held[name] = memory_of(bench, broker, name, way, count, devices)
        except Unmeasured as why:
            if way is through_daemon:
                raise
            missing[name] = str(why)
    ours = held.pop("nattvaktd")
    yield finding("RssAnon with 500 devices after the load", "MB", [ours["RssAnon"] / 1e6],
                  target=6.0)
    for measure in ("RssAnon", "PSS"):
        for name, theirs in held.items():
            yield finding("%s, 500 devices" % measure, "MB", [ours[measure] / 1e6], name,
                          [theirs[measure] / 1e6])
    for name, why in missing.items():
        yield {"what": "RssAnon, PSS", "beside": name, "missing": why}
