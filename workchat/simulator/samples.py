"""The files that invented people send: a picture, a PDF, a voice message and a sticker, made here byte by byte. Pure.

Real formats, so that what opens them in the desk is tried for good: PNG, PDF 1.4, Ogg Opus (RFC 7845), WebP lossless.
"""

import struct
import zlib
from dataclasses import dataclass
from functools import cache

SILENCE = b"\xf8\xff\xfe"  # one Opus frame of 20 ms without sound
POLYNOMIAL = 0x04C11DB7  # of Ogg's check sum


@dataclass(frozen=True)
class Sample:
    mime: str
    filename: str
    content: bytes


@cache
def samples() -> dict[str, Sample]:
    """The file of each kind of media."""
    return {
        "image": Sample("image/png", "foto.png", _png(480, 320)),
        "document": Sample("application/pdf", "comprovante.pdf", _pdf("Comprovante de matricula (exemplo)")),
        "audio": Sample("audio/ogg; codecs=opus", "", _ogg(100)),
        "sticker": Sample("image/webp", "", _webp(512, 0x2E, 0xA3, 0x6B)),
    }


def _png(width: int, height: int) -> bytes:
    """A sky over a field, enough to see that the picture arrived whole."""
    rows = []
    for y in range(height):
        colour = (120 + y // 4, 180, 230) if y < height * 2 // 3 else (80, 150 - (y % 32), 70)
        rows.append(b"\0" + bytes(colour) * width)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _pdf(text: str) -> bytes:
    drawn = f"BT /F1 20 Tf 60 760 Td ({text.replace('(', '[').replace(')', ']')}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(written)
    return written + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def _ogg(frames: int) -> bytes:
    """So many frames of silence, 20 ms each."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 8) + b"WorkChat" + struct.pack("<I", 0)
    pages = ((2, 0, [head]), (0, 0, [tags]), (4, 960 * frames, [SILENCE] * frames))
    return b"".join(_page(number, *page) for number, page in enumerate(pages))


def _page(number: int, kind: int, position: int, packets: list[bytes]) -> bytes:
    sizes = bytes(len(packet) for packet in packets)  # each packet is shorter than 255 bytes
    start = b"OggS" + struct.pack("<BBqII", 0, kind, position, 7301, number)
    rest = bytes([len(packets)]) + sizes + b"".join(packets)
    return start + struct.pack("<I", _ogg_sum(start + bytes(4) + rest)) + rest


def _ogg_sum(content: bytes) -> int:
    total = 0
    for byte in content:
        total ^= byte << 24
        for _ in range(8):
            total = ((total << 1) ^ POLYNOMIAL if total & 0x80000000 else total << 1) & 0xFFFFFFFF
    return total


def _webp(size: int, red: int, green: int, blue: int) -> bytes:
    """A square of one colour: every prefix code has a single symbol, so no pixel costs a bit."""
    bits = [(size - 1, 14), (size - 1, 14), (0, 1), (0, 3), (0, 1), (0, 1), (0, 1)]
    for symbol in (green, red, blue, 255):
        bits += [(1, 1), (0, 1), (1, 1), (symbol, 8)]
    bits += [(1, 1), (0, 1), (0, 1), (0, 1)]  # distances: never used
    number, length = 0, 0
    for value, width in bits:
        number |= value << length
        length += width
    stream = b"\x2f" + number.to_bytes(-(-length // 8), "little")
    stream += b"\0" * (len(stream) % 2)
    return b"RIFF" + struct.pack("<I", 12 + len(stream)) + b"WEBPVP8L" + struct.pack("<I", len(stream)) + stream
