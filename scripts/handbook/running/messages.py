"""Messages between the build and its runner: texts in, texts out, over a socket.

Each message is its length in bytes, a line break, and the text in UTF-8.
"""

from __future__ import annotations

import socket


class Closed(Exception):
    """The other side is gone."""


def send_message(channel: socket.socket, text: str) -> None:
    """Send one message. Raises Closed if nobody is there."""
    data = text.encode("utf-8", errors="surrogatepass")
    try:
        channel.sendall(b"%d\n" % len(data) + data)
    except OSError as error:
        raise Closed from error


def _receive(channel: socket.socket, size: int) -> bytes:
    parts = []
    while size:
        try:
            part = channel.recv(min(size, 1 << 20))
        except OSError as error:
            raise Closed from error
        if not part:
            raise Closed
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def receive_message(channel: socket.socket) -> str:
    """Wait for one message. Raises Closed if the other side is gone before it is whole."""
    length = b""
    while not length.endswith(b"\n"):
        length += _receive(channel, 1)
    return _receive(channel, int(length)).decode("utf-8", errors="surrogatepass")
