#!/bin/sh
# Makes .venv what a lock says: sh deploy/prepare.sh runtime | check. Where it is so already, that takes no time.
# Exit codes: 0 done, 2 used wrongly, 3 the machine lacks something (the message says what).
set -eu
cd "$(dirname "$0")/.."
root=$(pwd -P)
set_name=${1:-}
lock=deploy/requirements/$set_name.txt

say() { printf 'schakel: %s\n' "$*" >&2; }

fail() {
    say "$*"
    exit 3
}

# --- Python

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' >/dev/null 2>&1; }

# The system's own first: it gets the distribution's security updates, and was built with profile-guided optimisation,
# which a version manager leaves out (measured: the same work costs it a fifth less). PYTHON=... chooses another.
candidates() {
    for name in ${PYTHON:-} /usr/bin/python3 python3 python3.13 python3.12 python3.11 python3.14 python; do
        if command -v "$name" >/dev/null 2>&1 && fits "$name"; then
            printf '%s\n' "$name"
        fi
    done
}

makes_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

find_python() {
    found=$(candidates)
    for name in $found; do
        if makes_venv "$name" || [ "$name" = "${PYTHON:-}" ]; then
            printf '%s\n' "$name"
            return
        fi
    done
    [ -n "$found" ] || fail "Python 3.11, 3.12, 3.13 or 3.14 is needed and none was found. On Debian or Ubuntu: apt-get install python3"
    printf '%s\n' "$found" | head -n 1
}

# Debian keeps the venv module in a package of its own.
need_venv_module() {
    makes_venv "$1" && return
    package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    say "$1 cannot make a virtual environment yet; it needs the package $package"
    sh deploy/debian.sh "$package" || fail "install $package, then try again"
    makes_venv "$1" || fail "$1 still has no module venv"
}

# Also false when the interpreter below it went away or became another version.
venv_works() { [ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' >/dev/null 2>&1 && fits .venv/bin/python; }

make_venv() {
    python=$(find_python) || exit 3
    need_venv_module "$python"
    say "making .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv || fail "could not make .venv"
}

# --- the locked packages

# What was installed last is kept beside it, whole: equal means nothing to do.
is_installed() { cmp -s "$lock" ".venv/lock-$set_name"; }

install() {
    say "installing the locked packages ($set_name); this takes a minute"
    rm -f .venv/lock-*
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes --only-binary=:all: -r "$lock" || fail "the packages could not be installed"
    if [ "$set_name" = check ]; then
        cp deploy/requirements/runtime.txt .venv/lock-runtime # the check set holds it
    fi
    cp "$lock" ".venv/lock-$set_name"
}

# A checkout is the installation: the code is found from any folder, and `schakel` is on the path of the venv.
write_when_other() {
    printf '%s\n' "$2" | cmp -s - "$1" && return
    printf '%s\n' "$2" >"$1.$$"
    chmod 755 "$1.$$"
    mv -f "$1.$$" "$1"
}

connect() {
    for site in .venv/lib/python3.*/site-packages; do
        write_when_other "$site/schakel.pth" "$root"
    done
    write_when_other .venv/bin/schakel "#!/bin/sh
exec '$root/.venv/bin/python' -P -m adapters \"\$@\""
}

# --- one at a time

release() { rm -rf .venv.lock; }

holder_lives() { kill -0 "$(cat .venv.lock/pid 2>/dev/null || echo $$)" 2>/dev/null; }

hold() {
    waited=0
    until mkdir .venv.lock 2>/dev/null; do
        [ "$waited" -eq 0 ] && say "another start is preparing .venv; waiting for it"
        sleep 1
        waited=$((waited + 1))
        holder_lives || release
        [ "$waited" -lt 600 ] || fail "waited ten minutes; remove .venv.lock when nothing is preparing .venv"
    done
    trap release EXIT
    trap 'exit 130' INT TERM HUP
    printf '%s\n' "$$" >.venv.lock/pid
}

prepare() {
    hold
    venv_works || make_venv
    is_installed || install
}

if [ ! -f "$lock" ]; then
    say "use: sh deploy/prepare.sh runtime | check"
    exit 2
fi
if ! venv_works || ! is_installed; then
    prepare
fi
connect
