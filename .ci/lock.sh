#!/bin/sh
# Resolves pyproject.toml for every supported Python and platform into the two lock files.
# Set UPGRADE=1 for newer versions than those locked now.
set -eu
cd "$(dirname "$0")/.."

compile() {
    .venv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
        --generate-hashes --no-header \
        ${UPGRADE:+--upgrade} "$@"
}
# Every set-up can speak to PostgreSQL: it costs five megabytes.
compile --extra postgres --group build --output-file requirements.lock
compile --extra postgres --group dev --constraints requirements.lock --output-file requirements-dev.lock
echo "Wrote requirements.lock and requirements-dev.lock"
