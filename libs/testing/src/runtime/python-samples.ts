import { zipAction } from './archives';
import type { RuntimeSamples } from './runtime-samples';

const echo = 'def main(args):\n    return args\n';
const several = 6 * 1024 * 1024;

/** The samples in Python. */
export const pythonSamples: RuntimeSamples = {
  echo: { code: echo },
  otherMain: { main: 'niam', code: 'def niam(args):\n    return args\n' },
  counter: { code: 'count = 0\ndef main(args):\n    global count\n    count += 1\n    return {"count": count}\n' },
  environment: {
    code: `
import os
at_load = os.environ.get("FLAVOUR")
def main(args):
    return {"atLoad": at_load, "seen": {name: os.environ.get(name) for name in args["names"]}}
`,
  },
  printLine: {
    code: `
import sys
def main(args):
    print(args["line"])
    print(args["line"], file=sys.stderr)
    return {}
`,
  },
  printText: {
    code: `
import sys
def main(args):
    sys.stdout.write(args["text"])
    sys.stderr.write(args["text"])
    return {}
`,
  },
  reverse: { code: 'def main(args):\n    return (args if isinstance(args, list) else args["list"])[::-1]\n' },
  scalar: { code: 'def main(args):\n    return "text"\n' },
  applicationError: { code: 'def main(args):\n    return {"error": {"code": 5}}\n' },
  failsToLoad: { code: 'print("loading")\nraise ValueError("cannot be loaded")\n' },
  archive: zipAction({ '__main__.py': echo }),
  archiveWithModules: zipAction({
    '__main__.py': 'import dep\ndef main(args):\n    return {"from": dep.text()}\n',
    'dep/__init__.py': 'from .lib import TEXT\ndef text():\n    return TEXT\n',
    'dep/lib.py': 'TEXT = "module"\n',
  }),
  largeArchive: zipAction({ '__main__.py': echo, 'data.bin': new Uint8Array(several) }, { level: 0 }),
  damagedArchive: { binary: true, code: Buffer.from('PK\x03\x04 and nothing more').toString('base64') },
};
