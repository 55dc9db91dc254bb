import { printName, refuse, type JsonValue, type WhiskError } from '@whisker/entities';
import { ConductorComponents, parseComponentName } from './conductor-components';
import { action, caller } from './testing/builders';
import { FakeEntitlement, FakeResolver } from './testing/fakes';

const LONGEST = 'x'.repeat(256);

describe('the name of an action in a composition', () => {
  it.each([
    ['a', 'guest/a'],
    ['a b@c', 'guest/a b@c'],
    [LONGEST, `guest/${LONGEST}`],
    ['pkg/a', 'guest/pkg/a'],
    ['guest/a', 'guest/guest/a'],
    ['_/a', 'guest/_/a'],
    ['/_/a', 'guest/a'],
    ['/other/a', 'other/a'],
    ['/other/pkg/a', 'other/pkg/a'],
    ['other/pkg/a', 'other/pkg/a'],
    ['_/pkg/a', 'guest/pkg/a'],
  ])('%s is %s', (asked, full) => {
    const name = parseComponentName(asked, 'guest');
    expect(name && printName(name)).toBe(full);
  });

  it.each<JsonValue>([
    '',
    '/',
    '/a',
    '//a',
    'a/',
    'a//b',
    ' a',
    '!!',
    'a/b/c/d',
    '/a/b/c/d',
    'é',
    `${LONGEST}x`,
    5,
    true,
    null,
    {},
    ['a'],
  ])('is not %j', (asked) => {
    expect(parseComponentName(asked, 'guest')).toBeUndefined();
  });
});

describe('an action that a conductor asks for', () => {
  function setUp() {
    const resolver = new FakeResolver();
    const entitlement = new FakeEntitlement();
    const components = new ConductorComponents({ resolver, entitlement });
    const find = (asked: JsonValue) => components.find(asked, caller);
    return { resolver, entitlement, find };
  }

  it('is found by its name, as its caller may invoke it', async () => {
    const { resolver, entitlement, find } = setUp();
    const found = { action: action(), revision: 'r1' };
    resolver.actions.set('other/pkg/a', found);
    await expect(find('/other/pkg/a')).resolves.toEqual({ action: found });
    const name = { namespace: 'other', package: 'pkg', name: 'a' };
    expect(entitlement.asked).toEqual([{ right: 'ACTIVATE', resources: [{ collection: 'actions', ...name }] }]);
  });

  it.each<[JsonValue, string]>([
    ['!!', 'Failed to parse action name from json value "!!" during composition.'],
    [{ a: 1 }, 'Failed to parse action name from json value {"a":1} during composition.'],
    ['pkg/a', "Failed to resolve action with name 'guest/pkg/a' during composition."],
  ])('%j is refused', async (asked, refusal) => {
    await expect(setUp().find(asked)).resolves.toEqual({ refusal });
  });

  it.each<[string, WhiskError]>([
    ['not its caller', refuse.notAuthorizedFor('other/a')],
    ['without its package', refuse.notFound()],
  ])('is refused, %s', async (_, failure) => {
    const { entitlement, find } = setUp();
    entitlement.failure = failure;
    const refusal = "Failed entitlement check for action with name 'other/a' during composition.";
    await expect(find('/other/a')).resolves.toEqual({ refusal });
  });

  it('is refused if another entity has the name', async () => {
    const { resolver, find } = setUp();
    resolver.failure = refuse.otherCollection();
    await expect(find('a')).resolves.toEqual({
      refusal: "Failed to resolve action with name 'guest/a' during composition.",
    });
  });

  it('may be a sequence if its caller may invoke what it is made of', async () => {
    const { resolver, entitlement, find } = setUp();
    const components = [{ namespace: 'other', name: 'hidden' }];
    const sequence = action({ exec: { type: 'sequence', kind: 'sequence', components } });
    resolver.actions.set('guest/s', { action: sequence, revision: 'r1' });
    entitlement.refused = 'hidden';
    await expect(find('s')).resolves.toEqual({
      refusal: "Failed entitlement check for action with name 'guest/s' during composition.",
    });
    entitlement.refused = undefined;
    await expect(find('s')).resolves.toMatchObject({ action: { action: sequence } });
  });

  it.each([new Error('store is down'), refuse.corrupt()])(
    'is left to the platform if that fails: %s',
    async (failure) => {
      const { resolver, find } = setUp();
      resolver.failure = failure;
      await expect(find('a')).rejects.toBe(failure);
    },
  );
});
