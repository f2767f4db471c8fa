# SPDX-License-Identifier: Apache-2.0
"""What the bench runs: a broker, the daemon, its peers; and what the kernel says about each of them.

Waiting is for conditions with a bound; what does not happen in time is Unmeasured, and that row says so.
"""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time

TICK = os.sysconf("SC_CLK_TCK")
PATIENCE = 60.0
SITE = "bench"


class Unmeasured(Exception):
    """Why a figure could not be had."""


def wait_until(condition, what, patience=PATIENCE):
    by = time.monotonic() + patience
    while not condition():
        if time.monotonic() > by:
            raise Unmeasured("%s: not within %d s" % (what, patience))
        time.sleep(0.01)


def boot_us():
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1000


class Process:
    """A program that is measured. Its words lie in a file."""

    def __init__(self, command, words, quiet_stdout=False, env=None):
        self.words = words
        self.usage = self.status = None
        self.wrote = None  # bytes, once it has ended and when the kernel says so
        self.began_us = boot_us()
        with open(words, "ab") as stream:
            self.child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stderr=stream, start_new_session=True,
                stdout=subprocess.DEVNULL if quiet_stdout else stream,
                env=dict(os.environ, **(env or {})))
        self.pid = self.child.pid

    def read(self, name):
        with open("/proc/%d/%s" % (self.pid, name), encoding="ascii", errors="replace") as stream:
            return stream.read()

    def cpu_s(self):
        """User and system seconds of all its threads so far."""
        if self.usage:
            return self.usage.ru_utime + self.usage.ru_stime
        try:  # nanoseconds, where the kernel counts them
            threads = [self.read("task/%s/schedstat" % thread)
                       for thread in os.listdir("/proc/%d/task" % self.pid)]
            return sum(int(thread.split()[0]) for thread in threads) / 1e9
        except OSError:
            fields = self.read("stat").rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / TICK

    def written(self):
        """Bytes that it made the kernel bring to the disk: readable until it is waited for."""
        return int(dict(line.split(":") for line in self.read("io").splitlines())["write_bytes"])

    def memory(self):
        """Bytes: its own (RssAnon), and its share of everything (PSS)."""
        own = dict(line.split(":", 1) for line in self.read("status").splitlines())
        share = dict(line.split(":", 1) for line in self.read("smaps_rollup").splitlines()[1:])
        return {"RssAnon": int(own["RssAnon"].split()[0]) * 1024,
                "PSS": int(share["Pss"].split()[0]) * 1024}

    def is_alive(self):
        return self.usage is None and os.waitid(
            os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def must_live(self):
        if not self.is_alive():
            raise Unmeasured("%s ended by itself: %s" % (os.path.basename(self.words), self.tail()))

    def settle(self, seconds=0.4, patience=PATIENCE):
        """Until it has done nothing for so long."""
        by, was, since = time.monotonic() + patience, self.cpu_s(), time.monotonic()
        while time.monotonic() - since < seconds:
            self.must_live()
            if time.monotonic() > by:
                raise Unmeasured("%s does not come to rest" % os.path.basename(self.words))
            time.sleep(0.05)
            now = self.cpu_s()
            if now - was > 0.002 + 1.0 / TICK:  # a little now and then is its clock
                was, since = now, time.monotonic()

    def wait(self, patience):
        """Until it ended by itself; says when (CLOCK_BOOTTIME)."""
        by = time.monotonic() + patience
        while self.is_alive():
            if time.monotonic() > by:
                self.stop()
                raise Unmeasured("%s does not end" % os.path.basename(self.words))
            time.sleep(0.001)
        at = boot_us()
        self.reap()
        return at

    def reap(self):
        try:
            self.wrote = self.written()
        except (OSError, KeyError):
            self.wrote = None
        _, status, self.usage = os.wait4(self.pid, 0)
        self.status = self.child.returncode = os.waitstatus_to_exitcode(status)

    def stop(self, number=signal.SIGTERM):
        """Asks it to end, and makes it end when it does not."""
        if self.usage is not None:
            return
        os.kill(self.pid, number)
        by = time.monotonic() + 20
        while self.is_alive() and time.monotonic() < by:
            time.sleep(0.005)
        if self.is_alive():
            os.kill(self.pid, signal.SIGKILL)
            os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        self.reap()

    def tail(self):
        with open(self.words, encoding="utf-8", errors="replace") as stream:
            return " / ".join(stream.read().strip().splitlines()[-3:])[-400:]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Broker(Process):
    """A mosquitto that drops nothing, holds nobody up, and keeps nothing on disk."""

    SETTINGS = ("allow_anonymous true", "persistence false", "set_tcp_nodelay true",
                "max_queued_messages 0", "max_inflight_messages 1000", "log_dest stderr",
                "log_type error", "log_type warning", "log_type notice", "log_type information",
                "log_type subscribe")

    def __init__(self, folder):
        program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
        if not os.access(program, os.X_OK):
            raise Unmeasured("there is no mosquitto")
        os.makedirs(folder)
        for _ in range(5):  # a port that somebody else takes meanwhile makes way for another
            self.port = free_port()
            settings = ["listener %d 127.0.0.1" % self.port, *self.SETTINGS]
            if os.getuid() == 0:
                settings.append("user root")
            with open(os.path.join(folder, "mosquitto.conf"), "w", encoding="ascii") as stream:
                stream.write("\n".join(settings) + "\n")
            super().__init__([program, "-c", os.path.join(folder, "mosquitto.conf")],
                             os.path.join(folder, "mosquitto"))
            try:
                wait_until(lambda: self.says(" running") or not self.is_alive(), "mosquitto", 10)
                self.must_live()
                return
            except Unmeasured:
                self.stop()
        raise Unmeasured("mosquitto does not start: " + self.tail())

    def forget(self, client):
        """Ends a client's session: else the broker would go on keeping for it what the others are told.
        A CONNECT under its name with a clean session (MQTT 3.1.1, 3.1.2.4), and a DISCONNECT."""
        name = client.encode()
        body = b"\0\4MQTT\4\2\0\0" + len(name).to_bytes(2, "big") + name
        with socket.create_connection(("127.0.0.1", self.port), 10) as link:
            link.sendall(bytes((0x10, len(body))) + body)
            if link.recv(4)[3:] != b"\0":
                raise Unmeasured("the broker does not let go of the session of " + client)
            link.sendall(b"\xe0\0")

    def says(self, text):
        with open(self.words, encoding="utf-8", errors="replace") as stream:
            return text in stream.read()

    def count(self, text):
        with open(self.words, encoding="utf-8", errors="replace") as stream:
            return stream.read().count(text)


CATALOGUE = """tasks:
  - code: help-call
    text: { nb: Beboer ringer på, en: Resident is calling }
    cause: call
    priority: stat
    opens: [person.help_call]
    minutes: { visit: 8 }
    accept_by_s: 60
    complete_by_min: 15
    competence: { can: [carer] }
    escalation:
      - { after_s: 60, to: all }
  - code: device-care
    text: { nb: Enheten trenger tilsyn, en: Device needs care }
    cause: device
    priority: urgent
    opens: [device.offline, device.battery_low, device.tamper]
    minutes: { visit: 5 }
    accept_by_s: 900
    complete_by_min: 120
    competence: { can: [carer] }
"""
STAFF = """roles: [carer]
workers:
  - { slot: c-1, role: carer, departments: [east] }
  - { slot: c-2, role: carer, departments: [east] }
rota:
  - { workers: [c-1, c-2], from: "00:00", to: "12:00" }
  - { workers: [c-1, c-2], from: "12:00", to: "00:00" }
"""
GATEWAY = """site: %s
timezone: Europe/Oslo
clock: trusted
journal: journal.sqlite
broker: { host: 127.0.0.1, port: %d, client_id: bench-nattvaktd }
sources: [zigbee2mqtt, native]
"""
RESIDENTS = 40


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as stream:
        stream.write(text)


def write_house(folder, port, devices):
    """A configuration whose devices are those of home.c. Their events open no task; calls do."""
    os.makedirs(folder, exist_ok=True)
    site = ['label: Bench', 'night: { from: "22:00", to: "07:15" }',
            "departments:", "  - { name: east, label: East }", "places:",
            "  - { name: hall, department: east }"]
    site += ["  - { name: r-%d, department: east }" % i for i in range(RESIDENTS)]
    site.append("residents:")
    site += ["  - { name: R%d, place: r-%d }" % (i, i) for i in range(RESIDENTS)]
    site += ["devices:", "  - { id: nurse-call, source: native, role: call, place: hall }"]
    site += ["  - { id: '0x%08x', name: room-%d/%s, source: zigbee2mqtt, role: room, place: hall }" % (
        i, i, "motion" if i % 2 else "door") for i in range(devices)]
    write(folder, "site.yaml", "\n".join(site) + "\n")
    write(folder, "tasks.yaml", CATALOGUE)
    write(folder, "staff.yaml", STAFF)
    write(folder, "nattvakt.yaml", GATEWAY % (SITE, port))


class Daemon(Process):
    """nattvaktd as it is delivered: journal on disk, a commit a turn, synchronous=FULL."""

    out = "nattvakt/%s/event/#" % SITE

    def __init__(self, build, folder, broker, devices, journal=None):
        write_house(folder, broker.port, devices)
        self.broker = broker
        self.journal = journal or os.path.join(folder, "journal.sqlite")
        heard = broker.count("bench-nattvaktd 1 nattvakt/%s/canary" % SITE)
        self.began_wall_us = time.time_ns() // 1000
        self.began = time.monotonic()
        super().__init__([os.path.join(build, "nattvaktd"), "--config", folder,
                          "--journal", self.journal], os.path.join(folder, "nattvaktd"))
        wait_until(lambda: broker.count("nattvakt/%s/canary" % SITE) > heard or
                   not self.is_alive(), "nattvaktd on the broker")
        self.started_s = time.monotonic() - self.began
        self.must_live()

    def stop(self, number=signal.SIGTERM):
        super().stop(number)
        if self.broker.usage is None:
            self.broker.forget("bench-nattvaktd")

    def events(self):
        """How many of the sensors' events it has written since it was started."""
        db = sqlite3.connect("file:%s?mode=ro" % self.journal, uri=True)
        try:
            return db.execute("SELECT count(*) FROM event WHERE received_us >= ? AND adapter = "
                              "'zigbee2mqtt'", (self.began_wall_us,)).fetchone()[0]
        finally:
            db.close()


def publish(build, broker, **options):
    """Runs the publisher to its end; what it found out."""
    command = [os.path.join(build, "tests/bench/bench_publish"), "--port", str(broker.port)]
    for name, value in options.items():
        command += ["--" + name, str(value)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        raise Unmeasured("bench_publish: " + done.stderr.strip())
    return json.loads(done.stdout)
