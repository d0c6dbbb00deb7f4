#!/bin/sh
# Make a checkout ready on Debian 12: `deploy/setup.sh run`, `test`, `bench` or `fuzz`. Called by make.
# Fast when there is nothing to do. PARVIS_PYTHON chooses another Python than the system's (3.11 or later).
set -eu
cd "$(dirname "$0")/.."
purpose=${1:?run, test, bench or fuzz}
say() { printf '%s\n' "$*" >&2; }

# What PySide6's wheels link to, a font with Latin and Arabic, the voice, and a display for where there is none.
packages="espeak-ng fontconfig fonts-noto-core python3-venv tigervnc-standalone-server
libdbus-1-3 libegl1 libfontconfig1 libgl1 libglib2.0-0 libgssapi-krb5-2 libpipewire-0.3-0 libpulse0
libwayland-client0 libwayland-cursor0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 libxkbcommon0"
case $purpose in
    bench) packages="$packages chromium xvfb" ;;
    # A sound server of its own, to hear what comes out.
    bench-speech) packages="$packages pulseaudio pulseaudio-utils" ;;
    # For JavaRosa, which is in pyxform's wheel.
    bench-forms) command -v javac >/dev/null || packages="$packages default-jdk-headless" ;;
    # A real spooler and printer for the slip, a sound server for the voice, what screen readers listen on, a wallet and a
    # TPM in software for the keys, and who reads the system calls of a store before the power is cut.
    test)
        packages="$packages at-spi2-core cups cups-client cups-ipp-utils dbus gnome-keyring libtss2-tcti-swtpm0"
        packages="$packages pulseaudio pulseaudio-utils strace swtpm systemd xvfb"
        ;;
esac

system_packages() {
    if ! command -v dpkg-query >/dev/null; then
        say "This is not Debian: have the counterparts of these packages ready:" $packages
        return
    fi
    missing=
    for package in $packages; do
        status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
        [ "$status" = installed ] || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ]; then
        as_root="env"
    elif sudo -n true 2>/dev/null; then
        as_root="sudo -n env"
    else
        say "Some system packages are missing. Run this line, then the same command again:"
        say "  sudo apt-get update && sudo apt-get install --no-install-recommends -y$missing"
        exit 1
    fi
    say "Installing system packages:$missing"
    $as_root apt-get update -qq
    $as_root DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2
}

find_python() {
    for python in "${PARVIS_PYTHON:-}" /usr/bin/python3 python3; do
        [ -n "$python" ] || continue
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$python"
            return
        fi
    done
    say "Parvis needs Python 3.11 or later. Install it, or name it: make PARVIS_PYTHON=/path/to/python3 ..."
    exit 1
}

environment() {
    if ! .venv/bin/python -c '' 2>/dev/null; then
        python=$(find_python)
        rm -rf .venv
        "$python" -m venv .venv
    fi
    # Our own packages: a path file, because an editable install would fetch an unlocked build tool first.
    site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    pwd > "$site/parvis.pth"
    # Both are written each time: the checkout may have been moved.
    printf '#!%s\nimport sys\n\nfrom ui.cli import main\n\nsys.exit(main())\n' "$PWD/.venv/bin/python" > .venv/bin/parvis
    chmod +x .venv/bin/parvis
}

# The stamp is a copy of the lock file that was installed; each of the three contains the one before.
installed() { cmp -s "$1" ".venv/installed-$1"; }

locked_packages() {
    case $purpose in
        run) lock=requirements.txt contained_in="requirements-dev.txt requirements-fuzz.txt" ;;
        fuzz) lock=requirements-fuzz.txt contained_in= ;;
        *) lock=requirements-dev.txt contained_in=requirements-fuzz.txt ;;
    esac
    for each in $lock $contained_in; do
        if installed "$each"; then return 0; fi
    done
    say "Installing the Python packages of $lock (the first time this takes a minute or two)"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes --only-binary :all: --requirement "$lock" >&2
    cp "$lock" ".venv/installed-$lock"
}

# Two makes at once would write into one another's environment.
mkdir -p build
exec 9> build/setup.lock
if command -v flock >/dev/null; then flock 9; fi

system_packages
environment
locked_packages
.venv/bin/python deploy/compile_words.py
