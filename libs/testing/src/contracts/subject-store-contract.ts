import type { AuthKey, Subject } from '@whisker/entities';
import { hashKey, type SubjectStore } from '@whisker/entity-store';
import { randomUUID } from 'node:crypto';
import { openForEach, uniqueName, type OpenPort } from './port-under-test';

/** Declares the suite of the port {@link SubjectStore}. */
export function subjectStoreContract(name: string, open: OpenPort<SubjectStore>): void {
  describe(`${name} as a SubjectStore`, () => {
    const bench = openForEach(open);
    describe('authenticates', () => authentication(bench));
    describe('keeps subjects', () => subjects(bench));
    describe('keeps limits', () => limits(bench));
    describe('tells', () => lookUps(bench));
  });
}

interface Opened {
  readonly subject: SubjectStore;
  reopen(): Promise<SubjectStore>;
}

function someCredentials(): AuthKey {
  return { uuid: randomUUID(), key: `${randomUUID()}${randomUUID()}`.replaceAll('-', '') };
}

/** A subject that owns one namespace. */
function aSubject(members: Partial<Subject> = {}): { subject: Subject; credentials: AuthKey; namespace: string } {
  const credentials = someCredentials();
  const namespace = uniqueName();
  return {
    subject: { subject: uniqueName('subject'), namespaces: [{ name: namespace, ...credentials }], ...members },
    credentials,
    namespace,
  };
}

function authentication(bench: Opened): void {
  it('who has the key of a namespace', async () => {
    const { subject, credentials, namespace } = aSubject();
    await bench.subject.put(subject);
    const identity = { subject: subject.subject, namespace: { name: namespace, uuid: credentials.uuid }, limits: {} };
    expect(await bench.subject.authenticate(credentials)).toEqual(identity);
    expect(await bench.subject.identityOf(namespace)).toEqual(identity);
  });

  it('nobody with a wrong key, an unknown id or somebody else’s key', async () => {
    const [one, other] = [aSubject(), aSubject()];
    await bench.subject.put(one.subject);
    await bench.subject.put(other.subject);
    const { uuid, key } = one.credentials;
    for (const wrong of [
      { uuid, key: `${key.slice(0, -1)}!` },
      { uuid, key: key.slice(1) },
      { uuid, key: '' },
      { uuid, key: other.credentials.key },
      { uuid: randomUUID(), key },
      { uuid: '', key },
    ]) {
      expect(await bench.subject.authenticate(wrong)).toBeUndefined();
    }
  });

  it('in each of the namespaces of a subject', async () => {
    const namespaces = [1, 2, 3].map(() => ({ name: uniqueName(), ...someCredentials() }));
    await bench.subject.put({ subject: uniqueName('subject'), namespaces });
    for (const { name, uuid, key } of namespaces) {
      expect((await bench.subject.authenticate({ uuid, key }))?.namespace).toEqual({ name, uuid });
    }
  });

  it('no blocked subject', async () => {
    const { subject, credentials, namespace } = aSubject({ blocked: true });
    await bench.subject.put(subject);
    expect(await bench.subject.authenticate(credentials)).toBeUndefined();
    expect(await bench.subject.identityOf(namespace)).toBeUndefined();
  });

  it('with a new key only, once it was replaced', async () => {
    const { subject, credentials, namespace } = aSubject();
    await bench.subject.put(subject);
    const fresh = someCredentials();
    await bench.subject.put({ ...subject, namespaces: [{ name: namespace, ...fresh }] });
    expect(await bench.subject.authenticate(credentials)).toBeUndefined();
    expect((await bench.subject.authenticate(fresh))?.namespace.name).toBe(namespace);
  });

  it('who has the key whose hash is stored, and not who has the hash', async () => {
    const { subject, credentials, namespace } = aSubject();
    const hashed = hashKey(credentials);
    await bench.subject.put({ ...subject, namespaces: [{ ...credentials, name: namespace, key: hashed }] });
    expect((await bench.subject.authenticate(credentials))?.namespace.name).toBe(namespace);
    for (const key of [hashed, hashed.slice(7), someCredentials().key])
      expect(await bench.subject.authenticate({ ...credentials, key })).toBeUndefined();
  });

  it('over a restart', async () => {
    const { subject, credentials } = aSubject();
    await bench.subject.put(subject);
    await bench.reopen();
    expect((await bench.subject.authenticate(credentials))?.subject).toBe(subject.subject);
  });
}

function subjects(bench: Opened): void {
  it('as they were put', async () => {
    const { subject } = aSubject();
    const blocked = aSubject({ blocked: true }).subject;
    const homeless: Subject = { subject: uniqueName('subject'), namespaces: [] };
    for (const each of [subject, blocked, homeless]) {
      await bench.subject.put(each);
      expect(await bench.subject.get(each.subject)).toEqual(each);
      expect(await bench.subject.list()).toContainEqual(each);
    }
  });

  it('until they are deleted', async () => {
    const { subject, credentials, namespace } = aSubject();
    await bench.subject.put(subject);
    await bench.subject.delete(subject.subject);
    expect(await bench.subject.get(subject.subject)).toBeUndefined();
    expect(await bench.subject.authenticate(credentials)).toBeUndefined();
    expect(await bench.subject.identityOf(namespace)).toBeUndefined();
    expect(await bench.subject.list()).not.toContainEqual(subject);
  });

  it('and knows nothing of others', async () => {
    expect(await bench.subject.get(uniqueName('subject'))).toBeUndefined();
    expect(await bench.subject.identityOf(uniqueName())).toBeUndefined();
    await expect(bench.subject.delete(uniqueName('subject'))).resolves.toBeUndefined();
  });
}

function limits(bench: Opened): void {
  it('of namespaces, which identities carry', async () => {
    const { subject, credentials, namespace } = aSubject();
    await bench.subject.put(subject);
    const some = { invocationsPerMinute: 5, allowedKinds: ['nodejs:20'], storeActivations: false };
    await bench.subject.setLimits(namespace, some);
    expect(await bench.subject.limitsOf(namespace)).toEqual(some);
    expect((await bench.subject.authenticate(credentials))?.limits).toEqual(some);
    expect((await bench.subject.identityOf(namespace))?.limits).toEqual(some);
  });

  it('replaces and removes them', async () => {
    const namespace = uniqueName();
    expect(await bench.subject.limitsOf(namespace)).toBeUndefined();
    await bench.subject.setLimits(namespace, { invocationsPerMinute: 5 });
    await bench.subject.setLimits(namespace, { concurrentInvocations: 0 });
    expect(await bench.subject.limitsOf(namespace)).toEqual({ concurrentInvocations: 0 });
    await bench.subject.setLimits(namespace, undefined);
    await bench.subject.setLimits(namespace, undefined);
    expect(await bench.subject.limitsOf(namespace)).toBeUndefined();
  });

  it('whatever becomes of the subject', async () => {
    const { subject, credentials, namespace } = aSubject();
    await bench.subject.setLimits(namespace, { firesPerMinute: 1 });
    await bench.subject.put(subject);
    await bench.subject.put(subject);
    expect((await bench.subject.authenticate(credentials))?.limits).toEqual({ firesPerMinute: 1 });
  });
}

function lookUps(bench: Opened): void {
  it('who holds a key, and what is stored of it', async () => {
    const { subject, credentials, namespace } = aSubject();
    await bench.subject.put(subject);
    await bench.subject.setLimits(namespace, { firesPerMinute: 1 });
    const { uuid, key } = credentials;
    const identity = { subject: subject.subject, namespace: { name: namespace, uuid }, limits: { firesPerMinute: 1 } };
    expect(await bench.subject.holdersOf(uuid)).toEqual([{ identity, key }]);
    expect(await bench.subject.holdersOf(randomUUID())).toEqual([]);
    await bench.subject.put({ ...subject, blocked: true });
    expect(await bench.subject.holdersOf(uuid)).toEqual([]);
  });

  it('which namespaces may run nothing', async () => {
    const [blocked, free] = [aSubject({ blocked: true }), aSubject()];
    await bench.subject.put(blocked.subject);
    await bench.subject.put(free.subject);
    const [noRate, noRuns, noFires] = [uniqueName(), uniqueName(), uniqueName()];
    await bench.subject.setLimits(noRate, { invocationsPerMinute: 0 });
    await bench.subject.setLimits(noRuns, { concurrentInvocations: 0, invocationsPerMinute: 5 });
    await bench.subject.setLimits(noFires, { firesPerMinute: 0 });
    const told = await bench.subject.blockedNamespaces();
    expect(told).toEqual(expect.arrayContaining([blocked.namespace, noRate, noRuns]));
    expect(told).not.toContain(free.namespace);
    expect(told).not.toContain(noFires);
  });
}
