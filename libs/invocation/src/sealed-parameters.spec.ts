import { Json, nameFromId, type Parameter } from '@whisker/entities';
import { action, call, parameter, setUp } from './testing/builders';
import { echo, setUpComposed } from './testing/composed';
import { settle } from './testing/fakes';

const secret = parameter('password', { $secret: 'db' });
const encrypted: Parameter = { key: 'e', value: 'AAAA', encryption: 'aes-256' };
const parameters = [secret, encrypted, parameter('plain', 1), { key: 'noop', value: 'x', encryption: 'noop' }];

async function sent(more: Parameters<typeof call>[0]) {
  const { invoker, scheduler } = setUp();
  await invoker.invoke(call({ blocking: false, ...more }));
  return scheduler.last.message;
}

describe('stored parameters that are sealed', () => {
  const own = { action: action({ parameters }), revision: 'r1' };

  it('travel as they are stored, with a note that they are to be opened', async () => {
    const { content, sealed } = await sent({ action: own });
    expect(content.value).toMatchObject({ password: { $secret: 'db' }, e: 'AAAA' });
    expect(sealed).toEqual([
      { key: 'password', namespace: 'guest' },
      { key: 'e', namespace: 'guest', encryption: 'aes-256' },
    ]);
  });

  it('belong to the namespace they are from', async () => {
    const resolved = {
      action: action({ name: nameFromId('other/pkg/a'), parameters }),
      revision: 'r1',
      origins: new Map([['password', 'guest']]),
    };
    expect((await sent({ action: resolved })).sealed).toEqual([
      { key: 'password', namespace: 'guest' },
      { key: 'e', namespace: 'other', encryption: 'aes-256' },
    ]);
  });

  it('are none where the payload replaces them', async () => {
    const payload = Json.of({ password: { $secret: 'other' }, more: { $secret: 'db' } });
    const { content, sealed } = await sent({ action: own, payload });
    expect(content.value).toMatchObject({ password: { $secret: 'other' }, more: { $secret: 'db' } });
    expect(sealed).toEqual([{ key: 'e', namespace: 'guest', encryption: 'aes-256' }]);
    expect(await sent({ action: own, payload: Json.of([1]) })).not.toHaveProperty('sealed');
  });

  it('are not looked for in payloads', async () => {
    expect(await sent({ payload: Json.of({ password: { $secret: 'db' } }) })).not.toHaveProperty('sealed');
  });
});

describe('what a trigger hands over sealed', () => {
  const sealed = [{ key: 'password', namespace: 'guest' }];
  const payload = Json.of({ password: { $secret: 'db' }, x: 1 });

  it('is opened for its action', async () => {
    expect((await sent({ payload, sealed })).sealed).toEqual(sealed);
  });

  it('takes the place of what the action has of that name', async () => {
    const resolved = { action: action({ parameters: [{ ...encrypted, key: 'password' }] }), revision: 'r1' };
    expect((await sent({ action: resolved, payload, sealed })).sealed).toEqual(sealed);
  });

  it('is opened for the first action of a sequence, and what that returns is not', async () => {
    const { invoke, scheduler } = setUpComposed({ sequences: { outer: ['s', 'b'], s: ['a', 'b'] } });
    scheduler.answer = echo;
    await invoke('outer', { payload, sealed });
    expect(scheduler.sent.map(({ message }) => message.sealed)).toEqual([sealed, undefined, undefined]);
  });

  it('is opened for the first run of a conductor only', async () => {
    const { invoke, scheduler } = setUpComposed({ conductors: ['k'] });
    const answers = [{ action: 'a', params: { password: { $secret: 'db' } } }, {}, { params: {} }];
    let runs = 0;
    scheduler.answer = (one) => {
      const { activationId, caller, action: to } = one.message;
      one.succeed({
        ...{ activationId, namespace: caller.namespace.name, name: to.name.name, version: to.version },
        ...{ subject: caller.subject, start: 0, logs: [], annotations: [], publish: false },
        response: { statusCode: 0, result: Json.of(answers[runs++] ?? {}) },
      });
    };
    await invoke('k', { payload, sealed });
    await settle();
    expect(scheduler.sent.map(({ message }) => message.sealed)).toEqual([sealed, undefined, undefined]);
  });
});
