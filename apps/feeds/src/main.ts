import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { FeedService } from '@whisker/embed';
import { AppModule, FEEDS } from './app.module';
import { readSettings } from './config';

/** Runs the provider until SIGTERM or SIGINT. Prints one line `{"url", "pid"}` once its management API answers. */
async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(AppModule.with(readSettings()), {
    logger: false,
    abortOnError: false,
  });
  app.enableShutdownHooks();
  process.stdout.write(`${JSON.stringify({ url: app.get<FeedService>(FEEDS).url, pid: process.pid })}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`whisker-feeds: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
