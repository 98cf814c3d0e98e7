"""How the application and its worker talk: JSON with its length in four bytes before it."""

import json
import struct
from typing import IO, Any

Message = dict[str, Any]

_LENGTH = struct.Struct(">I")


def read_message(stream: IO[bytes]) -> Message | None:
    """The next message, or None when the other side has gone."""
    header = stream.read(_LENGTH.size)
    if len(header) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(header)
    body = stream.read(length)
    if len(body) < length:
        return None
    message: Message = json.loads(body)
    return message


def write_message(stream: IO[bytes], message: Message) -> None:
    """Send one message at once."""
    body = json.dumps(message).encode()
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()
