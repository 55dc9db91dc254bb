import { defaultSystemLimits } from '@whisker/entities';
import { anIdentity } from '@whisker/testing';
import { NamespaceInfo } from './index';

const info = new NamespaceInfo({ limits: defaultSystemLimits });

describe('what a caller may know of its namespace', () => {
  it('is its name', () => expect(info.list(anIdentity('me'))).toEqual(['me']));

  it('and its limits', () => {
    expect(JSON.stringify(info.limits(anIdentity()))).toBe(
      '{"invocationsPerMinute":60,"concurrentInvocations":30,"firesPerMinute":60,"minActionMemory":128,"maxActionMemory":512,' +
        '"minActionLogs":0,"maxActionLogs":10,"minActionTimeout":100,"maxActionTimeout":300000,"minActionConcurrency":1,' +
        '"maxActionConcurrency":1,"maxParameterSize":"1048576 B","maxActionInstances":30}',
    );
  });

  it('its own ones within those of the system', () => {
    const own = {
      invocationsPerMinute: 600,
      maxActionMemory: 4096,
      minActionMemory: 256,
      concurrentInvocations: 5,
      maxParameterSize: 100,
    };
    expect(info.limits(anIdentity('me', own))).toMatchObject({
      invocationsPerMinute: 600,
      maxActionMemory: 512,
      minActionMemory: 256,
      maxActionInstances: 5,
      maxParameterSize: '100 B',
    });
  });

  it('some only if it has them', () => {
    const own = { allowedKinds: ['nodejs:20'], storeActivations: false, maxPayloadSize: 10, truncationSize: 2 ** 40 };
    const warmed = { warmedContainerKeepingCount: 0, warmedContainerKeepingTimeout: '5 s' };
    expect(info.limits(anIdentity('me', { ...own, ...warmed }))).toMatchObject({
      ...own,
      ...warmed,
      maxPayloadSize: '10 B',
      truncationSize: '1048576 B',
    });
  });
});
