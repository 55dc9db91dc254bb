import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { openLimits, type Platform, type PlatformOptions } from '@whisker/embed';
import { answerUnreadable, SERVER_TIMEOUTS } from '@whisker/http-api';
import { PLATFORM } from '@whisker/nest-platform';
import type { AddressInfo } from 'node:net';
import { AppModule } from './app.module';
import type { Settings } from './config';
import { logLine } from './log';

const MB = 1024 * 1024;

/** Runs the platform until SIGTERM or SIGINT; then drains and ends. */
export async function up(settings: Settings, { json }: { json: boolean }): Promise<void> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(optionsOf(settings)),
    new FastifyAdapter({ clientErrorHandler: answerUnreadable, ...SERVER_TIMEOUTS }),
    {
      logger: false,
      abortOnError: false,
      forceCloseConnections: true,
    },
  );
  const platform = app.get<Platform>(PLATFORM);
  try {
    await app.listen(settings.port, settings.host);
  } catch (error) {
    await platform.close();
    throw error;
  }
  endOnSignal(app);
  await announce(app, platform, { json, settings });
}

/** The first signal drains and ends with code 0; a second one ends at once. */
function endOnSignal(app: NestFastifyApplication): void {
  let ending = false;
  const end = (signal: NodeJS.Signals): void => {
    if (ending) process.exit(1);
    ending = true;
    logLine('info', `${signal}: no more work is taken; waiting for what runs`);
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logLine('error', 'the platform did not stop cleanly', { fault: String(error) });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

function optionsOf(settings: Settings): PlatformOptions {
  return {
    dataFolder: settings.data,
    memoryMb: settings.memory,
    isolation: settings.isolation,
    keys: settings.keys,
    sharedPackagesExecuteOnly: settings.sharedPackagesExecuteOnly,
    retentionDays: settings.retentionDays,
    maxCreating: settings.creations,
    ...(settings.searchPath !== undefined && { searchPath: settings.searchPath }),
    parameterKeys: given(settings.parameterKey, settings.previousParameterKey),
    secretKeys: given(settings.secretsKey, settings.previousSecretsKey),
    ...(settings.operator !== undefined &&
      settings.operatorPassword !== undefined && {
        operator: { user: settings.operator, password: settings.operatorPassword },
      }),
    limits: {
      ...openLimits,
      invocationsPerMinute: settings.invocationsPerMinute,
      concurrentInvocations: settings.concurrentInvocations,
      firesPerMinute: settings.firesPerMinute,
      concurrency: { ...openLimits.concurrency, max: settings.maxConcurrency },
      blockingWait: settings.blockingWait,
      streamedBody: settings.streamMb * MB,
    },
    catalog: true,
    missedAlarms: settings.missedAlarms,
    apiGateway: settings.apiGateway === 'on',
    ...(settings.vanityHost !== undefined && { web: { vanityHost: settings.vanityHost } }),
    log: logLine,
  };
}

function given(...keys: readonly (string | undefined)[]): string[] {
  return keys.filter((key) => key !== undefined);
}

interface Announcement {
  readonly json: boolean;
  readonly settings: Settings;
}

async function announce(
  app: NestFastifyApplication,
  platform: Platform,
  { json, settings }: Announcement,
): Promise<void> {
  const { port } = app.getHttpServer().address() as AddressInfo;
  const host = settings.host === '0.0.0.0' || settings.host === '::' ? '127.0.0.1' : settings.host;
  const apihost = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  await platform.listening(apihost);
  const { auth, namespace } = platform.owner;
  if (json) process.stdout.write(`${JSON.stringify({ apihost, auth, pid: process.pid })}\n`);
  else process.stdout.write(greeting({ apihost, auth, namespace, data: settings.data, warnings: platform.warnings }));
}

interface Greeting {
  readonly apihost: string;
  readonly auth: string;
  readonly namespace: string;
  readonly data: string;
  readonly warnings: readonly string[];
}

function greeting({ apihost, auth, namespace, data, warnings }: Greeting): string {
  return [
    '',
    `Whisker is ready at ${apihost} (namespace ${namespace}, data in ${data}).`,
    ...warnings.map((warning) => `Warning: ${warning}`),
    '',
    'Try it from another terminal:',
    `  bin/wsk property set --apihost ${apihost} --auth ${auth}`,
    "  echo 'function main({ name }) { return { hello: name } }' > hello.js && bin/wsk action create hello hello.js && bin/wsk action invoke hello --result --param name you",
    '',
    '',
  ].join('\n');
}
