"""A pack's own proofs: whole journeys, driven by touch through the real window, and recorded."""
