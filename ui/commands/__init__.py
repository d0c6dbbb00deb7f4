"""The commands of `parvis`: one module each, imported only when chosen (see `ui.cli`)."""
