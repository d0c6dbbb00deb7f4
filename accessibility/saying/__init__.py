"""What is said where, and how: one part of a page, and the words as a person says them."""
