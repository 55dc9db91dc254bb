"""The two log streams of the container: complete, in order, and with a mark after each activation."""
import io
import os
import select
import sys

SENTINEL = b"XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX\n"


class LogStream(io.RawIOBase):
    """Writes all it is given before it returns, and knows whether the last line was ended."""

    def __init__(self, fd):
        super().__init__()
        self._fd = fd
        self._at_line_start = True

    def writable(self):
        return True

    def fileno(self):
        return self._fd

    def isatty(self):
        return os.isatty(self._fd)

    def write(self, data):
        left = memoryview(data).cast("B")
        size = len(left)
        if size:
            self._at_line_start = left[-1] == ord("\n")
        while left:
            try:
                left = left[os.write(self._fd, left) :]
            except BlockingIOError:
                select.select([], [self._fd], [])
            except OSError:
                # A reader that went away must not break the action.
                break
        return size

    def end_activation(self):
        self.write(SENTINEL if self._at_line_start else b"\n" + SENTINEL)


class Output:
    """Stands in for sys.stdout and sys.stderr, whatever locale the container has."""

    def __init__(self):
        self._raw = [LogStream(1), LogStream(2)]
        self._text = [
            io.TextIOWrapper(io.BufferedWriter(raw), "utf-8", errors="backslashreplace", line_buffering=True)
            for raw in self._raw
        ]
        sys.stdout = sys.__stdout__ = self._text[0]
        sys.stderr = sys.__stderr__ = self._text[1]

    def end_activation(self):
        for text, raw in zip(self._text, self._raw):
            if not text.closed:
                text.flush()
            raw.end_activation()
