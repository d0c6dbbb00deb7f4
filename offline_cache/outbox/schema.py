"""The outbox's tables, and how they came to be. A released migration is never edited."""

from __future__ import annotations

from offline_cache.store.opening import Schema

SCHEMA = Schema(
    application_id=0x50415231,
    migrations=(
        """
        CREATE TABLE envelope (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            instance_id TEXT NOT NULL UNIQUE,
            form_id TEXT NOT NULL,
            version TEXT NOT NULL,
            manifest BLOB NOT NULL,
            mac BLOB NOT NULL,
            state TEXT NOT NULL DEFAULT 'kept' CHECK (state IN ('kept', 'sent', 'refused')),
            kept_at REAL NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            due_at REAL NOT NULL DEFAULT 0,
            leased_by TEXT NOT NULL DEFAULT '',
            leased_until REAL NOT NULL DEFAULT 0,
            remark TEXT NOT NULL DEFAULT ''
        );
        CREATE INDEX envelope_waiting ON envelope (sequence) WHERE state = 'kept';
        CREATE INDEX envelope_sent ON envelope (sequence) WHERE state = 'sent';
        CREATE INDEX envelope_kept_at ON envelope (kept_at);
        CREATE TABLE file (
            sequence INTEGER NOT NULL REFERENCES envelope (sequence) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (sequence, position)
        );
        CREATE TABLE line (
            only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
            tried_at REAL NOT NULL,
            reached_at REAL NOT NULL,
            remark TEXT NOT NULL
        );
        """,
        # Why one was set aside ('tampered', or nothing: the desk refused it); the order of each form, by form; and
        # what was set aside, for counting.
        """
        ALTER TABLE envelope ADD COLUMN reason TEXT NOT NULL DEFAULT '';
        CREATE INDEX envelope_of_form ON envelope (form_id, sequence) WHERE state = 'kept';
        CREATE INDEX envelope_refused ON envelope (sequence) WHERE state = 'refused';
        """,
    ),
)
TABLES = ("envelope", "file", "line")
TAMPERED = "tampered"
SETTLED_ROWS_KEPT = 2000
"""So many of what was sent are remembered, without their bytes: for pages that are still open, and for limits."""
