"""A web server on the loopback interface whose answers a test writes, down to the bytes and the pauses."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path

Bytes = Callable[[], Iterator[bytes]]
"""What a server sends, piece by piece."""


@dataclass(frozen=True)
class Asked:
    """A request: method, path and headers."""

    method: str
    path: str
    headers: Mapping[str, str]


def answer(status: int = 200, headers: Mapping[str, str] = {}, body: bytes = b"") -> bytes:
    lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode("latin-1") + body


def leading(location: str, status: int = 302) -> bytes:
    return answer(status, {"Location": location})


@dataclass
class Web:
    """Answers by path, or by method and path. A list is used up from its start; its last answer stays."""

    answers: dict[str, bytes | list[bytes] | Bytes] = field(default_factory=dict)
    context: ssl.SSLContext | None = None
    address: str = "127.0.0.1"
    asked: list[Asked] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    """Names of hosts that TLS asked for."""
    at_once: int = 0
    """Requests under way at the same time, at most."""

    def __enter__(self) -> Web:
        web, self._lock, self._now = self, threading.Lock(), 0
        self.stopped = threading.Event()

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError, ValueError):
                    web._serve(self.request)

        class Server(socketserver.ThreadingTCPServer):
            address_family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
            allow_reuse_address = True
            daemon_threads = True

        if self.context:
            self.context.sni_callback = lambda sock, name, context: self.names.append(name)
        self._server = Server((self.address, 0), Handler)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, plain: socket.socket) -> None:
        plain.settimeout(10)
        with self.context.wrap_socket(plain, server_side=True) if self.context else plain as connection:
            stream = connection.makefile("rb")
            method, path, _ = stream.readline().decode("latin-1").split(" ")
            lines = iter(lambda: stream.readline().decode("latin-1").strip(), "")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            with self._lock:
                self.asked.append(Asked(method, path, headers))
                self._now += 1
                self.at_once = max(self.at_once, self._now)
                found = self.answers.get(f"{method} {path}", self.answers.get(path, answer(404)))
                if isinstance(found, list):
                    found = found.pop(0) if len(found) > 1 else found[0]
            try:
                for piece in [found] if isinstance(found, bytes) else found():
                    if self.stopped.is_set():
                        return
                    connection.sendall(piece)
            finally:
                with self._lock:
                    self._now -= 1


@cache
def authority() -> tuple[object, object]:
    """A certificate that signs others, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test authority")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return made, key


def certified(directory: Path, *names: str, days: int = 1) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server of these names shows, and what a client trusts."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    root, root_key = authority()
    if not isinstance(root, x509.Certificate) or not isinstance(root_key, ec.EllipticCurvePrivateKey):
        raise TypeError
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    kinds = [x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name) for name in names]
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])]))
        .issuer_name(root.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=10))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName(kinds), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = directory / f"{names[0]}.pem"
    file.write_bytes(secret + made.public_bytes(pem))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    client = ssl.create_default_context(cadata=root.public_bytes(pem).decode())
    return server, client
