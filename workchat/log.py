"""What the person who looks after the server reads: one line an event, in English, and nobody's name in it."""

import logging


class OneLine(logging.Formatter):
    """An error's kind and place only: its text, and the path of a request, may hold a name, a CPF or a link's token."""

    def format(self, record: logging.LogRecord) -> str:
        # waitress and Flask write the address of a request that failed.
        foreign = record.name.startswith("waitress") or record.funcName == "log_exception"
        text = "request failed" if foreign and record.exc_info else " ".join(record.getMessage().splitlines())
        if record.exc_info and record.exc_info[0]:
            text += f" kind={record.exc_info[0].__name__} at={place(record.exc_info[1])}"
        return f"{self.formatTime(record)} {record.levelname.lower()} {record.name} {text}"


def place(error: BaseException | None) -> str:
    """The file and line that raised an error."""
    trace, found = error.__traceback__ if error else None, "?"
    while trace:
        found = f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found


def one_line_an_event() -> None:
    """Send every event of this process to standard error."""
    out = logging.StreamHandler()
    out.setFormatter(OneLine())
    logging.basicConfig(level=logging.WARNING, handlers=[out], force=True)
    logging.getLogger("workchat").setLevel(logging.INFO)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it warns of every short burst
