"""WhatsApp's formatting (*bold*, _italic_, lists, links) as HTML that is safe to show, or as plain text.

The text becomes a tree of nodes, and only the nodes become HTML: nothing is ever replaced inside HTML. Time is linear.
"""

import re

from markupsafe import Markup, escape

from workchat.text.line import FENCE, Node, read_line

BREAK = Markup("<br>")
TAGS = {  # the only HTML that there is; what stands in its gaps is escaped
    "strong": (Markup("<strong>"), Markup("</strong>")),
    "em": (Markup("<em>"), Markup("</em>")),
    "s": (Markup("<s>"), Markup("</s>")),
    "code": (Markup("<code>"), Markup("</code>")),
    "blockquote": (Markup("<blockquote>"), Markup("</blockquote>")),
    "ul": (Markup("<ul>"), Markup("</ul>")),
    "li": (Markup("<li>"), Markup("</li>")),
    "pre": (Markup("<pre>\n"), Markup("</pre>")),  # browsers drop the first line break of a pre
    "ol": (Markup('<ol start="{start}">'), Markup("</ol>")),
    "a": (Markup('<a href="{href}" target="_blank" rel="noopener noreferrer nofollow">'), Markup("</a>")),
    "br": (BREAK, Markup("")),
    "lines": (Markup(""), Markup("")),
}
_BLOCK = re.compile(r"(?:(> ?)|([*-] )|(\d{1,4})\. )(?=\S)")
_MAY_BE_MARKED = re.compile(r"[\n*_~`]|https?://|^[>\d-]", re.IGNORECASE)  # most messages are words alone


def to_html(text: str) -> Markup:
    """The message as WhatsApp shows it. Only strong em s code pre blockquote ul ol li br and a can come out."""
    if not _MAY_BE_MARKED.search(text):
        return escape(text)
    pieces: list[Markup] = []
    for node in _read(text):
        _write(node, pieces)
    return Markup("").join(pieces)


def to_plain(text: str) -> str:
    """The message without the marks that WhatsApp would have turned into formatting."""
    return "\n".join(_plain(node) for node in _read(text)) if _MAY_BE_MARKED.search(text) else text


def _write(node: Node | str, pieces: list[Markup]) -> None:
    if isinstance(node, str):
        pieces.append(escape(node))
        return
    opening, closing = TAGS[node.tag]
    pieces.append(opening.format(**node.attributes) if node.attributes else opening)
    for child in node.inside:
        _write(child, pieces)
    pieces.append(BREAK if node.tag == "lines" and node.blank_end else closing)


def _plain(node: Node | str) -> str:
    if isinstance(node, str):
        return node
    if node.tag == "br":
        return "\n"
    return ("\n" if node.tag in ("ul", "ol") else "").join(_plain(child) for child in node.inside)


def _read(text: str) -> list[Node]:
    """The blocks of a message: groups of lines, quotes, lists and multi-line code."""
    blocks: list[Node] = []
    start = search = 0
    while (opened := text.find(FENCE, search)) >= 0 and (closed := text.find(FENCE, opened + 3)) >= 0:
        code = text[opened + 3 : closed]
        if "\n" in code and code.strip():
            blocks += _read_lines(text[start:opened], after_code=bool(blocks), before_code=True)
            blocks.append(Node("pre", [code.removeprefix("\n").removesuffix("\n")]))
            start = search = closed + 3
        else:
            search = closed + 3 if code.strip() else closed
    return blocks + _read_lines(text[start:], after_code=bool(blocks)) if text else []


def _read_lines(text: str, after_code: bool = False, before_code: bool = False) -> list[Node]:
    lines = text.split("\n")
    if before_code and not lines[-1]:  # the line break beside a block of code belongs to the block
        lines.pop()
    if after_code and lines and not lines[0]:
        lines.pop(0)
    blocks: list[Node] = []
    number = 0
    for line in lines:
        match = _BLOCK.match(line)
        tag, last_number = _tag(match), number
        number = int(match[3]) if tag == "ol" else 0
        if not blocks or blocks[-1].tag != tag or (tag == "ol" and number != last_number + 1):
            blocks.append(Node(tag, [], {"start": number} if tag == "ol" else {}))
        _add_line(blocks[-1], read_line(line[match.end() :] if match else line))
    return blocks


def _tag(match: re.Match | None) -> str:
    if not match:
        return "lines"
    return "blockquote" if match[1] else "ul" if match[2] else "ol"


def _add_line(block: Node, inside: list) -> None:
    if block.tag in ("ul", "ol"):
        block.inside.append(Node("li", inside))
        return
    if block.blank_end is not None:
        block.inside.append(Node("br"))
    block.inside += inside
    block.blank_end = not inside
