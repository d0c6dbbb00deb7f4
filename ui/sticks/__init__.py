"""The person's own files: what lies on a stick, and the one that they choose."""
