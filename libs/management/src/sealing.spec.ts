import { defaultSystemLimits, type WhiskEntity } from '@whisker/entities';
import { Entitlement } from '@whisker/entitlement';
import { anIdentity, InMemoryEntityStore, someRuntimes } from '@whisker/testing';
import { Actions, Packages, Triggers } from './index';

/** Marks every value, so that it shows who sealed what. */
const seal = <T extends WhiskEntity>(entity: T): T =>
  entity.type === 'rule'
    ? entity
    : { ...entity, parameters: entity.parameters.map((one) => ({ ...one, value: `sealed ${String(one.value)}` })) };

const guest = anIdentity('guest');
const parameters = [{ key: 'p', value: 'x' }];
const sealed = [{ key: 'p', value: 'sealed x' }];

function given() {
  const entities = new InMemoryEntityStore();
  const entitlement = new Entitlement({ entities });
  const deps = { entities, entitlement, runtimes: someRuntimes(), limits: defaultSystemLimits, clock: () => 1, seal };
  return { actions: new Actions(deps), packages: new Packages(deps), triggers: new Triggers(deps) };
}

describe.each(['actions', 'packages', 'triggers'] as const)('the answers of %s', (collection) => {
  const name = { namespace: 'guest', name: 'x' };
  const body = {
    parameters,
    ...(collection === 'actions' && { exec: { kind: 'nodejs:20', code: 'x' } }),
  };

  it('show parameters as they are stored', async () => {
    const subject = given()[collection];
    expect(await subject.put(guest, name, body, { overwrite: false })).toMatchObject({ parameters: sealed });
    const get = { code: true, force: false };
    expect(await subject.get(guest, name, get)).toMatchObject({ parameters: sealed });
    expect(await subject.delete(guest, name, get)).toMatchObject({ parameters: sealed });
  });
});
