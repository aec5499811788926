"""An invented school to look at: `python3 app.py demo`."""

from workchat.demo.fill import CannotFill, fill

__all__ = ["CannotFill", "fill"]
