"""A proxy as a school has one: it alone speaks TLS, and tells those behind it who asked, for which host, by https."""

import datetime as dt
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

NAMES = ("chat", "portal", "evil", "other")
VISITOR = "203.0.113.7"  # as if every browser were far away
OWN = ("connection", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host")


class Proxy:
    """On a free port, for several hosts. A request is one connection to the program behind the host that it names."""

    def __init__(self, folder: Path) -> None:
        self.behind: dict[str, int] = {}  # host name -> port of this machine
        self.forgetful: set[str] = set()  # hosts whose cookies no browser keeps, as far as they can tell
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate(folder))
        self._door = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self._door.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def origin(self, host: str) -> str:
        return f"https://{host}:{self.port}"

    def close(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join()
        for line in list(self._open):  # browsers keep some open in advance
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with suppress(OSError), self._tls.wrap_socket(line, server_side=True) as browser:
            self._open.add(browser)
            try:
                self._pass_on(browser)
            finally:
                self._open.discard(browser)

    def _pass_on(self, browser: ssl.SSLSocket) -> None:
        read = browser.makefile("rb")
        head = b"".join(iter(read.readline, b"\r\n")).decode("latin-1")
        if not head.endswith("\r\n"):
            return  # opened in advance, and never used
        host = named(head, "host")
        length = int(named(head, "content-length") or 0)
        with closing(socket.create_connection(("127.0.0.1", self.behind[host.partition(":")[0]]))) as program:
            program.sendall(self._forwarded(head, host).encode("latin-1") + read.read(length))
            while got := program.recv(65536):
                browser.sendall(got)

    def _forwarded(self, head: str, host: str) -> str:
        """The request as the program behind gets it: what the browser itself claimed is replaced."""
        first, *lines = head.strip().split("\r\n")
        gone = {*OWN, *(["cookie"] if host.partition(":")[0] in self.forgetful else [])}
        kept = [line for line in lines if line.partition(":")[0].lower() not in gone]
        told = [f"X-Forwarded-For: {VISITOR}", "X-Forwarded-Proto: https", f"X-Forwarded-Host: {host}"]
        return "\r\n".join([first, *kept, *told, "Connection: close", "", ""])


def named(head: str, name: str) -> str:
    found = re.search(rf"(?im)^{name}: *([^\r\n]*)", head)
    return found[1] if found else ""


def certificate(folder: Path) -> Path:
    """A key and a certificate for *.test that nobody but the tests believes in, in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "WorkChat")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(f"{word}.test") for word in NAMES]), critical=False)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / "proxy.pem"
    file.write_bytes(private + made.public_bytes(Encoding.PEM))
    return file


@contextmanager
def proxy(folder: Path) -> Iterator[Proxy]:
    running = Proxy(folder)
    try:
        yield running
    finally:
        running.close()
