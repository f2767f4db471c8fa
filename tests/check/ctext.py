# SPDX-License-Identifier: Apache-2.0
"""C text as the rules see it: the same lines, but comments and literals are blanked, so that a word
in a comment is no finding. No parser: what these rules ask can be told from braces and semicolons,
because clang-format has already decided how everything is laid out."""

import re


class Line:
    """One line: raw as written, code without comments and literals, strings: the literals alone."""

    def __init__(self, number, raw, code, strings):
        self.number, self.raw, self.code, self.strings = number, raw, code, strings


TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)|(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')""", re.S)


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


def lines_of(text):
    """The lines of a C file. An #include's file name is kept: it is no literal to us."""

    def only_code(match):
        if match.group("comment"):
            return _blank(match.group(0))
        before = text[text.rfind("\n", 0, match.start()) + 1:match.start()]
        if re.match(r"\s*#\s*include\s*$", before):
            return match.group(0)
        return match.group(0)[0] + _blank(match.group(0)[1:-1]) + match.group(0)[0]

    strings = [""] * (text.count("\n") + 2)
    for match in TOKEN.finditer(text):
        if match.group("text"):
            strings[text.count("\n", 0, match.start())] += match.group("text")
    code = TOKEN.sub(only_code, text).split("\n")
    raw = text.split("\n")
    if raw and raw[-1] == "":
        raw.pop()
    return [Line(i + 1, r, code[i], strings[i]) for i, r in enumerate(raw)]


def _without_preprocessor(lines):
    """Code lines with directives (and what they continue on) blanked: a macro's braces may not match."""
    out, continued = [], False
    for line in lines:
        directive = continued or line.code.lstrip().startswith("#")
        continued = directive and line.raw.rstrip().endswith("\\")
        out.append("" if directive else line.code)
    return out


class Statement:
    """What stands between two semicolons or braces: first and last line, the text, and how it ended.
    depth is the number of braces around it; a function's body has end '{' and closes at `closes`."""

    def __init__(self, first, depth):
        self.first, self.depth, self.text, self.end, self.closes = first, depth, "", "", first

    def is_function(self):
        head = self.text.strip()
        return self.depth == 0 and self.end == "{" and head.endswith(")") and "=" not in head


def statements_of(lines):
    """All statements of a file in order. An initialiser or struct body in braces ends a statement
    with '{'; what follows its closing brace is a statement of its own."""
    found, open_blocks, now = [], [], None
    for number, code in enumerate(_without_preprocessor(lines), 1):
        for char in code:
            if now is None and char.isspace():
                continue
            if now is None:
                now = Statement(number, len(open_blocks))
            if char in ";{":
                now.end = char
                found.append(now)
                if char == "{":
                    open_blocks.append(now)
                now = None
            elif char == "}":
                if open_blocks:
                    open_blocks.pop().closes = number
                now = None
            else:
                now.text += char
        if now is not None:
            now.text += " "
    return found
