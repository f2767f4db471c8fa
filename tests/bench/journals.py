# SPDX-License-Identifier: Apache-2.0
"""Journals of many rows and of any page size, made of a real one's: the daemon opens them as its own."""

import os
import sqlite3
import time

YEAR_US, YEAR_ROWS = 365 * 24 * 3600 * 1000000, 5000000


def fill(path, rows):
    """Copies of a real event's row over the time until now, as many a year as a busy house has. The ids are
    spread evenly over all that there are, so that a new one falls anywhere among them."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        names = [row[1] for row in db.execute("PRAGMA table_info(event)")]
        last_us, step = time.time_ns() // 1000 - 3600 * 1000000, YEAR_US // YEAR_ROWS
        at = "%d - (%d - i) * %d" % (last_us, rows, step)
        fresh = {"id": "printf('%%016x%%016x', i * (9223372036854775807 / %d) * 2, i)" % (rows + 1),
                 "received_us": at, "occurred_us": at, "number": at}  # number: µs of arrival
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -262144")
        db.execute("BEGIN")
        db.execute(
            "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < %d), "
            "one AS MATERIALIZED (SELECT * FROM event WHERE adapter = 'zigbee2mqtt' LIMIT 1) "
            "INSERT INTO event (%s) SELECT %s FROM n, one" % (
                rows, ", ".join(names), ", ".join(fresh.get(name, name) for name in names)))
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        db.close()


def template(bench, broker, devices):
    """A journal with a few real events, as the daemon makes it today; every device is at rest."""
    path = os.path.join(bench.work, "template-%d.sqlite" % bench.next())
    daemon = bench.daemon(broker, devices, journal=path)
    bench.at_rest(daemon, broker, devices)
    bench.publish(broker, devices=devices, count=1000, listen=daemon.out)
    bench.at_rest(daemon, broker, devices)
    bench.rest(daemon)
    bench.stop(daemon)
    return path


def copy(bench, path, rows, page=None):
    """The template once more, with so many event rows, and pages of that size if one is named.
    VACUUM INTO takes the page size that is set (https://www.sqlite.org/lang_vacuum.html)."""
    made = os.path.join(bench.work, "journal-%d-%d.sqlite" % (rows, bench.next()))
    db = sqlite3.connect(path)
    try:
        if page:
            db.execute("PRAGMA page_size = %d" % page)
        db.execute("VACUUM INTO ?", (made,))
    finally:
        db.close()
    fill(made, rows)
    return made


def page_size(path):
    db = sqlite3.connect(path)
    try:
        return db.execute("PRAGMA page_size").fetchone()[0]
    finally:
        db.close()
