import { Json, type Activation } from '@whisker/entities';
import { BUILT_AT } from './entities';

/** The record of a successful run of `guest/hello` that took 50 ms. */
export function anActivation(members: Partial<Activation> = {}): Activation {
  return {
    namespace: 'guest',
    name: 'hello',
    version: '0.0.1',
    subject: 'guest-subject',
    activationId: '0123456789abcdef0123456789abcdef',
    start: BUILT_AT,
    end: BUILT_AT + 50,
    duration: 50,
    response: { statusCode: 0, result: Json.trusted('{"ok":true}'), size: 11 },
    logs: [],
    annotations: [{ key: 'path', value: 'guest/hello' }],
    publish: false,
    ...members,
  };
}
