"""What people may type about a scheduled message."""
