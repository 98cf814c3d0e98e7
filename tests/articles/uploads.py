"""What an upload of 200 MB costs the server: `python -m tests.articles.uploads`.

Each is sent to the running site as fast as it takes it, by somebody who is signed in and by a stranger, with its length
told and without. Printed are the answer, how much was taken before it came, and the memory of the server.
"""

import re
import socket
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import Request, urlopen

from tests.journeys.own_site import OwnSite

SIZE = 200 << 20
PIECE = b"x" * (64 << 10)
HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.docx"\r\n\r\nPK\x03\x04'


class Memory(threading.Thread):
    """The largest resident memory of a process while it is watched."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._status, self.over = Path(f"/proc/{pid}/status"), threading.Event()
        self.largest = self.now()

    def now(self) -> int:
        """Resident kilobytes."""
        found = re.search(r"VmRSS:\s+(\d+)", self._status.read_text(encoding="utf-8"))
        return int(found[1]) if found else 0

    def run(self) -> None:
        while not self.over.wait(0.01):
            self.largest = max(self.largest, self.now())


def send(port: int, path: str, headers: list[str], *, told: bool) -> tuple[str, int]:
    """Send the body until there is an answer; its first line, and how many bytes were taken by then."""
    length = f"Content-Length: {SIZE}" if told else "Transfer-Encoding: chunked"
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        length,
        "Content-Type: multipart/form-data; boundary=x",
        *headers,
    ]
    taken = 0
    with socket.create_connection(("127.0.0.1", port), 60) as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode())
        line.setblocking(False)
        piece = HEAD
        while taken < SIZE:
            with suppress(BlockingIOError):
                if line.recv(1, socket.MSG_PEEK) is not None:
                    break
            data = piece if told else f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
            try:
                line.setblocking(True)
                line.settimeout(60)
                line.sendall(data)
                line.setblocking(False)
            except OSError:
                break
            taken, piece = taken + len(piece), PIECE
        line.settimeout(60)
        try:
            if taken >= SIZE and not told:
                line.sendall(b"0\r\n\r\n")
            answer = line.recv(4096).split(b"\r\n")[0].decode()
        except OSError as error:
            answer = f"no answer ({type(error).__name__})"
    return answer, taken


def main() -> None:
    """Four uploads."""
    with tempfile.TemporaryDirectory() as folder:
        site = OwnSite(Path(folder))
        try:
            site.start()
            _measure(site)
        finally:
            site.stop()


def _measure(site: OwnSite) -> None:
    cookie = site.sign_in("reader1")
    signed_in = [f"Cookie: {cookie['name']}={cookie['value']}"]
    shown = {"Cookie": signed_in[0].partition(": ")[2]}
    asked = Request(f"{site.address}/inbox/preferences", headers=shown)  # noqa: S310 - our own loopback address
    with urlopen(asked, timeout=30) as answer:  # noqa: S310 - our own loopback address
        token = re.search(r'name="csrf_token" value="([^"]+)"', answer.read().decode())
        kept = answer.headers.get("Set-Cookie", "").partition(";")[0]
    assert token is not None
    mine = [f"Cookie: {kept or signed_in[0].partition(': ')[2]}", f"X-CSRFToken: {token[1]}"]
    for who, headers in (("signed in", mine), ("a stranger", [])):
        for told in (True, False):
            assert site._server is not None
            memory = Memory(site._server.pid)
            before = memory.now()
            memory.start()
            began = time.monotonic()
            answer, taken = send(site.port, "/articles/import", headers, told=told)
            spent = time.monotonic() - began
            memory.over.set()
            memory.join()
            print(f"{who}, length {'told' if told else 'not told'}: {answer}; {taken >> 20} MB taken in {spent:.1f} s; "
                  f"memory {before >> 10} -> {memory.largest >> 10} MB", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
