"""Keys, switches and touches of the window, before its QML sees them."""
