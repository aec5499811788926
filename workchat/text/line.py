"""One line of a WhatsApp message as a tree: what is bold, italic, struck, code or a link, and what is only text."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from urllib.parse import urlsplit

STYLES = {"*": "strong", "_": "em", "~": "s"}
FENCE = "```"

# A link ends at spaces, quotes, and the invisible characters that could disguise where it leads.
_TOKEN = re.compile(r"```|[*_~`]|https?://[^\s<>\"'`\x00-\x1f\u200b-\u200f\u202a-\u202e\u2060-\u206f]+", re.IGNORECASE)


@dataclass(slots=True)
class Node:
    """One element and what is inside it: nodes and pieces of text."""

    tag: str
    inside: list = field(default_factory=list)
    attributes: dict = field(default_factory=dict)
    blank_end: bool | None = None  # its last line is blank and needs a break of its own to be seen; None = no line yet


def read_line(line: str) -> list:
    """The nodes of one line. `open_styles` holds the marks still open, each with what came after it."""
    open_styles: list[tuple[str, list]] = [("", [])]
    code = {mark: _code_ends(line, mark) for mark in ("`", FENCE) if mark in line}
    end = 0
    for token in _TOKEN.finditer(line):
        if token.start() < end:
            continue
        _add_text(open_styles, line[end : token.start()])
        end = _take(line, token, open_styles, code)
    _add_text(open_styles, line[end:])
    while len(open_styles) > 1:
        _give_up_last(open_styles)
    return open_styles[0][1]


def _take(line: str, token: re.Match, open_styles: list, code: dict) -> int:
    """Put one token in its place; returns where reading goes on."""
    mark, start = token[0], token.start()
    if mark[0] in "hH":
        return _take_link(line, token, open_styles)
    if mark in code:
        closed = _code_end(line, start, mark, code[mark])
        if closed:
            open_styles[-1][1].append(Node("code", [line[start + len(mark) : closed]]))
            return closed + len(mark)
    elif any(mark == style for style, _ in open_styles) and _may_close(line, start):
        _close(open_styles, mark)
        return token.end()
    elif all(mark != style for style, _ in open_styles) and _may_open(line, start):
        open_styles.append((mark, []))
        return token.end()
    _add_text(open_styles, mark)
    return token.end()


def _take_link(line: str, token: re.Match, open_styles: list) -> int:
    address = token[0].rstrip(".,;:!?)]}*_~…")
    if _is_word(line, token.start() - 1) or not _leads_somewhere(address):
        _add_text(open_styles, address)
    else:
        open_styles[-1][1].append(Node("a", [address], {"href": address}))
    return token.start() + len(address)


def _leads_somewhere(address: str) -> bool:
    """A host and no user name before it: https://escola.com@outro.com shows one place and opens another."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and "@" not in parts.netloc and "\\" not in address
    except ValueError:
        return False


def _close(open_styles: list, mark: str) -> None:
    while open_styles[-1][0] != mark:
        _give_up_last(open_styles)
    _, inside = open_styles.pop()
    open_styles[-1][1].append(Node(STYLES[mark], inside))


def _give_up_last(open_styles: list) -> None:
    """The last open mark was never closed: it is an ordinary character."""
    mark, inside = open_styles.pop()
    open_styles[-1][1].append(mark)
    open_styles[-1][1].extend(inside)


def _add_text(open_styles: list, text: str) -> None:
    if text:
        open_styles[-1][1].append(text)


def _code_ends(line: str, mark: str) -> list[int]:
    """Where code may end, found once for the line, so that a thousand unclosed marks cost no more than one."""
    if mark == FENCE:
        return [match.start() for match in re.finditer(FENCE, line)]
    return [i for i, c in enumerate(line) if c == mark and _may_close(line, i)]


def _code_end(line: str, start: int, mark: str, ends: list[int]) -> int:
    """Where the code that starts here is closed; 0 when it is not code."""
    if mark == "`" and not _may_open(line, start):
        return 0
    following = bisect_right(ends, start + len(mark))
    closed = ends[following] if following < len(ends) else 0
    return closed if line[start + len(mark) : closed].strip() else 0


def _may_open(line: str, start: int) -> bool:
    after = line[start + 1 : start + 2]
    return not _is_word(line, start - 1) and bool(after.strip()) and after != line[start]


def _may_close(line: str, start: int) -> bool:
    before = line[start - 1 : start] if start else ""
    return not _is_word(line, start + 1) and bool(before.strip()) and before != line[start]


def _is_word(line: str, place: int) -> bool:
    return 0 <= place < len(line) and line[place].isalnum()
