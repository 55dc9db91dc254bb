import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import type { Settings } from './config';
import { GATEWAY, GatewayModule } from './gateway.module';
import { logLine } from './log';
import type { OwnGateway } from './own-gateway';

/** Runs the gateway until SIGTERM or SIGINT. Prints one line of JSON once it is ready. */
export async function serve(settings: Settings): Promise<void> {
  const app = await NestFactory.create<NestFastifyApplication>(GatewayModule.with(settings), new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
    forceCloseConnections: true,
  });
  const gateway = app.get<OwnGateway>(GATEWAY);
  try {
    await app.listen(settings.port, settings.host);
  } catch (error) {
    await gateway.shutDown();
    throw error;
  }
  endOnSignal(app);
  const url = addressOf(app, settings);
  gateway.listening(url);
  process.stdout.write(`${JSON.stringify({ url, pid: process.pid })}\n`);
}

function addressOf(app: NestFastifyApplication, settings: Settings): string {
  const { port } = app.getHttpServer().address() as AddressInfo;
  const host = settings.host === '0.0.0.0' || settings.host === '::' ? '127.0.0.1' : settings.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The first signal ends it with code 0; a second one at once. */
function endOnSignal(app: NestFastifyApplication): void {
  let ending = false;
  const end = (signal: NodeJS.Signals): void => {
    if (ending) process.exit(1);
    ending = true;
    logLine('info', `${signal}: no more calls are taken`);
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logLine('error', 'the gateway did not stop cleanly', { fault: String(error) });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}
