"""The kiosk's camera: where its frames come from, and what becomes of them."""
