# SPDX-License-Identifier: Apache-2.0
"""The rows of the bench, by name. Each yields findings: dicts that paper.py sets in a table."""

from disks import disk_row
from loads import load_row, memory_row
from replays import replay_row
from sizes import devices_row, journal_row
from waits import wait_row

ROWS = {
    "load": load_row,
    "memory": memory_row,
    "latency": wait_row,
    "devices": devices_row,
    "journal": journal_row,
    "replay": replay_row,
    "disk": disk_row,
}
