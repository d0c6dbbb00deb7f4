"""The voice: a process that turns sentences into sound with a word timeline, and the player that sounds them."""
