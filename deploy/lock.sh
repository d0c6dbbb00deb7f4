#!/bin/sh
# Write requirements.txt, requirements-dev.txt and requirements-fuzz.txt: every package, exactly one version, by hash.
# The files name no index and no local path, so that they are the same wherever they are made.
set -eu
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
command="make lock"

compile() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-emit-build-options \
        --custom-compile-command "$command" "$@"
}

compile pyproject.toml --output-file requirements.txt
compile pyproject.toml --extra dev --constraint requirements.txt --output-file requirements-dev.txt
compile pyproject.toml --extra dev --extra fuzz --constraint requirements-dev.txt --output-file requirements-fuzz.txt

if grep -nE '(https?|file):|--(index-url|extra-index-url|find-links)| @ ' requirements.txt requirements-dev.txt requirements-fuzz.txt; then
    echo "make lock: the lines above name a place to download from; a lock must not." >&2
    exit 1
fi
