"""Takes snapshots of a window for the page audit, and walks a pack's pages to take them."""
