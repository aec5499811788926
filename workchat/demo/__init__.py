"""An invented school to look at: `python3 app.py demo`."""

from workchat.demo.fill import fill

__all__ = ["fill"]
