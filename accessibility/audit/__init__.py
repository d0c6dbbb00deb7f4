"""The page audit: rules over frozen snapshots of pages. No Qt here: `ui.inspection` takes the snapshots."""
