import 'reflect-metadata';
import { readSettings, SettingError } from './config';
import { serve } from './serve';

async function main(): Promise<void> {
  await serve(readSettings());
}

main().catch((error: unknown) => {
  process.stderr.write(`whisker-gateway: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof SettingError ? 2 : 1;
  // A server that failed to start may have left timers behind.
  setTimeout(() => process.exit(), 2000).unref();
});
