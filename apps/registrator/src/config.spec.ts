import { hostname } from 'node:os';
import { machineIp, readSettings, SettingError } from './config';

describe('readSettings', () => {
  it('has a default for everything', () => {
    expect(readSettings({ WHISKER_REGISTRATOR_TAGS: '' })).toEqual({
      consulUrl: 'http://127.0.0.1:8500',
      docker: '/var/run/docker.sock',
      host: '127.0.0.1',
      port: 3250,
      hostname: hostname(),
      internal: false,
      explicit: false,
      tags: [],
      onExit: 'always',
      cleanUp: true,
      resyncSeconds: 30,
      actionContainers: false,
    });
  });

  it.each([
    [{ WHISKER_CONSUL_URL: 'consul:8500' }, 'WHISKER_CONSUL_URL cannot be used: an address like'],
    [{ WHISKER_REGISTRATOR_DEREGISTER: 'never' }, 'WHISKER_REGISTRATOR_DEREGISTER'],
    [{ WHISKER_REGISTRATOR_HOSTNAME: 'a:b' }, 'WHISKER_REGISTRATOR_HOSTNAME cannot be used: it must hold no colon'],
    [{ WHISKER_REGISTRATOR_IP: 'localhost' }, 'WHISKER_REGISTRATOR_IP cannot be used: an IP address is needed'],
    [{ WHISKER_REGISTRATOR_RESYNC: '0' }, 'WHISKER_REGISTRATOR_RESYNC'],
    [{ WHISKER_REGISTRATOR_CLEANUP: 'perhaps' }, 'WHISKER_REGISTRATOR_CLEANUP'],
  ])('refuses %j', (environment, message) => {
    const read = () => readSettings(environment);
    expect(read).toThrow(SettingError);
    expect(read).toThrow(message);
  });
});

describe('machineIp', () => {
  const address = (ip: string, members: object) => ({ address: ip, family: 'IPv4', internal: false, ...members });

  it('is the first that others reach, else loopback', () => {
    const lo = [address('127.0.0.1', { internal: true })];
    const eth0 = [address('fe80::1', { family: 'IPv6' }), address('10.0.0.7', {})];
    expect(machineIp({ lo, eth0 } as never)).toBe('10.0.0.7');
    expect(machineIp({ lo } as never)).toBe('127.0.0.1');
  });
});
