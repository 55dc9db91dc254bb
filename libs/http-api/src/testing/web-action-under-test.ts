import { Json, type Action, type JsonObject, type JsonValue, type StatusCode } from '@whisker/entities';
import { anAction, anActivation } from '@whisker/testing';
import type { WebSettings } from '../api';
import { ApiUnderTest, type Answered, type Asked } from './api-under-test';

/** Where {@link WebActionUnderTest} puts its action. */
export const WEB = '/api/v1/web/guest/default/a';

/** Id of every run of it. */
export const RUN_ID = anActivation().activationId;

/** CORS headers of answers to requests that ask for none in particular. */
export const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'OPTIONS, GET, DELETE, POST, PUT, HEAD, PATCH',
  'access-control-allow-headers': 'Authorization, Origin, X-Requested-With, Content-Type, Accept, User-Agent',
};

export const toList = (object: JsonObject) => Object.entries(object).map(([key, value]) => ({ key, value }));

/** The API, and at {@link WEB} an action. It returns `{body: 'hello'}` unless told otherwise. */
export class WebActionUnderTest {
  readonly api: ApiUnderTest;

  constructor(settings: WebSettings = {}) {
    this.api = new ApiUnderTest({}, settings);
  }

  async start(): Promise<this> {
    await this.api.start();
    this.ends({ body: 'hello' });
    return this;
  }

  /** Puts the action, exported. */
  given(annotations: JsonObject = {}, members: Partial<Action> = {}): Promise<void> {
    const all = toList({ 'web-export': true, ...annotations });
    return this.api.entities.seed(anAction('guest/a', { annotations: all, ...members }));
  }

  /** What its runs end with. */
  ends(result: JsonValue, statusCode: StatusCode = 0): void {
    const activation = anActivation({ response: { statusCode, result: Json.of(result) } });
    this.api.outcome = async () => ({ type: 'completed', activation });
  }

  /** Asks without credentials. */
  ask(method = 'GET', path = WEB, asked: Asked = {}): Promise<Answered> {
    return this.api.ask(method, path, { auth: undefined, ...asked });
  }

  /** Asks with the owner's credentials. */
  askAsOwner(method = 'GET', path = WEB, asked: Asked = {}): Promise<Answered> {
    return this.api.ask(method, path, asked);
  }

  /** What a run was given. */
  argumentsOf(call = 0): JsonObject {
    return this.api.calls[call]?.payload?.value as JsonObject;
  }
}

export function corsOf({ headers }: Answered): object {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')));
}

/** The text of a refusal in the shape of web actions: pretty printed. */
export function refusalText(answer: Answered, error: string): string {
  return `{\n  "error": ${JSON.stringify(error)},\n  "code": "${answer.headers['x-request-id'] as string}"\n}`;
}
