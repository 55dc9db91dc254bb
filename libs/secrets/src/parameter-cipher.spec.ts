import type { JsonValue, Parameter, Parameters } from '@whisker/entities';
import {
  anAction,
  aPackage,
  aRule,
  aSequence,
  aTrigger,
  entityStoreContract,
  InMemoryEntityStore,
} from '@whisker/testing';
import { EncryptedEntityStore } from './encrypted-entity-store';
import { Keyring, newKey } from './keyring';
import { ParameterCipher } from './parameter-cipher';

const [one, two] = [newKey(), newKey()];
const cipher = new ParameterCipher(new Keyring([one]));
const VALUES: readonly JsonValue[] = ['text', '', 1.5, true, false, [1, 'x'], { a: { b: null } }, '☃'];
const parameter = (key: string, value: JsonValue, more: Partial<Parameter> = {}): Parameter => ({
  key,
  value,
  ...more,
});
const open = (by: ParameterCipher, { value, encryption = '' }: Parameter, namespace = 'guest') =>
  by.open({ value, encryption, namespace });
const sealOne = (by: ParameterCipher, value: Parameter): Parameter =>
  by.seal(anAction('guest/a', { parameters: [value] })).parameters[0] as Parameter;

describe('parameters of entities', () => {
  const parameters: Parameters = VALUES.map((value, i) => parameter(`p${i}`, value, i % 2 ? { init: true } : {}));

  it.each([
    ['actions', anAction('guest/pkg/a', { parameters })],
    ['packages', aPackage('guest/p', { parameters })],
    ['triggers', aTrigger('guest/t', { parameters })],
  ])('of type %s are encrypted each, and open again', (_, entity) => {
    const sealed = cipher.seal(entity);
    expect({ ...sealed, parameters: [] }).toEqual({ ...entity, parameters: [] });
    expect(sealed.parameters.map(({ key, init, encryption }) => [key, init, encryption])).toEqual(
      parameters.map(({ key, init }) => [key, init, 'aes-256']),
    );
    expect(sealed.parameters.map((each) => open(cipher, each))).toEqual(
      VALUES.map((value) => ({ type: 'open', value })),
    );
    expect(JSON.stringify(sealed)).not.toContain('text');
  });

  it('hide nothing where there is nothing to hide', () => {
    const plain = [parameter('none', null), parameter('reference', { $secret: 'db' }, { init: true })];
    expect(cipher.seal(anAction('guest/a', { parameters: plain })).parameters).toEqual(plain);
    const sequence = aSequence('guest/s', 'guest/a');
    expect(cipher.seal(sequence)).toBe(sequence);
    const rule = aRule('guest/r');
    expect(cipher.seal(rule)).toBe(rule);
  });

  it('are encrypted if they look like a reference and are none', () => {
    for (const value of [{ $secret: 1 }, { $secret: 'a', more: 1 }, [{ $secret: 'a' }]])
      expect(sealOne(cipher, parameter('p', value)).encryption).toBe('aes-256');
  });

  it('are encrypted if they are marked with a cipher that does nothing', () => {
    const sealed = sealOne(cipher, parameter('p', 'text', { encryption: 'noop' }));
    expect(open(cipher, sealed)).toEqual({ type: 'open', value: 'text' });
  });

  it('stay as they are without a key', () => {
    const entity = anAction('guest/a', { parameters });
    expect(new ParameterCipher().seal(entity)).toBe(entity);
  });
});

describe('an encrypted parameter', () => {
  const sealed = sealOne(cipher, parameter('p', 'text', { init: true }));

  it('is not encrypted twice', () => {
    expect(sealOne(cipher, sealed)).toBe(sealed);
  });

  it('of the key before is encrypted with the current one', () => {
    const both = new ParameterCipher(new Keyring([two, one]));
    const again = sealOne(both, sealed);
    expect(again).toMatchObject({ key: 'p', init: true, encryption: 'aes-256' });
    expect(open(new ParameterCipher(new Keyring([two])), again)).toEqual({ type: 'open', value: 'text' });
  });

  it('stays if it cannot be decrypted', () => {
    const other = new ParameterCipher(new Keyring([two]));
    expect(sealOne(other, sealed)).toBe(sealed);
    const junk = parameter('p', 'junk', { encryption: 'aes-256' });
    expect(sealOne(cipher, junk)).toBe(junk);
    const foreign = parameter('p', 'text', { encryption: 'aes-128' });
    expect(sealOne(cipher, foreign)).toBe(foreign);
  });

  it('of another namespace is of no use: what is read of a shared package opens for nobody else', () => {
    expect(open(cipher, sealed, 'thief')).toEqual({ type: 'damaged' });
  });

  it.each<[string, ParameterCipher, Parameter, object]>([
    ['no key', new ParameterCipher(), sealed, { type: 'no-key' }],
    [
      'another key',
      new ParameterCipher(new Keyring([two])),
      sealed,
      { type: 'unknown-key', keyId: expect.any(String) },
    ],
    ['another cipher', cipher, { ...sealed, encryption: 'aes-128' }, { type: 'unknown-cipher' }],
    ['junk', cipher, { ...sealed, value: 'junk' }, { type: 'damaged' }],
    ['no text', cipher, { ...sealed, value: { a: 1 } }, { type: 'damaged' }],
  ])('with %s says so', (_, by, each, expected) => expect(open(by, each)).toEqual(expected));
});

describe('a store behind it', () => {
  it('holds and gives out encrypted parameters only', async () => {
    const inner = new InMemoryEntityStore();
    const store = new EncryptedEntityStore(inner, cipher);
    const entity = anAction('guest/a', { parameters: [parameter('p', 'text')] });
    await store.put(entity, { basedOn: undefined, code: 'x' });
    for (const each of [inner, store]) {
      const stored = (await each.get(entity.name))?.entity as typeof entity;
      expect(stored.parameters).toEqual([parameter('p', expect.any(String) as never, { encryption: 'aes-256' })]);
      expect(open(cipher, stored.parameters[0] as Parameter)).toEqual({ type: 'open', value: 'text' });
    }
    const [listed] = await store.list({ type: 'action', namespace: 'guest', skip: 0, limit: 1 });
    expect(listed).toMatchObject({ parameters: [{ encryption: 'aes-256' }] });
  });
});

entityStoreContract('EncryptedEntityStore without a key', async () => {
  const subject = new EncryptedEntityStore(new InMemoryEntityStore(), new ParameterCipher());
  return { subject, close: () => subject.close() };
});
