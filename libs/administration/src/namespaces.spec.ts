import type { NamespaceLimits } from '@whisker/entities';
import { InMemorySubjectStore } from '@whisker/testing';
import { Administration, limitFields, runCommand } from './index';

function open() {
  const subjects = new InMemorySubjectStore();
  const administration = new Administration({ subjects });
  const run = (command: string, given: object = {}) => runCommand(administration, { command, ...given });
  const set = (limits: object, namespace = 'team') => run('limits.set', { namespace, limits });
  return { subjects, run, set };
}

/** A value of every field. */
const ALL: Required<NamespaceLimits> = {
  invocationsPerMinute: 10,
  concurrentInvocations: 5,
  firesPerMinute: 0,
  allowedKinds: ['nodejs:20', 'sequence'],
  storeActivations: false,
  minActionMemory: 128,
  maxActionMemory: 256,
  minActionLogs: 0,
  maxActionLogs: 5,
  minActionTimeout: 100,
  maxActionTimeout: 60_000,
  minActionConcurrency: 1,
  maxActionConcurrency: 10,
  maxParameterSize: 1000,
  maxPayloadSize: 2000,
  truncationSize: 100,
  warmedContainerKeepingCount: 2,
  warmedContainerKeepingTimeout: '24 hours',
  maxActionInstances: 3,
};

describe('limits of a namespace', () => {
  it('can be set, every field', async () => {
    const { set, subjects } = open();
    expect(Object.keys(ALL)).toEqual(Object.keys(limitFields));
    expect(await set(ALL)).toEqual({ namespace: 'team', limits: ALL, known: false });
    expect(await subjects.limitsOf('team')).toEqual(ALL);
  });

  it('can be given as text, sizes with a unit', async () => {
    const { set } = open();
    const texts = { firesPerMinute: '7', storeActivations: 'true', maxPayloadSize: '512 KB', truncationSize: '64 B' };
    expect(await set(texts)).toMatchObject({
      limits: { firesPerMinute: 7, storeActivations: true, maxPayloadSize: 524_288, truncationSize: 64 },
    });
  });

  it('keep what is not named; null takes one away', async () => {
    const { set, run } = open();
    await set({ firesPerMinute: 1, invocationsPerMinute: 2 });
    await set({ firesPerMinute: null, concurrentInvocations: 3 });
    expect(await run('limits.get', { namespace: 'team' })).toMatchObject({
      limits: { invocationsPerMinute: 2, concurrentInvocations: 3 },
    });
  });

  it.each<[object, string]>([
    [{ firesPerMinute: -1 }, 'firesPerMinute cannot be -1: it must be a whole number, 0 to 2147483647.'],
    [{ firesPerMinute: 1.5 }, 'firesPerMinute cannot be 1.5'],
    [{ firesPerMinute: 'many' }, 'firesPerMinute cannot be "many"'],
    [{ firesPerMinute: 2 ** 31 }, 'firesPerMinute cannot be 2147483648'],
    [{ minActionMemory: 0 }, 'minActionMemory cannot be 0: it must be a whole number of MB, 1 to'],
    [{ maxPayloadSize: '1 TB' }, 'a whole number of bytes, or one with KB or MB'],
    [{ allowedKinds: [] }, 'allowedKinds cannot be []: it must be one kind or more'],
    [{ allowedKinds: 'nodejs:20' }, 'allowedKinds cannot be "nodejs:20"'],
    [{ allowedKinds: ['NodeJS 20'] }, 'allowedKinds cannot be'],
    [{ storeActivations: 1 }, 'it must be true or false'],
    [{ warmedContainerKeepingTimeout: '10' }, "a duration with its unit, such as '10 minutes'"],
    [{ minActionMemory: 256, maxActionMemory: 128 }, 'minActionMemory (256) is above maxActionMemory (128)'],
    [{ invocationsPerHour: 1 }, "there is no limit 'invocationsPerHour'. Limits are: invocationsPerMinute, "],
    [{}, 'name one limit or more'],
    [{ constructor: 1 }, "there is no limit 'constructor'"],
  ])('cannot be %j', async (limits, text) => {
    const { set, subjects } = open();
    await expect(set(limits)).rejects.toThrow(text);
    expect(await subjects.limitsOf('team')).toBeUndefined();
  });

  it('are checked together with those that are there', async () => {
    const { set } = open();
    await set({ maxActionTimeout: 1000 });
    await expect(set({ minActionTimeout: 2000 })).rejects.toThrow('minActionTimeout (2000) is above');
  });

  it('can be deleted', async () => {
    const { set, run } = open();
    await set({ firesPerMinute: 1 });
    await run('limits.delete', { namespace: 'team' });
    expect(await run('limits.get', { namespace: 'team' })).toBeNull();
    await expect(run('limits.delete', { namespace: 'team' })).rejects.toThrow("'team' has no limits of its own");
  });

  it('tell whether anybody has the namespace', async () => {
    const { set, run } = open();
    await run('user.create', { subject: 'alice', namespace: 'team' });
    expect(await set({ firesPerMinute: 1 })).toMatchObject({ known: true });
    await expect(set({}, 'te/am')).rejects.toThrow("'te/am' cannot name a namespace");
  });
});

describe('namespaces', () => {
  it('are listed with their subjects, and whether they may run anything', async () => {
    const { run, set } = open();
    await run('user.create', { subject: 'bobby', namespace: 'team' });
    await run('user.create', { subject: 'alice', namespace: 'team' });
    await run('user.create', { subject: 'alice' });
    await run('user.create', { subject: 'carol' });
    await run('user.block', { subjects: ['carol'] });
    await set({ concurrentInvocations: 0 }, 'alice');
    expect(await run('namespace.list')).toEqual([
      { namespace: 'alice', subjects: ['alice'], blocked: true },
      { namespace: 'carol', subjects: ['carol'], blocked: true },
      { namespace: 'team', subjects: ['bobby', 'alice'], blocked: false },
    ]);
  });
});

describe('a command from outside', () => {
  it.each<[unknown, string]>([
    [null, 'a command must be a JSON object'],
    [[], 'a command must be a JSON object'],
    [{}, "'command' is missing"],
    [{ command: 'user.promote' }, "there is no command 'user.promote'. Commands are: user.create, "],
    [{ command: 'toString' }, "there is no command 'toString'"],
    [{ command: 'user.create' }, "'subject' is missing"],
    [{ command: 'user.create', subject: 5 }, "'subject' must be a text"],
    [{ command: 'user.block', subjects: 'alice' }, "'subjects' must be a list of texts"],
    [{ command: 'limits.set', namespace: 'team', limits: [] }, "'limits' must be a JSON object"],
  ])('%j is refused', async (command, text) => {
    const administration = new Administration({ subjects: new InMemorySubjectStore() });
    await expect(runCommand(administration, command)).rejects.toMatchObject({
      reason: 'invalid',
      message: expect.stringContaining(text) as unknown,
    });
  });
});
