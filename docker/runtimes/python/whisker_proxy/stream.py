"""Answers that are sent while the action still makes them (docker/runtimes/README.md, "Streams")."""
import json
import os
import sys
from collections.abc import Iterator

from .action import exit_status
from .loader import describe
from .server import STREAM_TYPE

# Trailer that tells how an action failed after it had begun, a JSON string in ASCII.
ERROR_TRAILER = "X-Whisker-Stream-Error"
MAX_ERROR_LENGTH = 2000

HEAD = "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nTransfer-Encoding: chunked\r\n\r\n".format(STREAM_TYPE).encode()


class Stream:
    def __init__(self, head, chunks, on_end):
        """head: the result without its body; on_end: called when the action has done its last, before that is told."""
        self.head = head
        self._chunks = chunks
        self._on_end = on_end
        self._first = b""

    def begin(self):
        """Gets the first chunk; raises what the action raises."""
        self._first = self._next() or b""

    def send(self, peer, head_line):
        """Sends the head and all chunks, as fast as they are taken. Returns whether the peer took them."""
        try:
            peer.sendall(HEAD + framed(head_line + b"\n") + framed(self._first))
            trailer = self._send_chunks(peer)
        except OSError:
            trailer = None
        except BaseException as error:
            # The action wants the process to end.
            self._on_end()
            os._exit(exit_status(error))
        self._close()
        self._on_end()
        if trailer is None:
            return False
        peer.sendall(b"0\r\n" + trailer + b"\r\n")
        return True

    def _send_chunks(self, peer):
        """Returns the trailer. An OSError is one of the peer, never one of the action."""
        while True:
            try:
                chunk = self._next()
            except Exception as error:
                sys.stderr.write(describe(error))
                return error_line(error)
            if chunk is None:
                return b""
            peer.sendall(framed(chunk))

    def _next(self):
        """The next chunk as bytes, None at the end."""
        try:
            chunk = next(self._chunks)
        except StopIteration:
            return None
        if isinstance(chunk, str):
            return chunk.encode("utf-8")
        if isinstance(chunk, (bytes, bytearray, memoryview)):
            return bytes(chunk)
        raise TypeError("A chunk of a streamed body must be text or bytes, not '{}'.".format(type(chunk).__name__))

    def _close(self):
        """Lets an action that was stopped before its end clean up."""
        try:
            if hasattr(self._chunks, "close"):
                self._chunks.close()
        except Exception as error:
            sys.stderr.write(describe(error))


def stream_in(result, on_end):
    """The Stream in what an action returned, or None."""
    if isinstance(result, Iterator):
        return Stream({}, result, on_end)
    if isinstance(result, dict) and isinstance(result.get("body"), Iterator):
        return Stream({key: value for key, value in result.items() if key != "body"}, result["body"], on_end)
    return None


def framed(chunk):
    """A chunk of HTTP; an empty one would be the end."""
    return b"%x\r\n%s\r\n" % (len(chunk), chunk) if chunk else b""


def error_line(error):
    text = json.dumps(str(error)[:MAX_ERROR_LENGTH])
    return "{}: {}\r\n".format(ERROR_TRAILER, text).encode("ascii")
