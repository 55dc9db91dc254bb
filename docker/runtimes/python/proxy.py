"""The python runtime: answers /init and /run for one action. Python 3.8 or later, standard library only.

Listens on the unix socket `__OW_LISTEN_SOCKET`, or else on `__OW_LISTEN_HOST` (0.0.0.0) and `__OW_LISTEN_PORT` (8080).
When it listens it writes a line to the file descriptor `__OW_READY_FD`, if there is one.
"""
import os
import signal
import sys

from whisker_proxy.action import Action
from whisker_proxy.output import Output
from whisker_proxy.server import listen, serve


def main():
    # Taken away, so that the action does not see what is meant for the proxy.
    path = os.environ.pop("__OW_LISTEN_SOCKET", None)
    host = os.environ.pop("__OW_LISTEN_HOST", "0.0.0.0")
    port = int(os.environ.pop("__OW_LISTEN_PORT", "8080"))
    ready_fd = os.environ.pop("__OW_READY_FD", None)

    # The first process of a container ignores SIGTERM unless it has a handler.
    if os.getpid() == 1:
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))

    # The proxy's own folder; an action's modules are not to be mistaken for it.
    del sys.path[0]

    action = Action(Output(), log_init_errors=bool(os.environ.get("OW_LOG_INIT_ERROR")))
    listener = listen(path, host, port)
    if ready_fd is not None:
        os.write(int(ready_fd), b"ready\n")
        os.close(int(ready_fd))
    serve(listener, {"/init": action.init, "/run": action.run})


if __name__ == "__main__":
    main()
