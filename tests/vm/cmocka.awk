# SPDX-License-Identifier: Apache-2.0
# Reads what cmocka programs said, each followed by "ended: PROGRAM with STATUS"; hands it on, and adds
# one line for each test. A program that ended in the middle of a test failed it. cmocka names the failed
# and the skipped again at the end: only what follows a test's own RUN counts.

function told(line) {
        print line
        running = ""
        count++
}

{ print }
/^\[ RUN      \] / {
        if (running != "")
                told("not ok " running)
        running = $NF
        reason = "no reason given"
}
/skipped: / && !/^\[/ {
        reason = $0
        sub(/^.*skipped: /, "", reason)
}
/^\[       OK \] / && $NF == running { told("ok " running) }
/^\[  FAILED  \] / && $NF == running { failed = 1; told("not ok " running) }
/^\[  SKIPPED \] / && $NF == running { told("skip " running ": " reason) }
/^ended: / {
        if (running != "")
                told("not ok " running)
        if ($NF != 0 && !failed)
                told("not ok " $2 " ended with " $NF)
        if ($NF != 0)
                status = 1
        failed = 0
}

END {
        if (running != "")
                told("not ok " running)
        exit status || count == 0
}
