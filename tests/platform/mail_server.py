"""A mail server of a few lines on the loopback: it takes, refuses, or is too slow, and keeps what it was given.

With a certificate it speaks TLS, from the beginning or after STARTTLS; with a login it takes mail of nobody else.
"""

import asyncio
import base64
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class MailServer:
    """What the server heard; `answers`: what it replies to a command instead of 250; `sleep_s`: how long it waits.

    `tls`: its certificate, used `at_once` or when asked; `login`: who may send, as `user:password`.
    """

    answers: dict[str, str] = field(default_factory=dict)
    sleep_s: float = 0.0
    heard: list[str] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)
    port: int = 0
    tls: ssl.SSLContext | None = None
    at_once: bool = False
    login: str = ""

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, command by command."""
        try:
            await self._serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the other side went away, which some tests want
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(self.sleep_s)
        await _say(writer, self.answers.get("HELLO", "220 ready"))
        while line := await reader.readline():
            command = line.decode().strip()
            self.heard.append(command)
            verb = command.split(":")[0].split(" ")[0].upper()
            if verb == "EHLO" and (self.tls or self.login):
                await _say(writer, "250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN")
                continue
            if verb == "STARTTLS" and self.tls:
                await _say(writer, "220 go on")
                await writer.start_tls(self.tls)
                continue
            if verb == "AUTH":
                said = base64.b64decode(command.split(" ")[2]).decode().split("\0")[1:]
                await _say(writer, "235 welcome" if ":".join(said) == self.login else "535 wrong password")
                continue
            if verb == "MAIL" and self.login and not any(each.startswith("AUTH") for each in self.heard):
                await _say(writer, "530 sign in first")
                continue
            if verb == "DATA" and "DATA" not in self.answers:
                await _say(writer, "354 go on")
                body = await reader.readuntil(b"\r\n.\r\n")
                self.mails.append(body.decode())
            await _say(writer, self.answers.get(verb, "221 bye" if verb == "QUIT" else "250 ok"))
            if verb == "QUIT":
                break


async def _say(writer: asyncio.StreamWriter, words: str) -> None:
    writer.write(words.encode() + b"\r\n")
    await writer.drain()


@contextmanager
def mail_server(**fields: object) -> Iterator[MailServer]:
    """Run the server in a thread of its own."""
    made, ready, over = MailServer(**fields), threading.Event(), threading.Event()  # type: ignore[arg-type]

    async def run() -> None:
        opened = await asyncio.start_server(made.serve, "127.0.0.1", 0, ssl=made.tls if made.at_once else None)
        made.port = opened.sockets[0].getsockname()[1]
        ready.set()
        while not over.is_set():
            await asyncio.sleep(0.01)
        await asyncio.sleep(made.sleep_s)
        opened.close()
        await opened.wait_closed()

    thread = threading.Thread(target=asyncio.run, args=(run(),), daemon=True)
    thread.start()
    ready.wait(5)
    try:
        yield made
    finally:
        over.set()
        thread.join(5)
