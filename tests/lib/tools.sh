# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154,SC2034
# The tools that tests/run calls, one function each. steps.sh and the caller's root, work, logs and
# results are there.

# build_in FOLDER CMAKE-OPTIONS...
build_in() {
        folder=$1
        shift
        cmake -S "$root" -B "$folder" -G Ninja "$@" && cmake --build "$folder"
}

# build_and_test COMPILER CTEST-OPTIONS...: into $work/COMPILER, with ASan and UBSan.
build_and_test() {
        compiler=$1
        shift
        step "build-$compiler" build_in "$work/$compiler" \
                -DCMAKE_C_COMPILER="$compiler" -DSANITIZE=address,undefined || return 0
        step_ctest "ctest-$compiler" "$work/$compiler" \
                ctest --test-dir "$work/$compiler" --no-tests=error -j "$(nproc)" "$@" || true
}

c_files() {
        find src include tests -name '*.[ch]' | sort
}

# The committed .clang-format is version 14's, Debian 12's: others lay some lines out otherwise.
format_is_ours() {
        program=$(command -v clang-format-14 || command -v clang-format)
        if ! "$program" --version | grep -q ' version 14\.'; then
                echo "clang-format 14 is not here: $("$program" --version)"
                return 77
        fi
        c_files | xargs "$program" --dry-run -Werror --style=file
}

# Headers are seen through the files that include them. run-clang-tidy colours and counts whatever
# it is told; only the findings are kept.
tidy() {
        found=0
        run-clang-tidy -quiet -j "$(nproc)" -p "$work/clang" "$root/(src|tests)/.*\.c\$" \
                >"$work/clang-tidy.raw" 2>&1 || found=$?
        sed 's/\x1b\[[0-9;]*m//g' "$work/clang-tidy.raw" |
                grep -avE '^clang-tidy[-0-9]* |warnings? (and .*)?generated|^$' >"$work/clang-tidy.said" || true
        cat "$work/clang-tidy.said"
        echo "in short:"
        grep -a ' error: ' "$work/clang-tidy.said" | sort -u || true
        return "$found"
}

# Every program of ours that is a shell script; what they source is read with them.
check_shell() {
        git ls-files -co --exclude-standard | while read -r file; do
                [ -x "$file" ] && head -n 1 "$file" | grep -q '^#!.*sh$' && echo "$file"
        done | xargs shellcheck -x --exclude=SC2317
}

check_cpp() {
        set --
        for folder in include src/*; do
                set -- "$@" -I "$folder"
        done
        cppcheck --quiet -j "$(nproc)" --std=c11 --language=c --library=posix --library=sqlite3 \
                --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
                --suppressions-list=tests/check/cppcheck.suppressions \
                -DNATTVAKT_VERSION='"0"' -DNATTVAKT_LOCALE_DIR='"/"' "$@" src
}

# Ten seconds of each target, beginning from its corpus; what is found lies in the build folder.
# libFuzzer ends with 77 when it found something, which would be a skip here.
fuzz_one() {
        name=$(basename "$1")
        mkdir -p "$work/fuzz/found/$name"
        corpus=$2
        [ -d "$corpus" ] || corpus=
        "$1" -max_total_time="${FUZZ_SECONDS-10}" -timeout=5 -rss_limit_mb=1024 -error_exitcode=1 \
                -print_final_stats=1 -artifact_prefix="$work/fuzz/found/" "$work/fuzz/found/$name" ${corpus:+"$corpus"}
}

fuzz_all() {
        ls tests/fuzz/fuzz_*.c >/dev/null 2>&1 || return 0
        step build-fuzz build_in "$work/fuzz" -DCMAKE_C_COMPILER=clang -DFUZZ=ON || return 0
        while read -r target corpus; do
                [ -n "$target" ] || continue
                step "$(basename "$target")-10s" fuzz_one "$target" "$corpus" || true
        done <"$work/fuzz/fuzz-targets"
}

# await NAME PID: what was begun in the background and writes its step's log itself; its seconds are
# those waited for. Never skipped in CI. Returns whether it passed.
await() {
        step=$1 status=0
        started=$(date +%s)
        wait "$2" || status=$?
        seconds=$(($(date +%s) - started))
        if [ "$status" = 77 ] && [ -n "${CI-}" ]; then
                echo "in CI this may not be skipped" >>"$logs/$step.log"
                status=1
        fi
        report_step
        [ "$status" = 0 ]
}

# run_trixie PID: waits until the root is made, then builds and tests in it.
run_trixie() {
        trixie_is_built=
        await debian-13-root "$1" || return 0
        step debian-13-build "$lib/trixie" build || return 0
        trixie_is_built=1
        step_ctest debian-13-ctest "$("$lib/trixie" folder)" "$lib/trixie" test || true
}

# run_vm PID: waits until the virtual machine's kernel is made, then runs in it what was built here, with
# the sanitizers, and what was built in the Debian 13 root: one libgpiod each; and the installed service.
run_vm() {
        await vm-prepare "$1" || return 0
        step_many vm tests/vm/run "$work/gcc/tests"
        if [ -n "$trixie_is_built" ]; then
                step_many vm-debian-13 tests/vm/run -r "$(dirname "$("$lib/trixie" folder)")" /build/tests
        else
                note "skipped vm-debian-13: there is no build in a Debian 13 root"
        fi
        step_many vm-systemd tests/vm/run-in -S -t 600 tests/vm/unit "$work/release/destination"
}

# Its output folder lies in ours; tests/page/run looks at what it leaves.
run_demo() {
        rm -rf "$work/demo"
        board/demo --out "$work/demo"
}

# finish BEGAN: the skipped with their reasons, the failed, the last line, the exit status.
finish() {
        failed=$(grep -c '^failed ' "$results") || true
        skipped=$(grep -c '^skipped ' "$results") || true
        passed=$(grep -c '^passed ' "$results") || true
        echo
        sed -n 's/^skipped /skipped: /p' "$results"
        sed -n 's/^failed /failed: /p' "$results"
        echo "$(($(date +%s) - $1)) s in all"
        echo "$passed passed, $failed failed, $skipped skipped"
        [ "$failed" = 0 ] && [ "$passed" != 0 ]
}
