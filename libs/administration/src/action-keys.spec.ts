import { parseAuthKey, type AuthKey, type Identity } from '@whisker/entities';
import { InMemorySubjectStore } from '@whisker/testing';
import { randomBytes } from 'node:crypto';
import { ActionKeys, Administration, isDerived } from './index';

const VALID_MS = 900_000;
const START = 1_700_000_000_000;

async function open(keys: 'plain' | 'hashed') {
  const subjects = new InMemorySubjectStore();
  const administration = new Administration({ subjects, keys });
  const { auth } = await administration.change(({ users }) => users.create({ subject: 'alice' }));
  const time = { now: START };
  const make = () => new ActionKeys({ subjects, secret: randomBytes(32), validMs: VALID_MS, clock: () => time.now });
  const caller = (await subjects.authenticate(parseAuthKey(auth) as AuthKey)) as Identity;
  const issued = async (from: ActionKeys) => parseAuthKey((await from.issue(caller)) as string) as AuthKey;
  return { subjects, administration, auth, time, make, caller, actionKeys: make(), issued };
}

describe('the key an action is given', () => {
  it('is its caller’s where keys are stored', async () => {
    const { actionKeys, caller, auth } = await open('plain');
    expect(await actionKeys.issue(caller)).toBe(auth);
    expect(await actionKeys.authenticate(parseAuthKey(auth) as AuthKey)).toBeUndefined();
  });

  it('is another one of the same form where only hashes are', async () => {
    const { actionKeys, caller, auth, issued } = await open('hashed');
    const derived = await issued(actionKeys);
    expect([derived.uuid, derived.key.length, isDerived(derived.key)]).toEqual([caller.namespace.uuid, 64, true]);
    expect(auth).not.toContain(derived.key);
    expect(await actionKeys.authenticate(derived)).toEqual(caller);
  });

  it('is the same for a while, and good for as long as an action may run', async () => {
    const { actionKeys, time, issued } = await open('hashed');
    const first = await issued(actionKeys);
    time.now += 1;
    expect((await issued(actionKeys)).key).toBe(first.key);
    time.now = START + VALID_MS - 1;
    expect(await actionKeys.authenticate(first)).toBeDefined();
    time.now = START + VALID_MS + 300_000;
    expect(await actionKeys.authenticate(first)).toBeUndefined();
  });

  it('ends with the key it stands for', async () => {
    const { actionKeys, administration, caller, issued } = await open('hashed');
    const derived = await issued(actionKeys);
    await administration.change(({ users }) => users.block(['alice']));
    expect([await actionKeys.authenticate(derived), await actionKeys.issue(caller)]).toEqual([undefined, undefined]);
    await administration.change(({ users }) => users.unblock(['alice']));
    expect(await actionKeys.authenticate(derived)).toBeDefined();
    await administration.change(({ users }) => users.rotate({ subject: 'alice' }));
    expect(await actionKeys.authenticate(derived)).toBeUndefined();
    await administration.change(({ users }) => users.delete({ subject: 'alice' }));
    expect(await actionKeys.issue(caller)).toBeUndefined();
  });

  it('cannot be made elsewhere, lengthened or carried over', async () => {
    const { actionKeys, make, administration, issued } = await open('hashed');
    const derived = await issued(actionKeys);
    expect(await make().authenticate(derived)).toBeUndefined();
    const bytes = Buffer.from(derived.key.slice(4), 'base64url');
    bytes.writeUIntBE(bytes.readUIntBE(0, 6) + 300_000, 0, 6);
    expect(await actionKeys.authenticate({ ...derived, key: `ak1_${bytes.toString('base64url')}` })).toBeUndefined();
    const other = await administration.change(({ users }) => users.create({ subject: 'bobby' }));
    expect(await actionKeys.authenticate({ ...derived, uuid: other.uuid })).toBeUndefined();
    for (const key of ['', 'ak1_', `ak1_${'!'.repeat(60)}`, `ak1_${'/'.repeat(60)}`, `ak1_${'_'.repeat(60)}`])
      expect(await actionKeys.authenticate({ ...derived, key })).toBeUndefined();
  });
});
