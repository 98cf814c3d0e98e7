"""Many kept-alive connections to one server, with the time that each answer took."""

import asyncio
import json
import statistics
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any


@dataclass
class Told:
    """How long answers took, and which were none."""

    took_ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    again: int = 0

    def percentile(self, of_hundred: int) -> float:
        """The time within which so many of a hundred answers came."""
        cuts = statistics.quantiles(self.took_ms, n=100, method="inclusive") if len(self.took_ms) > 1 else []
        return cuts[of_hundred - 1] if cuts else 0.0


class Wire:
    """One connection; one request at a time."""

    def __init__(self, port: int, told: Told) -> None:
        self._port, self._told = port, told
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, body: Any, headers: dict[str, str], *, due: float | None = None) -> Any:
        """Send a request and read its JSON answer; `due` is when it should have been sent, where it had to queue."""
        content = json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json"]
        lines += [f"Content-Length: {len(content)}", *(f"{name}: {value}" for name, value in headers.items())]
        document = "\r\n".join(lines).encode() + b"\r\n\r\n" + content
        began = perf_counter() if due is None else due
        try:
            status, text = await self._send(document)
        except (OSError, asyncio.IncompleteReadError):
            # As a browser does when the server has hung up; sending a beat again is safe.
            await self.close()
            self._told.again += 1
            status, text = await self._send(document)
        self._told.took_ms.append((perf_counter() - began) * 1000)
        answer = json.loads(text)
        if status >= 400:
            self._told.errors.append(f"{status} {answer.get('title', '')}")
        return answer

    async def _send(self, document: bytes) -> tuple[int, bytes]:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writer.write(document)
        return await self._answer()

    async def _answer(self) -> tuple[int, bytes]:
        assert self._reader is not None
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = next(
            int(line.partition(":")[2]) for line in head.split("\r\n") if line.lower().startswith("content-length:")
        )
        return int(head.split(" ", 2)[1]), await self._reader.readexactly(length)

    async def close(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self._writer.close()
            with suppress(OSError):
                await self._writer.wait_closed()
        self._writer = None


@asynccontextmanager
async def wires(port: int, count: int, told: Told) -> AsyncIterator[list[Wire]]:
    """So many connections, closed at the end."""
    made = [Wire(port, told) for _ in range(count)]
    try:
        yield made
    finally:
        for wire in made:
            await wire.close()


async def in_turn(wire: Wire, send: Callable[[Wire, int], Any], numbers: list[int], *, until: float) -> int:
    """Send for one after the other of these, again and again, until a moment; returns how often."""
    sent = 0
    while perf_counter() < until:
        await send(wire, numbers[sent % len(numbers)])
        sent += 1
    return sent
