"""How keys, switches and unsteady hands are understood: pure, without a window."""
