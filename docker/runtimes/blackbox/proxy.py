"""A runtime for any executable: answers /init and /run by running it once per activation. Standard library only.

The executable is `exec` in the folder `__OW_ACTION_FOLDER` (/action): of the image, or replaced by the code of /init. It
listens as the python runtime does, whose package `whisker_proxy` it shares.
"""
import os
import signal

from whisker_blackbox.executable import ExecutableAction
from whisker_proxy.output import Output
from whisker_proxy.server import listen, serve


def main():
    # Taken away, so that the action does not see what is meant for the proxy.
    path = os.environ.pop("__OW_LISTEN_SOCKET", None)
    host = os.environ.pop("__OW_LISTEN_HOST", "0.0.0.0")
    port = int(os.environ.pop("__OW_LISTEN_PORT", "8080"))
    ready_fd = os.environ.pop("__OW_READY_FD", None)
    folder = os.environ.pop("__OW_ACTION_FOLDER", "/action")

    # The first process of a container ignores SIGTERM unless it has a handler.
    if os.getpid() == 1:
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))

    action = ExecutableAction(Output(), folder)
    listener = listen(path, host, port)
    if ready_fd is not None:
        os.write(int(ready_fd), b"ready\n")
        os.close(int(ready_fd))
    serve(listener, {"/init": action.init, "/run": action.run})


if __name__ == "__main__":
    main()
