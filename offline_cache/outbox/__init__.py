"""The outbox: what visits keep and the courier takes, and all that operators do with it."""
