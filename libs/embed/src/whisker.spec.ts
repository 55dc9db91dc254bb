import openwhisk from 'openwhisk';
import { createWhisker, type Whisker } from './whisker';

/** As the README shows it to embedders. */
describe('createWhisker', () => {
  let whisker: Whisker;
  beforeAll(async () => (whisker = await createWhisker({ prewarm: false })));
  afterAll(() => whisker.stop());

  it('runs an action', async () => {
    await whisker.putAction('hello', 'function main({ name }) { return { hello: name } }');
    const activation = await whisker.invoke('hello', { name: 'you' });
    expect(activation['response']).toMatchObject({ success: true, result: { hello: 'you' } });
  });

  it('takes parameters, annotations and limits', async () => {
    const shown = await whisker.putAction('set', 'function main(args) { return args }', {
      parameters: { a: 1 },
      annotations: { note: 'x' },
      limits: { memory: 128, timeout: 1000 },
    });
    expect(shown).toMatchObject({ limits: { memory: 128, timeout: 1000 }, parameters: [{ key: 'a', value: 1 }] });
    expect(shown['annotations']).toContainEqual({ key: 'note', value: 'x' });
    expect((await whisker.invoke('set', { b: 2 }))['response']).toMatchObject({ result: { a: 1, b: 2 } });
  });

  it('tells how an action failed', async () => {
    await whisker.putAction('failing', 'function main() { throw new Error("boom") }');
    expect((await whisker.invoke('failing'))['response']).toMatchObject({
      success: false,
      status: 'action developer error',
    });
    await expect(whisker.invoke('missing')).rejects.toThrow('The requested resource does not exist.');
    await expect(whisker.putAction('bad', 'x y', { kind: 'cobol:60' })).rejects.toThrow(
      "The specified runtime 'cobol:60' is not supported",
    );
  });

  it('is reached by clients', async () => {
    const ow = openwhisk({ apihost: whisker.apihost, api_key: whisker.auth });
    expect(await ow.namespaces.list()).toEqual([whisker.namespace]);
    expect((await ow.actions.list()).map(({ name }) => name)).toContain('hello');
  });

  it('takes more users, who are served and limited at once', async () => {
    const { administration, apihost } = whisker;
    const { auth } = await administration.change(({ users }) => users.create({ subject: 'alice' }));
    const ow = openwhisk({ apihost, api_key: auth });
    expect(await ow.namespaces.list()).toEqual(['alice']);
    await ow.actions.update({ name: 'a', action: 'function main() { return {} }' });
    await administration.change(({ namespaces }) => namespaces.setLimits('alice', { concurrentInvocations: 0 }));
    await expect(ow.actions.invoke({ name: 'a' })).rejects.toThrow('(count: 0, allowed: 0)');
    await administration.change(({ users }) => users.block(['alice']));
    await expect(ow.actions.list()).rejects.toThrow('401');
  });

  it('runs beside others in one process, each with its own key and things', async () => {
    const others = await Promise.all([createWhisker({ prewarm: false }), createWhisker({ prewarm: false })]);
    expect(new Set([whisker.auth, ...others.map(({ auth }) => auth)]).size).toBe(3);
    await Promise.all(others.map((other, i) => other.putAction('which', `function main() { return { which: ${i} } }`)));
    const answers = await Promise.all(others.map((other) => other.invoke('which')));
    expect(answers.map(({ response }) => response)).toMatchObject([{ result: { which: 0 } }, { result: { which: 1 } }]);
    await expect(whisker.invoke('which')).rejects.toThrow('does not exist');
    await Promise.all(others.map((other) => other.stop()));
  });
});

describe('the API gateway of createWhisker', () => {
  it('stands on the port of the API, or does not', async () => {
    for (const [apiGateway, status] of [
      [true, 404],
      [false, 405],
    ] as const) {
      const whisker = await createWhisker({ prewarm: false, apiGateway });
      expect((await fetch(`${whisker.apihost}/api/guest/club`)).status).toBe(status);
      expect((await fetch(`${whisker.apihost}/api/v1/namespaces`)).status).toBe(401);
      await whisker.stop();
    }
  });
});
