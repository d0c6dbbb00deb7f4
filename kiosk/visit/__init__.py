"""One person's time at the kiosk: its state, its events, and the rule that joins them."""
