"""The frozen page of every screen: what the view shows and the voice says are the same object."""
