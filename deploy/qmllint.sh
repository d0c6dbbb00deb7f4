#!/bin/sh
# Lint every QML file with fatal warnings. The view-models' types are taken from their Python sources.
# `pyside6-project qmllint` swallows failures, so the three tools are called by name.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
bin=${PYTHON_BIN:-$root/.venv/bin}
types=$root/build/qmltypes/Parvis/ViewModels
modules=$("$bin/python" -c 'import pathlib, PySide6; print(pathlib.Path(PySide6.__file__).parent / "Qt" / "qml")')
mkdir -p "$types"
"$bin/pyside6-metaobjectdump" --quiet --out-file "$types/types.json" \
    "$root/ui/viewmodels/voice.py" "$root/ui/viewmodels/page.py" "$root/ui/viewmodels/theme.py"
"$bin/pyside6-qmltyperegistrar" --generate-qmltypes "$types/plugins.qmltypes" \
    --import-name Parvis.ViewModels --major-version 1 --minor-version 0 -o /dev/null "$types/types.json"
printf 'module Parvis.ViewModels\ntypeinfo plugins.qmltypes\n' > "$types/qmldir"
find "$root/ui/qml" -name '*.qml' -exec \
    "$bin/pyside6-qmllint" -W 0 -I "$modules" -I "$root/ui/qml" -I "$root/build/qmltypes" {} +
