# SPDX-License-Identifier: Apache-2.0
"""The faults that tests/mutants/run puts into a copy of the tree, one at a time.

An edit is a file, a pattern that must match in exactly one place of it, what stands there instead,
and what must notice it: "compiler", "check:RULE" (tests/check/run) or a regular expression over the
names of tests. An edit that fits nowhere, or does not compile where a test should have noticed it, is a
failure: then this table is behind the code.
"""

from collections import namedtuple

Edit = namedtuple("Edit", "name says file pattern replacement noticed_by")

HEAD = r"\A/\* SPDX-License-Identifier: Apache-2\.0 \*/\n"

EDITS = (
    Edit("layer-by-name", "src/task includes a header of src/journal",
         "src/task/*.c", HEAD, r'\g<0>#include "journal.h"' + "\n", "compiler"),
    Edit("layer-by-path", "src/task includes it by a path that compiles",
         "src/task/*.c", HEAD, r'\g<0>#include "../journal/journal.h"' + "\n", "check:parent-include"),
)
