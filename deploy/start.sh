#!/bin/sh
# The working day on this machine: prepares .venv where needed, then runs it. Arguments go to the day (--stay).
set -eu
here=$(cd "$(dirname "$0")/.." && pwd -P)
sh "$here/deploy/prepare.sh" runtime
cd "$here"
exec .venv/bin/python -m adapters day "$@"
