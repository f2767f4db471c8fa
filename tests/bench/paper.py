# SPDX-License-Identifier: Apache-2.0
"""The findings set as a Markdown table, and as an SVG of the ratios beside their targets."""

import html
import math

SIGNS = {"<=": "≤", ">=": "≥"}


def number(value):
    if value is None:
        return ""
    if value == 0:
        return "0"
    digits = max(0, 2 - int(math.floor(math.log10(abs(value)))))
    text = "{:,.{}f}".format(value, min(digits, 4))
    return text.rstrip("0").rstrip(".") if "." in text else text


def cells(found):
    if "missing" in found:
        return [found["what"], "not measured: " + found["missing"].replace("|", "/"),
                found.get("beside", ""), "", "", "", ""]
    unit = found["unit"]
    target = "%s %s" % (SIGNS[found["sense"]], number(found["target"])) if "target" in found else ""
    holds = {True: "holds", False: "does not hold"}[found["holds"]] if "holds" in found else ""
    theirs = number(found["theirs"]) if "theirs" in found else ""
    return [found["what"], "%s %s" % (number(found["ours"]), unit), found.get("beside", ""), theirs,
            number(found.get("ratio")), found.get("target_text", target), holds]


HEAD = ["what", "nattvakt", "beside", "its figure", "ratio", "target", ""]
RIGHT = {1, 3, 4, 5}


def table(findings):
    rows = [HEAD] + [cells(found) for found in findings]
    widths = [max(3, *(len(row[i]) for row in rows)) for i in range(len(HEAD))]
    lines = []
    for at, row in enumerate(rows):
        lines.append("| %s |" % " | ".join(
            cell.rjust(width) if i in RIGHT and at else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths))))
        if at == 0:
            lines.append("|%s|" % "|".join(
                "-" * (width + 1) + (":" if i in RIGHT else "-") for i, width in enumerate(widths)))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def short(findings):
    """What a reader in a hurry wants: what has a target, and what the peer with the same rule does."""
    return [found for found in findings if "target" in found or (
        "Node-RED" in found.get("beside", "") and not found["what"].startswith("PSS"))]


def between(text, mark, inside):
    """The text with what stands between <!-- mark --> and <!-- /mark --> exchanged."""
    head, begins, rest = text.partition("<!-- %s -->\n" % mark)
    _, ends, tail = rest.partition("<!-- /%s -->\n" % mark)
    if not begins or not ends:
        raise ValueError("there is no <!-- %s --> to write between" % mark)
    return head + begins + inside + ends + tail


# ---- the plot: one bar per ratio that has a target, as a part of that target

WIDTH, LABEL, BAR, STEP, TOP = 880, 380, 400, 42, 62
STYLE = """text{font:13px sans-serif;fill:#1b1b1b}.n{text-anchor:end}.s{font-size:11px}
.bar{stroke:#1b1b1b}.ok{fill:#9cc5e8}.no{fill:url(#hatch)}.t{stroke:#1b1b1b;stroke-width:2;stroke-dasharray:5 3}
.ground{fill:#fff}"""
LIMITS = {"<=": "at most", ">=": "at least"}


def plotted(findings):
    return [f for f in findings if "target" in f and "missing" not in f]


def verdict(found):
    value, unit = found.get("ratio", found["ours"]), "" if "ratio" in found else " " + found["unit"]
    return "%s%s, %s %s: %s" % (number(value), unit, LIMITS[found["sense"]], number(found["target"]),
                                "holds" if found["holds"] else "does not hold")


def bar(found, y):
    """How far the value is from its target on a scale of 0 to 2 targets; what is longer ends in an arrow."""
    part = found.get("ratio", found["ours"]) / found["target"]
    length = max(1.0, min(part, 2.0) / 2 * BAR)
    texts = [("n", LABEL - 10, y + 12, found["what"]),
             ("n s", LABEL - 10, y + 26, "beside " + found["beside"] if found.get("beside") else ""),
             ("s", LABEL + 4, y + 31, verdict(found)),
             ("s", LABEL + BAR + 4, y + 14, "→" if part > 2 else "")]
    return '<g><rect class="bar %s" x="%d" y="%d" width="%.1f" height="18"/>%s</g>' % (
        "ok" if found["holds"] else "no", LABEL, y, length, "".join(
            '<text class="%s" x="%d" y="%d">%s</text>' % (kind, x, at, html.escape(text))
            for kind, x, at, text in texts if text))


def plot(findings, facts):
    shown = plotted(findings)
    height = TOP + len(shown) * STEP + 30
    line = LABEL + BAR / 2
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" '
             'aria-labelledby="title about">' % (WIDTH, height),
             '<title id="title">nattvakt: measured, as a part of each target</title>',
             '<desc id="about">%s</desc>' % html.escape("; ".join(
                 "%s: %s" % (f["what"], verdict(f)) for f in shown)),
             "<style>%s</style>" % STYLE,
             '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
             'patternTransform="rotate(45)"><rect width="6" height="6" fill="#f6d9c9"/>'
             '<line x1="0" y1="0" x2="0" y2="6" stroke="#8a2c00" stroke-width="2"/></pattern></defs>',
             '<rect class="ground" width="%d" height="%d"/>' % (WIDTH, height),
             '<text x="12" y="20">nattvakt, each value (or ratio to what stands beside it) as a part of its '
             "target. Plain: the target holds; hatched: it does not.</text>",
             '<text class="s" x="12" y="38">%s</text>' % html.escape(facts),
             '<text class="s" x="%d" y="%d" text-anchor="middle">target</text>' % (line, TOP - 6)]
    for i, found in enumerate(shown):
        parts.append(bar(found, TOP + i * STEP))
    parts.append('<line class="t" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>' % (
        line, TOP - 2, line, height - 24))
    parts.append("</svg>\n")
    return "\n".join(parts)
