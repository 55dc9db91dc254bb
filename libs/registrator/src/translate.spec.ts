import { aContainer, aPort } from './testing/a-container';
import { servicesOf, type TranslationOptions } from './translate';

const MACHINE: TranslationOptions = { hostname: 'host1', machineIp: '10.0.0.7' };
const META = { registrator: 'host1' };

describe('servicesOf', () => {
  it('names a single service after the image, at its published port', () => {
    const container = aContainer({ ports: [aPort(6379, 32768)] });
    expect(servicesOf(container, MACHINE)).toEqual([
      { id: 'host1:redis.0:6379', name: 'redis', address: '10.0.0.7', port: 32768, tags: [], meta: META },
    ]);
  });

  it.each([
    ['redis', 'redis'],
    ['registry:5000/gliderlabs/redis', 'redis'],
    ['redis@sha256:0123', 'redis'],
    ['a/b/c:latest', 'c'],
  ])('names it after the image %s: %s', (image, name) => {
    expect(servicesOf(aContainer({ image, ports: [aPort(1, 1)] }), MACHINE)[0]?.name).toBe(name);
  });

  it('adds the port to the names of several services, unless a name was given for the very port', () => {
    const env = ['SERVICE_NAME=web', 'SERVICE_443_NAME=secure'];
    const services = servicesOf(aContainer({ env, ports: [aPort(80, 8080), aPort(443, 8443)] }), MACHINE);
    expect(services.map(({ name, id }) => [name, id])).toEqual([
      ['web-80', 'host1:redis.0:80'],
      ['secure', 'host1:redis.0:443'],
    ]);
  });

  it('tells udp by the id and a tag', () => {
    const ports = [aPort(53, 53), aPort(53, 53, 'udp')];
    const services = servicesOf(aContainer({ env: ['SERVICE_TAGS=dns'], ports }), MACHINE);
    expect(services.map(({ id, tags }) => [id, tags])).toEqual([
      ['host1:redis.0:53', ['dns']],
      ['host1:redis.0:53:udp', ['dns', 'udp']],
    ]);
  });

  it('skips ports that are not published, and tells them where containers’ own addresses are wanted', () => {
    const container = aContainer({ ports: [aPort(80, 8080), aPort(9000)] });
    expect(servicesOf(container, MACHINE).map(({ id }) => id)).toEqual(['host1:redis.0:80']);
    const internal = servicesOf(container, { ...MACHINE, internal: true });
    expect(internal.map(({ address, port }) => `${address}:${port}`)).toEqual(['172.17.0.2:80', '172.17.0.2:9000']);
  });

  it('takes exposed ports as the machine’s where the container shares its network', () => {
    const container = aContainer({ hostNetwork: true, ip: '', ports: [aPort(9000)] });
    for (const internal of [false, true])
      expect(servicesOf(container, { ...MACHINE, internal })).toMatchObject([{ address: '10.0.0.7', port: 9000 }]);
  });

  it('takes the address of the container whose network it shares', () => {
    const container = aContainer({ networkOf: 'pause', ip: '', ports: [aPort(9000)] });
    const services = servicesOf(container, MACHINE, aContainer({ ip: '172.17.0.9' }));
    expect(services).toMatchObject([{ address: '172.17.0.9', port: 9000 }]);
  });

  it('tells the address a port is bound to, or the one to advertise', () => {
    const container = aContainer({
      ports: [{ port: 80, protocol: 'tcp', published: [{ ip: '127.0.0.1', port: 81 }] }],
    });
    expect(servicesOf(container, MACHINE)[0]?.address).toBe('127.0.0.1');
    expect(servicesOf(container, { ...MACHINE, advertise: true })[0]?.address).toBe('10.0.0.7');
  });

  it('tells the address that a label gives, without its mask', () => {
    const container = aContainer({ labels: { ip: '192.168.1.4/24' }, ports: [aPort(80, 81)] });
    expect(servicesOf(container, { ...MACHINE, ipFromLabel: 'ip' })[0]?.address).toBe('192.168.1.4');
    expect(servicesOf(container, { ...MACHINE, ipFromLabel: 'none' })[0]?.address).toBe('10.0.0.7');
  });

  it('takes id, tags and further metadata from variables and labels', () => {
    const container = aContainer({
      env: ['SERVICE_ID=mine', 'SERVICE_TAGS=a,b\\,c', 'SERVICE_REGION=eu', 'OTHER=1'],
      labels: { SERVICE_REGION: 'us', SERVICE_80_ZONE: '2', SERVICE_81_ZONE: '3' },
      ports: [aPort(80, 81)],
    });
    expect(servicesOf(container, { ...MACHINE, tags: ['all'] })).toMatchObject([
      { id: 'mine', tags: ['a', 'b,c', 'all'], meta: { region: 'us', zone: '2', ...META } },
    ]);
  });

  it('skips what is to be ignored, as a whole or one port, and what has no name where one must be given', () => {
    const ports = [aPort(80, 80), aPort(81, 81)];
    expect(servicesOf(aContainer({ env: ['SERVICE_IGNORE=yes'], ports }), MACHINE)).toEqual([]);
    const one = servicesOf(aContainer({ labels: { SERVICE_81_IGNORE: 'true' }, ports }), MACHINE);
    expect(one.map(({ name }) => name)).toEqual(['redis-80']);
    const explicit = { ...MACHINE, explicit: true };
    const named = servicesOf(aContainer({ env: ['SERVICE_80_NAME=web'], ports }), explicit);
    expect(named.map(({ name }) => name)).toEqual(['web']);
  });

  it('leaves containers that run actions alone unless asked', () => {
    const container = aContainer({ labels: { 'whisker.role': 'action' }, ports: [aPort(8080, 1)] });
    expect(servicesOf(container, MACHINE)).toEqual([]);
    expect(servicesOf(container, { ...MACHINE, actionContainers: true })).toHaveLength(1);
  });

  it('makes the check against the address it tells', () => {
    const container = aContainer({ env: ['SERVICE_CHECK_HTTP=/ping'], ports: [aPort(80, 8080)] });
    expect(servicesOf(container, MACHINE)[0]?.check).toEqual({
      type: 'http',
      url: 'http://10.0.0.7:8080/ping',
      interval: '10s',
    });
  });
});
