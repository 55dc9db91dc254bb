"""Zipped actions: unpacking, and the packages they bring or ask for."""
import base64
import glob
import io
import os
import site
import subprocess
import sys
import zipfile

from .loader import not_located

PERMISSIONS = 0o777


def unpack(code, folder):
    """Unpacks base64 text of a zip; an entry that would lie outside of the folder fails it."""
    try:
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(code))) as archive:
            for entry in archive.infolist():
                unpack_entry(archive, entry, folder)
    except Exception as error:
        raise not_located("There was an error uncompressing the action archive: {}".format(error)) from error


def unpack_entry(archive, entry, folder):
    place = os.path.realpath(os.path.join(folder, entry.filename))
    if place != folder and not place.startswith(folder + os.sep):
        raise ValueError("{} leaves the action's folder".format(entry.filename))
    archive.extract(entry, folder)
    # zipfile drops the mode, and a program that comes along has to be executable.
    mode = (entry.external_attr >> 16) & PERMISSIONS
    if mode and not entry.is_dir():
        os.chmod(place, mode)


def provide_packages(folder):
    """Activates the virtual environment of the zip, or makes one of its requirements."""
    environment = os.path.join(folder, "virtualenv")
    requirements = os.path.join(folder, "requirements.txt")
    if os.path.isdir(environment):
        activate(environment)
    elif os.path.isfile(requirements):
        install(requirements, environment)


def activate(environment):
    script = os.path.join(environment, "bin", "activate_this.py")
    if not os.path.isfile(script):
        raise not_located("Invalid virtualenv. Zip file does not include 'activate_this.py'.")
    with open(script, encoding="utf-8") as source:
        exec(compile(source.read(), script, "exec"), {"__file__": script, "__name__": "__main__"})


def install(requirements, environment):
    """Best effort: pip's words go to the log, and a package that is still missing fails where it is imported."""
    commands = [
        [sys.executable, "-m", "venv", "--system-site-packages", environment],
        [os.path.join(environment, "bin", "python"), "-m", "pip", "install", "--quiet", "-r", requirements],
    ]
    for command in commands:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
        sys.stderr.write(done.stdout)
        if done.returncode != 0:
            break
    for packages in glob.glob(os.path.join(environment, "lib", "python*", "site-packages")):
        site.addsitedir(packages)
