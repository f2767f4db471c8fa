#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The limit that the journal's writing is held against: the schema one writes first.

    plain_journal.py FILE SIZE COUNT ROWS

Rows with a rowid and a text key of their own, an index on the time, the outbox's message in its row and
deleted when it is delivered, the device's state in a third table; WAL, synchronous=FULL, pages of 4 KiB,
and SQLite's own checkpoints. There are ROWS events already; a turn is SIZE more; there are COUNT turns. The
parent reads what this process wrote when it has ended.
"""

import hashlib
import json
import sqlite3
import sys

SCHEMA = """
PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
CREATE TABLE event (id TEXT PRIMARY KEY, received_us INTEGER, occurred_us INTEGER, quality TEXT, kind TEXT,
  phase TEXT, adapter TEXT, device TEXT, department TEXT, place TEXT, resident TEXT, severity INTEGER,
  replay INTEGER, test INTEGER, baseline INTEGER, value REAL, unit TEXT, detail TEXT);
CREATE INDEX event_received ON event (received_us);
CREATE TABLE device_state (device TEXT, measure TEXT, active INTEGER, value REAL, since_us INTEGER,
  heard_us INTEGER, PRIMARY KEY (device, measure));
CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT, qos INTEGER, retained INTEGER,
  content_type TEXT, payload TEXT);
"""
DEVICES, BEGAN_US = 200, 1795118400000000


def message(identity, device, at_us):
    """As long as the event that nattvaktd publishes."""
    return json.dumps({
        "specversion": "1.0", "id": identity, "source": "/nattvakt/bench", "type": "no.nattvakt.event",
        "subject": device, "time": "2026-11-21T20:46:56.580Z", "datacontenttype": "application/json",
        "data": {"kind": "room.activity", "phase": "start", "place": "hall", "department": "east",
                 "adapter": "zigbee2mqtt", "device": device, "time_quality": "gateway", "severity": 0,
                 "received_at": at_us}}, separators=(",", ":"))


def add_event(db, number):
    device = "0x%08x" % (number % DEVICES)
    at_us = BEGAN_US + number * 250000
    identity = hashlib.sha256(("%s %d" % (device, at_us)).encode()).hexdigest()[:32]
    db.execute("INSERT INTO event VALUES (?,?,?,'gateway','room.activity','start','zigbee2mqtt',?,"
               "'east','hall','',0,0,0,0,NULL,'','')", (identity, at_us, at_us, device))
    db.execute("INSERT OR REPLACE INTO device_state VALUES (?,'occupancy',?,0,?,?)",
               (device, number // DEVICES % 2, at_us, at_us))
    return identity, device, at_us


def turn(db, first, size, delivered):
    """One transaction: events, their devices' states, their messages, and what left since the last."""
    db.execute("BEGIN")
    db.executemany("DELETE FROM outbox WHERE id = ?", delivered)
    sent = []
    for i in range(first, first + size):
        row = db.execute("INSERT INTO outbox (topic, qos, retained, content_type, payload) VALUES "
                         "('nattvakt/bench/event/room.activity',1,0,'application/cloudevents+json',?)",
                         (message(*add_event(db, i)),))
        sent.append((row.lastrowid,))
    db.execute("COMMIT")
    return sent


def main():
    path, size, count, rows = sys.argv[1], *(int(word) for word in sys.argv[2:])
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript(SCHEMA)
    db.execute("BEGIN")
    for number in range(rows):
        add_event(db, number)
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    delivered = []
    for number in range(count):
        delivered = turn(db, rows + number * size, size, delivered)
    db.close()


if __name__ == "__main__":
    main()
