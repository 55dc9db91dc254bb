"""An action that is an executable: argument 1 is the JSON of the arguments, the last line of its output the result."""
import json
import os
import subprocess
import sys

from whisker_proxy.action import Answer, failure, refusal, to_json
from whisker_proxy.archive import unpack
from whisker_proxy.loader import LoadFailure

NO_EXECUTABLE = "The action failed to generate or locate a binary. See logs for details."
NO_DICTIONARY = "The action did not return a dictionary or array."


class ExecutableAction:
    def __init__(self, output, folder):
        self._output = output
        self._folder = os.path.realpath(folder)
        self._executable = os.path.join(self._folder, "exec")
        self._environment = dict(os.environ)
        self._initialized = False

    def init(self, request, takes_stream=False):
        if self._initialized:
            return refusal("Cannot initialize the action more than once.")
        value = request.get("value") or {}
        for name, text in (value.get("env") or {}).items():
            self._environment[name] = text if isinstance(text, str) else json.dumps(text)
        try:
            # Without code it is the executable that the image brings.
            if value.get("code"):
                self._place(value["code"], value.get("binary"))
        except (LoadFailure, OSError) as problem:
            print(problem, file=sys.stderr)
        if not os.access(self._executable, os.X_OK):
            return self._end(failure(502, NO_EXECUTABLE))
        self._initialized = True
        return Answer(200, b'{"ok":true}')

    def run(self, request, takes_stream=False):
        if not self._initialized:
            return failure(500, "no action defined yet")
        for field, text in request.items():
            if field != "value" and isinstance(text, str):
                self._environment["__OW_" + field.upper()] = text
        value = request.get("value")
        return self._end(self._call({} if value is None else value))

    def _place(self, code, binary):
        if binary:
            unpack(code, self._folder)
        else:
            with open(self._executable, "w", encoding="utf-8") as script:
                script.write(code)
        if os.path.isfile(self._executable):
            os.chmod(self._executable, 0o755)

    def _call(self, arguments):
        command = [self._executable, json.dumps(arguments)]
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, cwd=self._folder, env=self._environment
            )
        except OSError as error:
            # An argument has its limits, and a script needs its interpreter.
            print(error, file=sys.stderr)
            return failure(502, "The action could not be run: {}".format(error))
        with process:
            last = self._log_all_but_last(process.stdout)
        return self._answer(last)

    def _log_all_but_last(self, stdout):
        """Lines go to the log as they come, but for the last that is not empty, which is returned."""
        last = b""
        for line in stdout:
            if not line.strip():
                continue
            self._log(last)
            last = line
        return last

    def _answer(self, line):
        try:
            result = json.loads(line.decode("utf-8"))
        except ValueError:
            result = None
        if not isinstance(result, (dict, list)):
            self._log(line)
            return failure(502, NO_DICTIONARY)
        return Answer(200, to_json(result))

    @staticmethod
    def _log(line):
        sys.stdout.write(line.decode("utf-8", errors="replace"))
        sys.stdout.flush()

    def _end(self, answer):
        self._output.end_activation()
        return answer
