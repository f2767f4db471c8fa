# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154
# Steps of tests/run: each runs one command, keeps its output in $logs, is printed with its seconds,
# and leaves one line per test in $results: "passed NAME", "failed NAME" or "skipped NAME: reason".
# The caller sets logs and results.

if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then
        red=$(printf '\033[31m') green=$(printf '\033[32m') yellow=$(printf '\033[33m')
        plain=$(printf '\033[0m')
else
        red='' green='' yellow='' plain=''
fi

note() {
        echo "$*" >>"$results"
}

# outcome COLOUR WORD NAME SECONDS [MORE]
outcome() {
        printf '%s%-7s%s %-34s %5s s  %s\n' "$1" "$2" "$plain" "$3" "$4" "${5-}"
}

# What a failed step said: from the first broken compilation where there is one, else the end of it.
show() {
        echo "---- $1"
        if grep -aq '^FAILED: ' "$1"; then
                sed -n '/^FAILED: /,$p' "$1" | grep -av '^/usr/bin/.*-o ' | head -n "${2:-60}"
        else
                tail -n "${2:-60}" "$1"
        fi
        echo "----"
}

# begin NAME COMMAND...: runs it and keeps output, seconds and exit status; says nothing.
begin() {
        step=$1
        shift
        started=$(date +%s)
        status=0
        "$@" >"$logs/$step.log" 2>&1 </dev/null || status=$?
        seconds=$(($(date +%s) - started))
}

# report_step: one step that is one test. 77 is a skip; its last line says why.
report_step() {
        if [ "$status" = 0 ]; then
                outcome "$green" passed "$step" "$seconds" "$(grep -a '^figures: ' "$logs/$step.log" | tail -n 1)"
                note "passed $step"
        elif [ "$status" = 77 ]; then
                outcome "$yellow" skipped "$step" "$seconds"
                note "skipped $step: $(tail -n 1 "$logs/$step.log")"
        else
                outcome "$red" failed "$step" "$seconds"
                show "$logs/$step.log"
                note "failed $step"
        fi
        return 0
}

# step NAME COMMAND...: the usual case. Returns whether it passed.
step() {
        begin "$@"
        report_step
        [ "$status" = 0 ]
}

# step_many NAME COMMAND...: a command that writes "ok NAME", "not ok NAME" or "skip NAME: reason",
# one line per test.
step_many() {
        begin "$@"
        count=$(grep -acE '^(ok|not ok|skip) ' "$logs/$step.log") || true
        if [ "$count" = 0 ]; then
                report_step
                return
        fi
        sed -n -e "s|^ok |passed $step: |p" -e "s|^not ok |failed $step: |p" \
                -e "s|^skip |skipped $step: |p" "$logs/$step.log" >>"$results"
        if grep -aq '^not ok ' "$logs/$step.log"; then
                outcome "$red" failed "$step" "$seconds" "$count tests"
                show "$logs/$step.log"
        elif [ "$status" != 0 ]; then
                outcome "$red" failed "$step" "$seconds" "exit status $status"
                show "$logs/$step.log"
                note "failed $step"
        else
                outcome "$green" passed "$step" "$seconds" "$count tests"
        fi
        grep -a '^figures: ' "$logs/$step.log" || true
}

# step_ctest NAME BUILD COMMAND...: a command that runs ctest in BUILD; every test counts.
step_ctest() {
        build=$2
        last=$build/Testing/Temporary/LastTest.log
        rm -f "$last"
        name=$1
        shift 2
        begin "$name" "$@"
        before=$(wc -l <"$results")
        if [ -f "$last" ]; then
                awk -v step="$step" -f "$lib/ctest.awk" "$logs/$step.log" "$last" >>"$results"
        fi
        count=$(($(wc -l <"$results") - before))
        failed=$(tail -n "+$((before + 1))" "$results" | grep -c '^failed ') || true
        if [ "$status" != 0 ] || [ "$count" = 0 ]; then
                outcome "$red" failed "$step" "$seconds" "$failed of $count tests"
                show "$logs/$step.log" 200
                [ "$failed" != 0 ] || note "failed $step"
                return 1
        fi
        outcome "$green" passed "$step" "$seconds" "$count tests"
        sed -n "s|^figures: |figures: $step: |p" "$last"
}
