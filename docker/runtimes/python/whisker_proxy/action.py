"""The life of the action in this container: one init, then runs, one at a time."""
import json
import os
import sys
from collections import namedtuple

from .loader import LoadFailure, describe, load_action

# exit_status: None, or that of the process, which ends once the answer is sent.
# stream: None, or what follows the body, which is its head.
Answer = namedtuple("Answer", ["status", "body", "exit_status", "stream"], defaults=[None, None])

# Made once: json.dumps would make them anew at each call. NaN is no JSON, so it is an error here, not at the reader.
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_encode_escaped = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode


def to_json(value):
    try:
        return _encode(value).encode("utf-8")
    except UnicodeEncodeError:
        # Half of a surrogate pair has no UTF-8, but JSON can escape it.
        return _encode_escaped(value).encode("ascii")


def failure(status, text):
    return Answer(status, to_json({"error": text}))


def refusal(text):
    print(text, file=sys.stderr)
    return failure(403, text)


class Action:
    def __init__(self, output, log_init_errors):
        """log_init_errors: why an action cannot be loaded is told in the log instead of the answer."""
        self._output = output
        self._log_init_errors = log_init_errors
        self._function = None
        self._environment = {}

    def init(self, request, takes_stream=False):
        if self._function:
            return refusal("Cannot initialize the action more than once.")
        value = request.get("value") or {}
        code = value.get("code")
        if not code:
            return self._end(refusal("Missing main/no code to execute."))
        for name, text in (value.get("env") or {}).items():
            self._set_variable(name, text)
        try:
            self._function = load_action(code, value.get("main") or "main", value.get("binary"))
        except LoadFailure as problem:
            return self._end(self._not_loaded(problem))
        return Answer(200, b'{"ok":true}')

    def run(self, request, takes_stream=False):
        if not self._function:
            return failure(500, "no action defined yet")
        for field, text in request.items():
            if field != "value" and isinstance(text, str):
                self._set_variable("__OW_" + field.upper(), text)
        args = request.get("value")
        answer = self._call({} if args is None else args, takes_stream)
        return answer if answer.stream else self._end(answer)

    def _call(self, args, takes_stream):
        try:
            result = self._function(args)
            stream = self._begin_stream(result) if takes_stream else None
            body = to_json(stream.head if stream else result)
        except Exception as error:
            sys.stderr.write(describe(error))
            return Answer(200, to_json({"error": str(error)}))
        except BaseException as error:
            return failure(400, "command exited")._replace(exit_status=exit_status(error))
        if stream:
            return Answer(200, body, stream=stream)
        if body[:1] not in (b"{", b"["):
            return failure(502, "The action did not return a dictionary or array.")
        return Answer(200, body)

    def _begin_stream(self, result):
        """What fails before the first chunk is an answer as any other."""
        from .stream import stream_in

        stream = stream_in(result, self._output.end_activation)
        if stream:
            stream.begin()
        return stream

    def _not_loaded(self, problem):
        if not self._log_init_errors:
            return failure(502, problem.text)
        print(problem.text, file=sys.stderr)
        return failure(502, problem.summary)

    def _set_variable(self, name, text):
        """Only changes are written: most variables are the same in each run."""
        if self._environment.get(name) != text:
            self._environment[name] = os.environ[name] = text

    def _end(self, answer):
        self._output.end_activation()
        return answer


def exit_status(error):
    """As the interpreter would end on this error."""
    code = error.code if isinstance(error, SystemExit) else 1
    if code is None or isinstance(code, int):
        return code or 0
    print(code, file=sys.stderr)
    return 1
