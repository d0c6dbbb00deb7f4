"""Checks and builds packs: from a clerk's spreadsheets to what a kiosk opens. The only user of pyxform."""
