"""What an action moves, and what stays open until it has moved back."""
