"""A small HTTP/1.1 server: keep-alive, JSON objects in and out, one request at a time in the main thread.

The main thread, because actions may want signals or an event loop; several connections, because the platform may open
a new one while an old one is idle.
"""
import json
import os
import selectors
import socket
import sys
import traceback

from .action import failure

MAX_HEAD_BYTES = 64 * 1024
# The code of an action may have 48 MiB; the rest is room for what surrounds it.
MAX_BODY_BYTES = 50 * 1024 * 1024
RECEIVE_BYTES = 256 * 1024
SEND_SECONDS = 60
# Content-Type of a streamed answer, and what a platform that takes one accepts.
STREAM_TYPE = "application/vnd.whisker.stream"
REASONS = {200: b"OK", 400: b"Bad Request", 403: b"Forbidden", 404: b"Not Found", 411: b"Length Required"}
REASONS.update({413: b"Content Too Large", 431: b"Headers Too Large", 500: b"Internal Server Error"})
REASONS.update({502: b"Bad Gateway"})


class Unreadable(Exception):
    """What came is no request this server reads; the connection is of no more use."""

    def __init__(self, status, text):
        super().__init__(text)
        self.answer = failure(status, text)


class Head:
    """Start line and headers of a request."""

    def __init__(self, raw):
        lines = raw.decode("latin-1").split("\r\n")
        self.method, self.path, version = (lines[0].split(" ") + ["", ""])[:3]
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        self.length = self._length(headers)
        self.keep_alive = version == "HTTP/1.1" and headers.get("connection", "").lower() != "close"
        self.takes_stream = STREAM_TYPE in headers.get("accept", "")
        self.expects_continue = headers.get("expect", "").lower() == "100-continue"

    @staticmethod
    def _length(headers):
        if "transfer-encoding" in headers:
            raise Unreadable(411, "A body needs a Content-Length.")
        text = headers.get("content-length", "0")
        if not text.isdigit():
            raise Unreadable(400, "The Content-Length is not a number.")
        if int(text) > MAX_BODY_BYTES:
            raise Unreadable(413, "The body is too large.")
        return int(text)


class Connection:
    def __init__(self, peer, handlers):
        self._peer = peer
        self._handlers = handlers
        self._received = bytearray()
        self._head = None

    def on_readable(self):
        """Answers what is complete; returns whether the connection stays open."""
        chunk = self._peer.recv(RECEIVE_BYTES)
        if not chunk:
            return False
        self._received += chunk
        try:
            while self._read_head() and len(self._received) >= self._head.length:
                if not self._answer_request():
                    return False
        except Unreadable as problem:
            self._send(problem.answer)
            return False
        return True

    def _read_head(self):
        if self._head:
            return True
        end = self._received.find(b"\r\n\r\n")
        if end > MAX_HEAD_BYTES or (end < 0 and len(self._received) > MAX_HEAD_BYTES):
            raise Unreadable(431, "The headers are too large.")
        if end < 0:
            return False
        self._head = Head(self._received[:end])
        del self._received[: end + 4]
        if self._head.expects_continue:
            self._peer.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        return True

    def _answer_request(self):
        head, self._head = self._head, None
        body = bytes(self._received[: head.length])
        del self._received[: head.length]
        answer = self._answer_to(head, body)
        if answer.stream:
            # How long a reader may take is the platform's affair: it watches over the whole run.
            self._peer.settimeout(None)
            complete = answer.stream.send(self._peer, answer.body)
            self._peer.settimeout(SEND_SECONDS)
            return complete and head.keep_alive
        self._send(answer)
        if answer.exit_status is not None:
            # Not sys.exit: threads the action left behind would hold the process.
            os._exit(answer.exit_status)
        return head.keep_alive

    def _answer_to(self, head, body):
        handler = self._handlers.get(head.path) if head.method == "POST" else None
        if not handler:
            return failure(404, "There is only POST /init and POST /run.")
        try:
            request = json.loads(body.decode("utf-8"))
        except ValueError as error:
            return failure(400, "Error unmarshaling request: {}".format(error))
        if not isinstance(request, dict):
            return failure(400, "Error unmarshaling request: an object is expected")
        try:
            return handler(request, head.takes_stream)
        except Exception as error:
            traceback.print_exc()
            return failure(500, "Internal system error: {}".format(error))

    def _send(self, answer):
        head = b"HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self._peer.sendall(head % (answer.status, REASONS[answer.status], len(answer.body)) + answer.body)


def listen(path, host, port):
    """Returns a listening socket: on the unix socket if there is a path, else on TCP."""
    if path:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        # Whoever comes to its folder may connect: the platform may be another user than the one within a container.
        os.chmod(path, 0o777)
    else:
        listener = socket.socket(socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Inherited by the connections.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind((host, port))
    listener.listen()
    return listener


def serve(listener, handlers):
    """Serves for ever. handlers: path -> function from the JSON object of the body, and whether the answer may be a
    stream, to an Answer."""
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            if key.fileobj is listener:
                peer, _ = listener.accept()
                peer.settimeout(SEND_SECONDS)
                selector.register(peer, selectors.EVENT_READ, Connection(peer, handlers))
            elif not stays_open(key.data):
                selector.unregister(key.fileobj)
                key.fileobj.close()


def stays_open(connection):
    try:
        return connection.on_readable()
    except OSError:
        # The peer went away, or does not take its answer.
        return False
    except Exception:
        # A fault of this proxy costs one connection, not the container.
        traceback.print_exc(file=sys.stderr)
        return False
