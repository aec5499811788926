"""Which files may go with a scheduled message: told by their bytes, never by the name or by what the browser says."""

import unicodedata

IMAGE_BYTES, PDF_BYTES = 5_000_000, 16_000_000  # Meta: media; 16 MB for a PDF is ours, families read on phones
LONGEST_SIDE, MOST_PIXELS = 12_000, 50_000_000
LONGEST_FILENAME = 100
PNG, JPEG, PDF = "image/png", "image/jpeg", "application/pdf"
ENDINGS = {PNG: ".png", JPEG: ".jpg", PDF: ".pdf"}
NAMES = {PNG: "Imagem", JPEG: "Imagem", PDF: "Documento"}

NOT_TAKEN = "Envie uma imagem JPEG ou PNG, ou um PDF. O WhatsApp não aceita outros tipos aqui."
BROKEN = "A imagem está incompleta ou estragada. Abra-a no computador, salve de novo e envie."
_SIZES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}  # JPEG: start of frame


def read_file(content: bytes) -> tuple[str, str]:
    """(mime, "") of a file that may be sent, or ("", why not) in words for the page."""
    if not content:
        return "", "O arquivo está vazio. Escolha outro."
    mime = _mime(content)
    if not mime:
        return "", NOT_TAKEN
    if mime == PDF:
        return ("", _too_big("PDF", PDF_BYTES, len(content))) if len(content) > PDF_BYTES else (mime, "")
    if len(content) > IMAGE_BYTES:
        return "", _too_big("imagem", IMAGE_BYTES, len(content))
    width, height = _size(content, mime)
    if not width or not height:
        return "", BROKEN
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        return "", f"A imagem tem {width} × {height} pontos, grande demais para o WhatsApp. Diminua e envie de novo."
    return mime, ""


def clean_filename(given: str, mime: str) -> str:
    """The name that families see: without path, without invisible signs, with the ending that the bytes deserve."""
    last = given.replace("\\", "/").split("/")[-1]
    name = "".join(c for c in last if c == " " or unicodedata.category(c)[0] not in "CZ")
    stem = name.rsplit(".", 1)[0] if "." in name else name
    stem = " ".join(stem.split()).strip(". ")[: LONGEST_FILENAME - 4]
    return (stem or ("documento" if mime == PDF else "imagem")) + ENDINGS[mime]


def _mime(content: bytes) -> str:
    for start, mime in ((b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG), (b"%PDF-", PDF)):
        if content.startswith(start):
            return mime
    return ""


def _too_big(what: str, most: int, size: int) -> str:
    tidy = f"{size / 1_000_000:.1f}".replace(".", ",")
    article = "A" if what == "imagem" else "O"
    return f"{article} {what} tem {tidy} MB. O limite é {most // 1_000_000} MB: diminua o arquivo e envie de novo."


def _size(content: bytes, mime: str) -> tuple[int, int]:
    """(width, height) of an image, (0, 0) when its own description of itself is broken."""
    if mime == PNG:
        if content[12:16] != b"IHDR" or b"IEND" not in content[-64:]:
            return 0, 0
        return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    return _jpeg_size(content)


def _jpeg_size(content: bytes) -> tuple[int, int]:
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        if marker in _SIZES:
            return int.from_bytes(content[place + 7 : place + 9]), int.from_bytes(content[place + 5 : place + 7])
        place += 1 if marker == 0xFF else 2 + max(length, 2)
    return 0, 0
