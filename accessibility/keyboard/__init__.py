"""The keyboard on the screen as plain values: which keys, where, what they do, and what they are called."""
