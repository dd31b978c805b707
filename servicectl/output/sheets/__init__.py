"""What people read on paper."""
