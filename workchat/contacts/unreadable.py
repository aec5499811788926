"""A file that cannot be read as a spreadsheet."""


class Unreadable(Exception):
    """The text says what is wrong and what to do, for the page."""
