#!/bin/sh
# Makes .venv and installs one lock file and Rundown itself into it: .ci/setup.sh LOCKFILE
set -eu
cd "$(dirname "$0")/.."
. .ci/system.sh
lock=$1

new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

find_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c "$new_enough" 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    fail "Rundown needs Python 3.11 or newer, and none was found. Install one (on Debian and" \
         "Ubuntu: apt-get install python3) or name it: make setup PYTHON=/path/to/python3"
}

make_venv() {
    python=$(find_python)
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        install_packages "python$version-venv"
    fi
    echo "Making .venv with Python $version …"
    "$python" -m venv --clear .venv
}

if ! .venv/bin/python -c "$new_enough" 2>/dev/null || ! .venv/bin/python -m pip --version >/dev/null 2>&1
then
    make_venv
fi

echo "Installing $(grep -c '^[a-z0-9]' "$lock") packages from $lock, a minute or so the first time …"
pip_install() {
    .venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check "$@"
}
pip_install --require-hashes --requirement "$lock"
# The build backend came with the lock, so nothing unpinned is fetched to install the project.
pip_install --no-build-isolation --no-deps --editable .
echo "Ready: .venv/bin/rundown"
