#!/bin/sh
# Runs the tests that need a real WordPress: Debian's, with a MariaDB of its own, on loopback.
set -eu
cd "$(dirname "$0")/.."
. .ci/system.sh

usable() {
    test -e /usr/share/wordpress/wp-load.php && command -v mariadb-install-db >/dev/null &&
        PATH="$PATH:/usr/sbin" command -v mariadbd >/dev/null &&
        php -r 'exit(extension_loaded("mysqli") && extension_loaded("dom") ? 0 : 1);' 2>/dev/null
}

if ! usable; then
    install_packages wordpress mariadb-server php-cli php-mysql php-xml php-mbstring php-gd
fi
exec .venv/bin/python -m pytest -m wordpress "$@" tests/wordpress_real
