"""Turns the code of an /init request into the function to call."""
import importlib.util
import os
import sys
import tempfile
import traceback

# Not `__main__`: that is the proxy, and the guard `if __name__ == "__main__"` must not run an action's own tests.
MODULE_NAME = "main__"
NOT_OF_THE_ACTION = (os.path.dirname(os.path.abspath(__file__)) + os.sep, "<frozen importlib")


class LoadFailure(Exception):
    """The action cannot be loaded.

    `text` is for the action's author; `summary` is what callers see where such texts go to the log.
    """

    def __init__(self, text, summary):
        super().__init__(text)
        self.text = text
        self.summary = summary


def not_located(text):
    return LoadFailure(text, "The action failed to generate or locate a binary. See logs for details.")


def not_started(text):
    return LoadFailure("cannot start action: " + text, "Cannot start action. Check logs for details.")


def describe(error):
    """The traceback, without the frames of the proxy and of the import system above those of the action."""
    frames = error.__traceback__
    while frames and frames.tb_frame.f_code.co_filename.startswith(NOT_OF_THE_ACTION):
        frames = frames.tb_next
    return "".join(traceback.format_exception(type(error), error, frames))


def load_action(code, main, binary):
    """Returns the action's function; raises LoadFailure."""
    folder = os.path.realpath(tempfile.mkdtemp(prefix="action-"))
    if binary:
        from . import archive

        archive.unpack(code, folder)
    else:
        with open(os.path.join(folder, "__main__.py"), "w", encoding="utf-8", errors="surrogatepass") as source:
            source.write(code)
    os.chdir(folder)
    sys.path.insert(0, folder)
    if binary:
        archive.provide_packages(folder)
    return find_function(folder, main)


def find_function(folder, main):
    source = os.path.join(folder, "__main__.py")
    if not os.path.isfile(source):
        raise not_located("Zip file does not include '__main__.py'.")
    spec = importlib.util.spec_from_file_location(MODULE_NAME, source)
    module = sys.modules[MODULE_NAME] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise not_started(describe(error)) from error
    except BaseException as error:
        raise not_started("command exited") from error
    function = getattr(module, main, None)
    if not callable(function):
        raise not_started("Action entrypoint '{}' is not a function.".format(main))
    return function
