"""SQLite files that keep what they promise: opened, shared between processes, set aside and rebuilt."""
