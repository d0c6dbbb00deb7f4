"""What `pack check` looks for: one module for each kind of mistake, each a function that yields findings."""
