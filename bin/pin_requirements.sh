#!/bin/sh
# Pins requirements*.in with hashes; `--upgrade` and the like are passed on. Read the diff.
set -e
command -v uv >/dev/null 2>&1 || {
    echo "Pinning needs uv; see https://docs.astral.sh/uv/ for how to install it." >&2
    exit 1
}
for name in requirements requirements-dev; do
    uv pip compile --quiet --generate-hashes --python-version 3.11 "$name.in" -o "$name.txt" "$@"
done
