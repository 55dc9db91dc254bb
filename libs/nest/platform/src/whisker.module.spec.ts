import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Platform } from '@whisker/embed';
import { PLATFORM } from './tokens';
import { get } from 'node:http';
import { WhiskerModule } from './whisker.module';

@Controller('health/own')
class OwnController {
  @Get()
  own(): { own: boolean } {
    return { own: true };
  }
}

@Module({
  imports: [WhiskerModule.forRoot({ prewarm: false, web: { vanityHost: 'functions.test' } })],
  controllers: [OwnController],
})
class SomeApplication {}

describe('WhiskerModule', () => {
  let app: NestFastifyApplication;
  let url: string;

  beforeAll(async () => {
    app = await NestFactory.create<NestFastifyApplication>(SomeApplication, new FastifyAdapter(), { logger: false });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  it('serves the API on the server of the application', async () => {
    const { owner } = app.get<Platform>(PLATFORM);
    const headers = { authorization: `Basic ${Buffer.from(owner.auth).toString('base64')}` };
    expect(await (await fetch(`${url}/api/v1/namespaces`, { headers })).json()).toEqual(['guest']);
    expect((await fetch(`${url}/api/v1/namespaces`)).status).toBe(401);
  });

  it("leaves the application's own routes to it", async () => {
    expect(await (await fetch(`${url}/health/own`)).json()).toEqual({ own: true });
    expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: 'up' });
    expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({ status: 'up' });
  });

  it('leaves nothing to it on the hosts of namespaces', async () => {
    const { port } = new URL(url);
    const status = await new Promise((resolve, reject) =>
      get({ port, path: '/health/live', headers: { host: 'guest.functions.test' } }, (answer) =>
        resolve(answer.resume().statusCode),
      ).on('error', reject),
    );
    expect(status).toBe(404);
  });

  it('is not ready once it drains', async () => {
    await app.get<Platform>(PLATFORM).drain();
    const answer = await fetch(`${url}/health/ready`);
    expect([answer.status, await answer.json()]).toEqual([503, { status: 'down', lacking: ['the invoker'] }]);
  });
});
