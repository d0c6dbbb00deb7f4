"""What a visitor leaves with: the slip, its codes and its reference."""
