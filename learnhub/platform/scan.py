"""Asks a ClamAV daemon whether a file carries a virus, where one is configured: INSTREAM of its protocol."""

import socket
import struct
from dataclasses import dataclass

from flask import current_app

PIECE = 1 << 16
SECONDS = 30.0


class ScannerAway(Exception):
    """The scanner did not answer, or not in words that are known; nothing is known of the file."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner said: clean, or the name of what it found."""

    found: str = ""

    @property
    def clean(self) -> bool:
        return not self.found


def is_on() -> bool:
    """Whether a scanner is configured."""
    return bool(_address())


def scan(data: bytes) -> Verdict:
    """Have the bytes looked at; raises ScannerAway, and never says clean unless the scanner did."""
    try:
        with _connect(_address()) as line:
            line.sendall(b"zINSTREAM\x00")
            for start in range(0, len(data), PIECE):
                piece = data[start : start + PIECE]
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
            answer = _read(line)
    except OSError as error:
        raise ScannerAway(str(error)) from error
    said = answer.removeprefix("stream: ").strip()
    if said == "OK":
        return Verdict()
    if said.endswith(" FOUND"):
        return Verdict(said.removesuffix(" FOUND")[:200] or "?")
    raise ScannerAway(said[:200] or "no answer")


def _address() -> str:
    address: str = current_app.extensions["learnhub.config"].clamd
    return address


def _connect(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    if host and port.isdigit():
        return socket.create_connection((host, int(port)), timeout=SECONDS)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(SECONDS)
    try:
        line.connect(address)
    except OSError:
        line.close()
        raise
    return line


def _read(line: socket.socket) -> str:
    """The answer up to its zero byte; a few hundred bytes at most."""
    answer = b""
    while b"\x00" not in answer and len(answer) < 4096 and (piece := line.recv(4096)):
        answer += piece
    return answer.partition(b"\x00")[0].decode("utf-8", "replace")
