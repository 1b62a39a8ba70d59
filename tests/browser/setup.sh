# What the tests in a browser need; sourced by their scripts.

install_packages() {
    root=()
    [ "$(id -u)" = 0 ] || root=(sudo)
    "${root[@]}" apt-get update -qq
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@"
}

# packages FOLDER WORK: the npm packages that FOLDER names, in WORK.
packages() {
    command -v npm > /dev/null || install_packages nodejs npm
    mkdir -p "$2"
    cp "$1/package.json" "$1/package-lock.json" "$2"
    (cd "$2" && npm ci --silent)
}

# chromium_path WORK: the path of a Chromium, which is installed if there is none. WORK has playwright-core.
chromium_path() {
    echo "${CHROMIUM:-$(find_chromium "$1" || { install_chromium "$1" >&2 && find_chromium "$1"; })}"
}

find_chromium() {
    command -v chromium || command -v google-chrome || command -v google-chrome-stable ||
        (cd "$1" && node -e 'const path = require("playwright-core").chromium.executablePath(); require("fs").accessSync(path); console.log(path)' 2>/dev/null)
}

# Chromium is a package of Debian. Ubuntu has only a snap under that name, so Playwright downloads its own there.
install_chromium() {
    if grep -q '^ID=debian' /etc/os-release; then
        install_packages chromium fonts-dejavu-core
    else
        (cd "$1" && npx playwright-core install --with-deps chromium)
    fi
}
