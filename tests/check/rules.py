# SPDX-License-Identifier: Apache-2.0
"""The rules that a compiler cannot see, one function each. A rule is given one file and yields
(line number, what is wrong). Its entry in RULES says why, and what to do instead."""

import functools
import glob
import os
import re

from ctext import lines_of, statements_of

FILE_LINES, FUNCTION_LINES, FLOW_LINES = 400, 60, 200
LAYERS = ("base model config source sense task share ledger report outlet journal link app").split()
# base knows no domain word, so its headers are listed; every other header of include/ is model's.
BASE_HEADERS = "cleanup.h alloc.h text.h json.h times.h hash.h words.h".split()
# header (as a pattern) -> the folders or files that may include it
THIRD_PARTY = (
    (r"sqlite3(ext)?\.h", ("src/journal/",)),
    (r"mosquitto.*\.h|mqtt_protocol\.h", ("src/link/",)),
    (r"gpiod\.h|microhttpd\.h", ("src/link/",)),
    (r"poll\.h|sys/(socket|epoll|timex|timerfd)\.h|netinet/.*|linux/.*", ("src/link/",)),
    (r"yaml\.h|libical/.*", ("src/config/",)),
    (r"json-c/.*|json\.h", ("src/base/", "include/nattvakt/json.h")),
    (r"openssl/.*", ("src/base/",)),
    (r"systemd/.*", ("src/link/", "src/app/")),
    (r"pthread\.h|threads\.h", ()),
)
CLOCK = "src/link/clock.c"


class File:
    """One file of the tree; C files also have lines and statements."""

    def __init__(self, root, path):
        self.path = path
        with open(os.path.join(root, path), encoding="utf-8", errors="replace") as stream:
            self.text = stream.read()
        self.root = root
        self.is_c = path.endswith((".c", ".h"))
        self.is_ours = self.is_c and path.startswith(("src/", "include/"))
        self.lines = lines_of(self.text) if self.is_c else []
        self.statements = statements_of(self.lines) if self.is_c else []

    def layer(self):
        parts = self.path.split("/")
        if parts[0] == "src" and len(parts) > 2:
            return parts[1]
        if parts[0] == "include":
            return "base" if parts[-1] in BASE_HEADERS else "model"
        return None

    def includes(self):
        """Yields (line number, the opening < or ", the name)."""
        for line in self.lines:
            match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line.code)
            if match:
                yield line.number, match.group(1), match.group(2)


def words(file, pattern):
    for line in file.lines:
        for match in re.finditer(pattern, line.code):
            yield line.number, "`%s`" % match.group(0).strip().rstrip("(").strip()


def file_size(file):
    limit = FLOW_LINES if file.path == "src/app/flow.c" else FILE_LINES
    if file.is_c and len(file.lines) > limit:
        yield limit + 1, "the file has %d lines, %d is the limit" % (len(file.lines), limit)


def function_size(file):
    for s in file.statements:
        size = s.closes - s.first + 1
        if s.is_function() and size > FUNCTION_LINES:
            name = re.search(r"(\w+)\s*\(", s.text)
            yield s.first, "`%s` has %d lines, %d is the limit" % (
                name.group(1) if name else "?", size, FUNCTION_LINES)


def parent_include(file):
    for number, _, name in file.includes():
        if ".." in name.split("/"):
            yield number, '"%s" climbs out of its folder' % name


def layer_include(file):
    if not file.is_ours or file.layer() == "app":
        return
    for number, mark, name in file.includes():
        if mark == "<" and not name.startswith("nattvakt/"):
            if name.split("/")[0] not in LAYERS:
                continue
        elif name.startswith("nattvakt/"):
            continue
        elif "/" not in name:
            beside = os.path.join(file.root, os.path.dirname(file.path), name)
            if os.path.exists(beside):
                continue
        yield number, '"%s" is neither nattvakt/… nor in %s/' % (name, os.path.dirname(file.path))


def base_include(file):
    if not file.is_ours or file.layer() != "base":
        return
    for number, _, name in file.includes():
        if name.startswith("nattvakt/") and name.split("/")[-1] not in BASE_HEADERS:
            yield number, '"%s" is model\'s, and this is base' % name


def third_party(file):
    if not file.is_ours:
        return
    for number, mark, name in file.includes():
        for pattern, folders in THIRD_PARTY:
            if mark == "<" and re.fullmatch(pattern, name) and not file.path.startswith(folders):
                where = " and ".join(folders) or "no folder"
                yield number, "<%s> belongs to %s" % (name, where)


def switch_default(file):
    if not file.is_ours:
        return
    for line in file.lines:
        if re.search(r"\bdefault\s*:", line.code) and not re.search(
                r"/\* not our enum: \S.*\*/", line.raw):
            yield line.number, "`default:` in a switch"


def reads_clock(file):
    if not file.is_c or file.path == CLOCK or file.path.startswith("tests/system/"):
        return
    yield from words(
        file, r"(?<![\w.>])(clock_gettime|gettimeofday|timespec_get|adjtimex|ntp_adjtime|"
        r"clock_adjtime|sd_event_now|icaltime_today|icaltime_current_time_with_zone|"
        r"time|times|clock|ftime|now)\s*\(")
    for line in file.lines:
        match = file.is_ours and re.search(
            r"CURRENT_(TIMESTAMP|TIME|DATE)\b|'now'|\bunixepoch\(\)", line.strings)
        if match:
            yield line.number, "SQL `%s` asks SQLite for the time" % match.group(0)


def local_time(file):
    yield from words(file, r"\b(localtime(_r)?|mktime|timelocal|tzset|ctime(_r)?)\s*\(")


def uses_goto(file):
    yield from words(file, r"\bgoto\b")


def sleeps(file):
    yield from words(file, r"\b(sleep|usleep|nanosleep|clock_nanosleep|thrd_sleep)\s*\(")


def threads(file):
    if file.is_ours:
        yield from words(file, r"\b(pthread_create|thrd_create|mosquitto_loop_start)\s*\(")


def is_constant(head):
    """Is a declaration's head (up to = [ { or ;) that of a constant? For a pointer the const that
    counts stands after the last star."""
    return bool(re.search(r"\bconst\b", head.rsplit("*", 1)[-1]))


def mutable_static(file):
    if not file.is_ours:
        return
    for s in file.statements:
        head = re.split(r"[=\[]", s.text)[0].strip()
        is_static = re.match(r"(static|_Thread_local)\b", head)
        if s.end == "{" and "=" not in s.text and not is_static:
            continue  # a function, struct, enum or block
        if not is_static and (s.depth > 0 or s.end == "{" and "=" not in s.text):
            continue
        if re.match(r"(typedef|extern|static_assert|_Static_assert|return)\b", head):
            continue
        if "(" in head or re.fullmatch(r"((struct|enum|union)\s+\w+)?", head):
            continue
        if not is_static and not re.search(r"\w[\s*]+\w", head):
            continue  # a closing brace's leftovers: a name after a struct body
        if not is_constant(head):
            yield s.first, "`%s` can be changed while the program runs" % head


def typedefs(file):
    if not file.is_ours:
        return
    for s in file.statements:
        if s.text.startswith("typedef") and not re.search(r"_fn\s*\)?\s*\(", s.text):
            yield s.first, "a typedef that is no callback"


@functools.lru_cache
def met_in_app(root):
    """The names of the headers that src/app includes: with include/ they are what is public."""
    names = set()
    for path in glob.glob(os.path.join(root, "src/app/*.[ch]")):
        with open(path, encoding="utf-8", errors="replace") as stream:
            names.update(re.findall(r'^\s*#\s*include\s*"([^"/]+)"', stream.read(), flags=re.M))
    return names


def doc_comment(file):
    """A prototype in a public header has a /** comment directly above it, or above the group of
    lines that it stands in: a pair such as new and free may share one. Destructors speak for
    themselves, and a header for one folder's own eyes is read with its .c file."""
    if not file.is_ours or not file.path.endswith(".h") or file.layer() == "app":
        return
    if file.path.startswith("src/") and os.path.basename(file.path) not in met_in_app(file.root):
        return
    for s in file.statements:
        is_prototype = s.depth == 0 and s.end == ";" and re.match(r"[a-z][\w\s*]*\(", s.text)
        if not is_prototype or re.match(r"typedef|static_assert", s.text):
            continue
        if re.search(r"_(freep?|done|closep?|unref)\s*\(", s.text):
            continue
        above = s.first - 2
        while above >= 0 and file.lines[above].code.strip():
            above -= 1
        end = above
        while above > 0 and "/*" not in file.lines[above].raw and file.lines[above].raw.strip():
            above -= 1
        if above < 0 or "*/" not in file.lines[end].raw or "/**" not in file.lines[above].raw:
            name = re.split(r"\(", s.text)[0].split()[-1].lstrip("*")
            yield s.first, "no /** comment above `%s`" % name


def spdx(file):
    name = os.path.basename(file.path)
    is_code = (file.is_c or name == "CMakeLists.txt" or
               name.endswith((".cmake", ".sh", ".py")) or file.text.startswith("#!"))
    if is_code and "SPDX-License-Identifier: Apache-2.0" not in "".join(
            file.text.split("\n", 3)[:3]):
        yield 1, "no SPDX-License-Identifier line at the head"


MACHINE = re.compile(
    r"(?<![\w.$}])/(work|root|home)/\w[^\s\"'`]*|(?<![\w.$}:-])/tmp/(?!\S*XXXXXX)\w[^\s\"'`]*")
# Where packages come from differs from machine to machine: known by what it serves.
REGISTRY = re.compile(
    r"https?://[\w.-]*(debian|raspberrypi|npm|pypi|yarn|crates|golang|docker)[\w.-]*", re.I)


def machine_path(file):
    if file.path.startswith("tests/check/"):
        return
    for number, line in enumerate(file.text.split("\n"), 1):
        for match in list(MACHINE.finditer(line)) + list(REGISTRY.finditer(line)):
            yield number, "`%s` is true on one machine only" % match.group(0)


# name: (rule, why, what to do)
RULES = {
    "file-size": (file_size, "a long file has more than one subject",
                  "split it by subject; data goes into a table of its own"),
    "function-size": (function_size, "what does not fit on a page is not read as a whole",
                      "make a table of the cases, or name a part and take it out"),
    "parent-include": (parent_include, "it walks around the layers",
                       "include \"nattvakt/…\" or a header of the same folder"),
    "layer-include": (layer_include, "layers meet in model's nouns, inside app, and nowhere else",
                      "move the shared noun to include/nattvakt, or the call to src/app"),
    "base-include": (base_include, "base has no domain word, so that anything may stand on it",
                     "move the function to model, or list a new base header in tests/check/rules.py"),
    "third-party": (third_party, "one folder knows each library, so that it can be exchanged",
                    "go through that folder's own header"),
    "switch-default": (switch_default, "a default hides the new word of an enumeration from "
                       "-Wswitch-enum", "name every case, or say `/* not our enum: … */` beside it"),
    "clock": (reads_clock, "time is an argument, or a night cannot be replayed",
              "take a struct moment; only src/link/clock.c asks the kernel"),
    "local-time": (local_time, "they read TZ, and local time is ambiguous twice a year",
                   "use the transition tables made at load"),
    "goto": (uses_goto, "owners are freed by _cleanup_", "return early"),
    "sleep": (sleeps, "it holds up the loop, and a test that sleeps is slow or wrong",
              "arm a timer; in a test wait for the condition"),
    "thread": (threads, "one process, one thread, one loop", "use a child process or the loop"),
    "mutable-static": (mutable_static, "state outside the journal does not survive a crash",
                       "make it const, or a member of what the caller owns"),
    "typedef": (typedefs, "struct and enum say what a thing is", "typedef callbacks (…_fn) only"),
    "doc-comment": (doc_comment, "a header is read without its source",
                    "one /** sentence */ directly above: units, owners, what is returned"),
    "spdx": (spdx, "a copied file must still say its licence",
             "start with the line SPDX-License-Identifier: Apache-2.0"),
    "machine-path": (machine_path, "the next machine does not have it",
                     "take it from the build folder, the environment or the machine's own settings"),
}
