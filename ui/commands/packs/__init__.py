"""What the longer commands of `parvis pack` do."""
