import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { readSettings, SettingError } from './config';
import { RegistratorModule } from './registrator.module';

/** Runs the registrator until SIGTERM or SIGINT. Prints one line `{"url", "pid"}` once its health can be asked. */
async function main(): Promise<void> {
  const settings = readSettings();
  const module = RegistratorModule.with(settings);
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
    forceCloseConnections: true,
  });
  app.enableShutdownHooks();
  await app.listen(settings.port, settings.host);
  process.stdout.write(`${JSON.stringify({ url: await app.getUrl(), pid: process.pid })}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`whisker-registrator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof SettingError ? 2 : 1;
});
