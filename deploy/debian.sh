#!/bin/sh
# Installs the named Debian packages that are missing, where we may: sh deploy/debian.sh PACKAGE...
# Exit codes: 0 all are there, 3 some are not (the message says which command would bring them).
set -eu

missing=
for package in "$@"; do
    case $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true) in
        *' installed') ;;
        *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

refuse() {
    printf 'schakel: %s; to get what is missing, as root: apt-get install%s\n' "$1" "$missing" >&2
    exit 3
}

command -v apt-get >/dev/null 2>&1 || refuse "this machine has no apt-get"
if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root='sudo -n'
elif [ -t 0 ] && command -v sudo >/dev/null 2>&1; then
    as_root=sudo
else
    refuse "we are not root and may not become it"
fi

# Debian starts a server as soon as it is installed. Ours are started by those who need them, on ports of their own.
policy=/usr/sbin/policy-rc.d
wrote_policy=
log=$(mktemp)
leave() { # what was made for the time being goes
    rm -f "$log"
    [ -z "$wrote_policy" ] || $as_root rm -f "$policy"
}
trap leave EXIT
trap 'exit 130' INT TERM HUP
if [ ! -e "$policy" ]; then
    wrote_policy=yes
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
    $as_root chmod +x "$policy"
fi

apt() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1; }
printf 'schakel: installing%s\n' "$missing" >&2
# shellcheck disable=SC2086 # a list of package names
if ! { apt update && apt install -y --no-install-recommends $missing; }; then
    cat "$log" >&2
    refuse "apt-get failed"
fi
