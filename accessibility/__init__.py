"""How a page is perceived and operated: sizes, colours, the spoken script, the voice, the keys."""
