"""From the state of a form to the question that comes next, and to the outcome at the end."""
