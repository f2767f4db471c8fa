# SPDX-License-Identifier: Apache-2.0
# Reads ctest's own output, then its LastTest.log; writes one line per test for tests/run.
# A program in which cmocka skipped a test counts as passed, and the skipped one is a line of its
# own: with the reason that the test printed ("skipped: ...") before it gave up.

function reason_of(text) {
        return text == "" ? "no reason given" : text
}

# ctest: " 3/12 Test  #3: test_task_book ....   Passed    0.01 sec"
FNR == NR && /^ *[0-9]+\/[0-9]+ Test +#[0-9]+: / {
        line = $0
        sub(/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: /, "", line)
        name = line
        sub(/ .*/, "", name)
        if (line ~ / Passed +[0-9.]+ sec/)
                print "passed " step ": " name
        else if (line ~ /\*\*\*Skipped/)
                whole[name] = 1
        else
                print "failed " step ": " name
        next
}
FNR == NR { next }

# LastTest.log: "3/12 Testing: test_task_book" opens a test's part. In it cmocka writes RUN and
# SKIPPED to stdout and a summary, which names the skipped again, to stderr: only what follows its
# own RUN counts.
/^[0-9]+\/[0-9]+ Testing: / {
        program = $3
        said = running = any = ""
}
/skipped: / && !/^\[/ {
        said = $0
        sub(/^.*skipped: /, "", said)
        any = any == "" ? said : any
        if (program in whole && !(program in why))
                why[program] = said
}
/^\[ RUN/ {
        running = $NF
        said = ""
}
/^\[  SKIPPED \] / && $NF == running && !(program in whole) {
        print "skipped " step ": " program ": " running ": " reason_of(said == "" ? any : said)
        running = ""
}

END {
        for (name in whole)
                print "skipped " step ": " name ": " reason_of(why[name])
}
