import {
  Controller,
  Get,
  Inject,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { mountInFront } from '@whisker/nest-platform';
import type { Server } from 'node:http';
import { openOwnGateway, type OwnGateway } from './own-gateway';
import type { Settings } from './config';

/** Longest wait for calls in progress when the gateway stops, ms. */
const DRAIN_MS = 20_000;

/** The running gateway. */
export const GATEWAY = Symbol('whisker.gateway');

/** `/health/live` and `/health/ready`: the process answers; it holds its data from its start to its end. */
@Controller('health')
class HealthController {
  @Get(['live', 'ready'])
  up(): { status: string } {
    return { status: 'up' };
  }
}

/** The gateway as a NestJS module: served by the application's own server, in front of its own routes. */
@Module({ controllers: [HealthController] })
export class GatewayModule implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    @Inject(GATEWAY) private readonly gateway: OwnGateway,
    private readonly adapters: HttpAdapterHost,
  ) {}

  static with(settings: Settings): DynamicModule {
    return {
      module: GatewayModule,
      providers: [{ provide: GATEWAY, useFactory: () => openOwnGateway(settings) }],
    };
  }

  onApplicationBootstrap(): void {
    const { gateway } = this;
    mountInFront(this.adapters.httpAdapter.getHttpServer() as Server, gateway.listener, ({ url = '/' }) =>
      gateway.owns(url),
    );
  }

  /** Calls in progress are answered before the server closes. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.gateway.drain(DRAIN_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.gateway.shutDown();
  }
}
