import {
  Inject,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { composePlatform, platformListener, type Platform, type PlatformOptions } from '@whisker/embed';
import { vanityNamespace } from '@whisker/http-api';
import type { Server } from 'node:http';
import { HealthController } from './health.controller';
import { mountInFront } from './mount';
import { PLATFORM } from './tokens';

/** Paths that stay with the NestJS application. */
const NEST_PATHS = ['/health/'];

/**
 * The platform as a NestJS module: starts with the application, serves the OpenWhisk API on the application's own
 * server, and drains before it stops.
 *
 * @example
 * ```ts
 * @Module({ imports: [WhiskerModule.forRoot({ dataFolder: './data' })] })
 * class AppModule {}
 * ```
 */
@Module({})
export class WhiskerModule implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    @Inject(PLATFORM) private readonly platform: Platform,
    private readonly adapters: HttpAdapterHost,
  ) {}

  /** @param options of the platform */
  static forRoot(options: PlatformOptions): DynamicModule {
    return {
      module: WhiskerModule,
      global: true,
      controllers: [HealthController],
      providers: [{ provide: PLATFORM, useFactory: () => composePlatform(options) }],
      exports: [PLATFORM],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.platform.start();
    const server = this.adapters.httpAdapter.getHttpServer() as Server;
    const { services } = this.platform;
    mountInFront(server, platformListener(this.platform), ({ url = '/', headers }) => {
      // The host of a namespace shows its web actions, whatever they are called.
      if (vanityNamespace(headers.host, services.web?.vanityHost) !== undefined) return true;
      return !NEST_PATHS.some((own) => url.startsWith(own));
    });
  }

  /** Nothing that was accepted is dropped: runs in progress are awaited before the server closes. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.platform.drain();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.platform.close();
  }
}
