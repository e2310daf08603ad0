#!/bin/sh
# Makes sure that a Chromium is there for the browser tests; tests/conftest.py finds the same one.
set -eu
cd "$(dirname "$0")/.."
. .ci/system.sh

usable() { .venv/bin/python -m tests.chromium >/dev/null 2>&1; }

if usable; then exit 0; fi
if [ -n "${RUNDOWN_CHROMIUM:-}" ]; then
    fail "RUNDOWN_CHROMIUM is $RUNDOWN_CHROMIUM, but that does not start." \
         "Name a Chromium or Chrome that does, or unset it."
fi

if grep -qs '^ID=ubuntu' /etc/os-release; then
    # Ubuntu's own package only stands for a snap, which tests cannot drive.
    echo "Installing the Chromium that Playwright brings …"
    as_root .venv/bin/python -m playwright install-deps chromium >/dev/null || true
    .venv/bin/python -m playwright install chromium >/dev/null || true
else
    install_packages chromium fonts-noto-core
fi
usable || fail "The browser tests need Chromium or Chrome, and none could be installed." \
               "Install one and run the same command again, or name it: RUNDOWN_CHROMIUM=/path/to/it"
