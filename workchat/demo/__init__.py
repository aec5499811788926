"""An invented school to look at: `python3 app.py demo`."""
