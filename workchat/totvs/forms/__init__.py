"""What may be typed about the connection to TOTVS."""
