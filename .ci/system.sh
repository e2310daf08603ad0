# Shared by the scripts here: a sentence on failure, and system packages where they may be installed.

fail() {
    echo "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        sudo "$@"
    else
        return 1
    fi
}

# install_packages NAME…: with apt-get, or else one sentence that says what to install.
install_packages() {
    echo "Installing system packages: $* …"
    log=$(mktemp)
    if command -v apt-get >/dev/null && {
        as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "$@"
    } >"$log" 2>&1; then
        rm -f "$log"
    else
        tail -n 5 "$log" >&2
        rm -f "$log"
        fail "These system packages are needed and could not be installed from here: $*." \
             "Install them (as root: apt-get install $*) and run the same command again."
    fi
}
