"""What may be typed about contacts, one file a page."""
