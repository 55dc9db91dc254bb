import type { ContainerEvent } from '@whisker/registrator';
import { DockerEngine } from './docker-engine';
import { fakeContainer, FakeDocker } from './testing';

let docker: FakeDocker;
let engine: DockerEngine;
const stops: (() => void)[] = [];

beforeEach(async () => {
  docker = await FakeDocker.start();
  engine = new DockerEngine({ address: docker.socketPath });
});
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await docker.stop();
});

/** Follows until so many events came, or the end. */
async function follow(since?: string) {
  const told: (ContainerEvent | Error)[] = [];
  let wake: () => void = () => undefined;
  const note = (what: ContainerEvent | Error) => {
    told.push(what);
    wake();
  };
  const stop = await engine.follow(since, { event: note, ended: note });
  stops.push(stop);
  const until = async (count: number) => {
    while (told.length < count) await new Promise<void>((resolve) => (wake = resolve));
    return told;
  };
  return { told, until, stop };
}

describe('DockerEngine', () => {
  it('lists containers with their labels', async () => {
    const labels = { 'whisker.role': 'action' };
    docker.happens('start', fakeContainer('one', { Config: { Image: 'web', Labels: labels } }));
    expect(await engine.list()).toEqual([{ id: 'id-of-one', labels }]);
  });

  it('tells what is registered of a container', async () => {
    docker.happens(
      'start',
      fakeContainer('one', {
        State: { Running: true, Paused: true, ExitCode: 0, Health: { Status: 'healthy' } },
        Config: {
          Image: 'web:1',
          Env: ['A=1'],
          Labels: { b: '2' },
          ExposedPorts: { '81/tcp': {}, '80/tcp': {} },
        },
        HostConfig: { NetworkMode: 'mine' },
        NetworkSettings: {
          Ports: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }], '53/udp': null, '9/sctp': null },
          Networks: { other: { IPAddress: '10.1.0.1' }, mine: { IPAddress: '10.2.0.1' } },
        },
      }),
    );
    expect(await engine.inspect('id-of-one')).toEqual({
      id: 'id-of-one',
      name: 'one',
      image: 'web:1',
      status: 'paused',
      exitCode: 0,
      health: 'healthy',
      env: ['A=1'],
      labels: { b: '2' },
      ports: [
        { port: 53, protocol: 'udp', published: [] },
        { port: 80, protocol: 'tcp', published: [{ ip: '127.0.0.1', port: 8080 }] },
        { port: 81, protocol: 'tcp', published: [] },
      ],
      ip: '10.2.0.1',
      hostNetwork: false,
    });
  });

  it('tells whose network a container shares, and that it ended', async () => {
    const State = { Running: false, Paused: false, ExitCode: 137 };
    const HostConfig = { NetworkMode: 'container:pause' };
    docker.happens('die', fakeContainer('one', { State, HostConfig, NetworkSettings: {} }));
    expect(await engine.inspect('id-of-one')).toMatchObject({
      status: 'ended',
      exitCode: 137,
      networkOf: 'pause',
      ip: '',
    });
  });

  it('tells nothing of a container that is gone', async () => {
    expect(await engine.inspect('none')).toBeUndefined();
  });

  it('tells events as they come, wherever they are cut', async () => {
    const { until } = await follow();
    docker.happens('start', fakeContainer('ä'));
    docker.happens('health_status: healthy', fakeContainer('ä'));
    expect(await until(2)).toMatchObject([
      { id: 'id-of-ä', action: 'start', labels: { name: 'ä' } },
      { id: 'id-of-ä', action: 'health_status: healthy' },
    ]);
  });

  it('tells what came behind a position, to the nanosecond', async () => {
    for (const name of ['one', 'two', 'three']) docker.happens('start', fakeContainer(name));
    const all = await (await follow('0.000000000')).until(3);
    const second = all[1] as ContainerEvent;
    expect(second.position).toMatch(/^\d{10}\.\d{9}$/);
    const again = await (await follow(second.position)).until(2);
    expect(again.map((event) => (event as ContainerEvent).id)).toEqual(['id-of-two', 'id-of-three']);
  });

  it('tells the end of the stream once, and not after it was stopped', async () => {
    const [one, other] = [await follow(), await follow()];
    other.stop();
    docker.cutStreams();
    expect((await one.until(1))[0]).toMatchObject({
      message: expect.stringMatching(/^Docker at .* its events/) as string,
    });
    await engine.list();
    expect([one.told.length, other.told.length]).toEqual([1, 0]);
  });

  it('says where the daemon was looked for, and what to do', async () => {
    await docker.down();
    const words =
      /^Docker at \/.*docker\.sock could not .*See that the daemon runs and that this process may reach it\.$/;
    await expect(engine.list()).rejects.toThrow(words);
    await expect(follow()).rejects.toThrow(words);
    await docker.up();
    expect(await engine.list()).toEqual([]);
  });

  it('refuses an address that is none', () => {
    expect(() => new DockerEngine({ address: 'docker' })).toThrow(
      "must be a path like /var/run/docker.sock or a URL, not 'docker'",
    );
  });
});
