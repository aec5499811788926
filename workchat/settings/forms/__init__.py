"""What may be typed on the tabs of Configurações, one file a tab."""
