"""The local truth and its doors: sealed envelopes, the outbox that keeps them, and the courier that delivers them."""
