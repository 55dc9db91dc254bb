import { aContainer, aPort } from './testing/a-container';
import { wantedOf, type ExitBehaviour } from './wanted';

const options = (onExit: ExitBehaviour = 'always') => ({ hostname: 'host1', machineIp: '10.0.0.7', onExit });
const ports = [aPort(80, 8080)];

describe('wantedOf', () => {
  it('is out of service while it is paused', () => {
    expect(wantedOf(aContainer({ status: 'paused', ports }), options())).toMatchObject({
      services: [{ registration: { id: 'host1:redis.0:80' }, outOfService: 'container is paused' }],
    });
  });

  it.each([
    ['starting', 'warning'],
    ['healthy', 'passing'],
    ['unhealthy', 'critical'],
  ] as const)('tells %s as %s', (health, told) => {
    expect(wantedOf(aContainer({ health, ports }), options())).toMatchObject({ services: [{ health: told }] });
  });

  it.each([
    ['always', 1, { services: [] }],
    ['always', 0, { services: [] }],
    ['on-success', 0, { services: [] }],
    ['on-success', 137, { services: [] }],
    ['on-success', 3, { kept: 'container ended with code 3' }],
  ] as const)('%s, ended with %i', (onExit, exitCode, wanted) => {
    expect(wantedOf(aContainer({ status: 'ended', exitCode, ports }), options(onExit))).toEqual(wanted);
  });
});
