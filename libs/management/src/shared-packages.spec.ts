import { defaultSystemLimits, nameFromId } from '@whisker/entities';
import { Entitlement } from '@whisker/entitlement';
import { aBinding, anAction, anIdentity, aPackage, InMemoryEntityStore, someRuntimes } from '@whisker/testing';
import { Actions, Packages } from './index';

const guest = anIdentity('guest');

async function given(sharedPackagesExecuteOnly: boolean) {
  const store = new InMemoryEntityStore();
  await store.seed(
    ...[aPackage('other/shared', { publish: true }), anAction('other/shared/a')],
    ...[aBinding('guest/bound', 'other/shared'), aPackage('guest/own'), anAction('guest/own/a'), anAction('guest/b')],
    aBinding('guest/mine', 'guest/own'),
  );
  const deps = {
    ...{ entities: store, entitlement: new Entitlement({ entities: store }), runtimes: someRuntimes() },
    ...{ limits: defaultSystemLimits, clock: () => 0, sharedPackagesExecuteOnly },
  };
  const [actions, packages] = [new Actions(deps), new Packages(deps)];
  return {
    action: (id: string, code = true) => actions.get(guest, nameFromId(id), { code }),
    package: (id: string) => packages.get(guest, nameFromId(id)),
    list: (pkg: string) => actions.list(guest, { namespace: 'guest', package: pkg, skip: 0, limit: 10 }),
  };
}

describe('packages that others share', () => {
  it('can be read by default', async () => {
    const reads = await given(false);
    await expect(reads.action('other/shared/a')).resolves.toMatchObject({ name: 'a' });
    await expect(reads.action('guest/bound/a')).resolves.toMatchObject({ name: 'a' });
    await expect(reads.package('other/shared')).resolves.toMatchObject({ name: 'shared' });
    await expect(reads.package('guest/bound')).resolves.toMatchObject({ name: 'bound' });
  });
});

describe('packages that others share for execution only', () => {
  it.each([true, false])('do not show their actions, code or not (%s) {errors.4.43}', async (code) => {
    const { action } = await given(true);
    await expect(action('other/shared/a', code)).rejects.toMatchObject({
      kind: 'forbidden',
      message: "GET not permitted for 'other/shared' since it's an action in a shared package",
    });
  });

  it('do not show them through a binding, be there such an action or not {errors.4.42}', async () => {
    const { action } = await given(true);
    for (const name of ['guest/bound/a', 'guest/bound/missing'])
      await expect(action(name)).rejects.toMatchObject({
        kind: 'forbidden',
        message: `GET not permitted for '${name}'. Resource does not exist or is an action in a shared package binding.`,
      });
  });

  it('are not shown themselves, nor bindings of them {errors.4.44}', async () => {
    const reads = await given(true);
    await expect(reads.package('other/shared')).rejects.toMatchObject({
      kind: 'forbidden',
      message: "GET not permitted for 'other/shared' since it's a shared package",
    });
    await expect(reads.package('guest/bound')).rejects.toThrow(
      'GET not permitted since bound is a binding of a shared package',
    );
  });

  it('can be listed, and what is one’s own can be read', async () => {
    const reads = await given(true);
    await expect(reads.list('bound')).resolves.toHaveLength(1);
    for (const name of ['guest/own/a', 'guest/mine/a', 'guest/b'])
      await expect(reads.action(name)).resolves.toBeDefined();
    for (const name of ['guest/own', 'guest/mine']) await expect(reads.package(name)).resolves.toBeDefined();
    await expect(reads.action('guest/gone/a')).rejects.toThrow('The requested resource does not exist.');
  });
});
