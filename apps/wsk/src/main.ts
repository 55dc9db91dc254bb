#!/usr/bin/env node
import { processSurroundings } from './process-surroundings';
import { run } from './run';

/** `wsk ... | head` closes the pipe early: nobody reads on, so nothing is left to do. */
function endOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

process.stdout.on('error', endOnClosedPipe);
process.stderr.on('error', endOnClosedPipe);

void run(process.argv.slice(2), processSurroundings()).then((exitCode) => {
  // Set, not exit(): what is still on its way into a pipe must get there.
  process.exitCode = exitCode;
});
