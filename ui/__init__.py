"""What is seen, and where all is joined."""
