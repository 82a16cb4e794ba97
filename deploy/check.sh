#!/bin/sh
# Everything CI runs. On a laptop, what cannot be had is left out and named at the end; with CI=true nothing may be.
set -u
cd "$(dirname "$0")/.." || exit 3

# The tools that tests and checks call, by their Debian package. One line each; tests ask for them with `needs_tool`.
packages='
default-jdk-headless
git
maven
openssl
shellcheck
xmlsec1
'
left_out=$PWD/.venv/left-out # one reason a line
export SCHAKEL_LEFT_OUT="$left_out" # tests/conftest.py adds to it
# Hundreds of processes are started below: what one of them compiles is kept for the others.
unset PYTHONDONTWRITEBYTECODE
python=.venv/bin/python
summary=
passed=0
failed=0
skipped=0

step() { # NAME COMMAND...: run it, time it, remember how it ended
    name=$1
    shift
    printf '\n== %s\n' "$name"
    began=$(date +%s)
    verdict=ok
    "$@" || verdict=FAILED
    case $verdict in
        ok) passed=$((passed + 1)) ;;
        FAILED) failed=$((failed + 1)) ;;
        *) skipped=$((skipped + 1)) ;;
    esac
    summary=$summary$(printf '%-10s %-8s %4d s' "$name" "$verdict" $(($(date +%s) - began)))'
'
}

leave_out() { # REASON: allowed on a laptop only
    verdict='left out'
    printf '%s\n' "$1" >>"$left_out"
    [ "${CI:-}" != true ]
}

debian() {
    # shellcheck disable=SC2086 # a list of package names
    if ! said=$(sh deploy/debian.sh $packages 2>&1); then
        printf '%s\n' "$said"
        leave_out "$(printf '%s\n' "$said" | tail -n 1)"
    fi
}

imports() { "$python" .venv/bin/lint-imports --no-logo; }

shell() {
    if command -v shellcheck >/dev/null 2>&1; then
        shellcheck .ci/run deploy/*.sh
    else
        leave_out "deploy/*.sh: the program shellcheck is not installed"
    fi
}

# In the order of the folders: the long files of integration come early, and a short one of unit ends it for both.
tests() {
    "$python" -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m 'not alone' --ignore tests/interop
}

# One peer and one gateway for all of it. The library comes from Maven Central; a mirror that lacks it is the one reason
# to go without, also in CI: then tests/vectors/ebms_core/test_recordings.py speaks for it.
interop() {
    ended=0
    said=$("$python" -m tests.interop.java_program) || ended=$?
    case $ended in
        0) "$python" -m pytest -q tests/interop ;;
        3) leave_out "$said" ;;
        4)
            printf '%s\n' "$said" | tee -a "$left_out"
            "$python" -m pytest -q tests/interop/test_jdk_witness.py
            ;;
        *) return 1 ;;
    esac
}

# Only the files that ask for it are read: to collect all the others takes longer than most of these tests.
alone() {
    ended=0
    # shellcheck disable=SC2046 # a list of files without spaces
    "$python" -m pytest -q -m alone $(find tests -name 'test_*.py' -exec grep -l 'mark\.alone' {} +) || ended=$?
    [ "$ended" -eq 0 ] || [ "$ended" -eq 5 ] # 5: no test asks to be alone
}

step install sh deploy/prepare.sh check
[ "$failed" -eq 0 ] || exit 3
: >"$left_out"
step debian debian
step lint "$python" -m ruff check
step layout "$python" -m ruff format --check
step types "$python" -m mypy --strict gateway adapters tests
step imports imports
step shell shell
step yaml "$python" -m yamllint --strict .
step alone alone
step tests tests
step interop interop

printf '\n%s' "$summary"
if [ -s "$left_out" ]; then
    printf '\nleft out on this machine:\n'
    sort -u "$left_out" | sed 's/^/- /'
fi
printf '\nsteps: %d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
