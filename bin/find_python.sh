#!/bin/sh
# Prints the first Python on the path that is 3.11 or newer; else says what to install.
for name in python3.11 python3.12 python3.13 python3 python; do
    found="$(command -v "$name" 2>/dev/null)" || continue
    if "$found" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        echo "$found"
        exit 0
    fi
done
echo "casecalc needs Python 3.11 or newer and found none on the path." >&2
echo "On Debian 12: apt-get install -y python3 python3-venv" >&2
exit 1
