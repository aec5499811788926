"""What may be typed about students, one file a page."""
