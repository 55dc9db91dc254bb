import { Json } from '@whisker/entities';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Acknowledgement } from './acknowledgement';
import { decodeAcknowledgement, encodeAcknowledgement } from './acknowledgement-codec';
import type { ActivationMessage } from './activation-message';
import { decodeActivationMessage, encodeActivationMessage } from './activation-message-codec';
import { completedTopic, invokerTopic } from './topics';

const golden = (file: string) => readFileSync(join(__dirname, 'golden', file), 'utf8').trimEnd();

const CONTENT = '{"text":"a\\nb \\"quoted\\" ,\\"content\\": é","list":[1, 2.50,null]}';

const message: ActivationMessage = {
  transaction: { id: 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4', start: 1_700_000_000_000, extraLogging: true },
  activationId: '0123456789abcdef0123456789abcdef',
  action: {
    name: { namespace: 'whisk.system', package: 'utils', name: 'echo' },
    version: '1.0.2',
    revision: '3-9a1f',
    binding: 'guest/tools',
  },
  caller: {
    subject: 'guest-subject',
    namespace: { name: 'guest', uuid: '23bc46b1-71f6-4ed5-8c54-816aa4f8c502' },
    limits: { invocationsPerMinute: 120 },
  },
  controller: '0',
  blocking: true,
  initParameters: ['API_KEY'],
  cause: 'fedcba9876543210fedcba9876543210',
  startBy: 1_700_000_060_000,
  content: Json.trusted(CONTENT),
};

const acknowledgement: Acknowledgement = {
  activationId: '0123456789abcdef0123456789abcdef',
  invoker: 2,
  systemError: false,
  slotFree: true,
  record: {
    namespace: 'guest',
    name: 'echo',
    version: '1.0.2',
    subject: 'guest-subject',
    activationId: '0123456789abcdef0123456789abcdef',
    start: 1_700_000_000_010,
    end: 1_700_000_000_060,
    duration: 50,
    cause: 'fedcba9876543210fedcba9876543210',
    response: { statusCode: 1, result: Json.trusted('{"error": "no"}'), size: 15 },
    logs: ['2023-11-14T22:13:20.000000001Z    stdout: hi'],
    annotations: [{ key: 'path', value: 'whisk.system/utils/echo' }],
    publish: false,
  },
};

describe('activation messages', () => {
  it('are written as in the golden file: what is on a bus or on disk must stay readable', () => {
    expect(encodeActivationMessage(message)).toBe(golden('activation-message.v1.json'));
  });

  it('are read back, the content as the very text that was sent', () => {
    const { content, ...head } = decodeActivationMessage(golden('activation-message.v1.json'));
    const { content: sent, ...sentHead } = message;
    expect(head).toEqual(sentHead);
    expect(content.text).toBe(CONTENT);
    expect(content.value).toEqual(sent.value);
  });

  it('are one line even if the content was sent over several', () => {
    const text = encodeActivationMessage({ ...message, content: Json.trusted('{\r\n  "a": "b\\n"\n}') });
    expect(text).not.toMatch(/[\r\n]/);
    expect(decodeActivationMessage(text).content.value).toEqual({ a: 'b\n' });
  });

  it('keep absent members absent', () => {
    const { cause: _cause, ...rest } = message;
    expect('cause' in decodeActivationMessage(encodeActivationMessage(rest))).toBe(false);
  });

  it.each([
    ['text that is no JSON', '{"v":1,"activationId" ,"content":{}}', /not an activation message of version 1/],
    ['another version', '{"v":2,"activationId":"a","content":{}}', /its version is 2/],
    ['no activation', '{"v":1,"content":{}}', /names no activation/],
    ['no content', '{"v":1,"activationId":"a"}', /no content/],
    ['half a line', '{"v":1,"activationId":"a","content":{"a":', /no content/],
  ])('are refused: %s', (_what, text, reason) => {
    expect(() => decodeActivationMessage(text)).toThrow(reason);
  });
});

describe('acknowledgements', () => {
  it('are written as in the golden file', () => {
    expect(encodeAcknowledgement(acknowledgement)).toBe(golden('acknowledgement.v1.json'));
  });

  it('are read back', () => {
    const read = decodeAcknowledgement(golden('acknowledgement.v1.json'));
    expect(read.record?.response.result?.value).toEqual({ error: 'no' });
    expect(encodeAcknowledgement(read)).toBe(
      encodeAcknowledgement(acknowledgement).replace('{"error": "no"}', '{"error":"no"}'),
    );
  });

  it('go without a record', () => {
    const { record: _record, ...bare } = acknowledgement;
    expect(decodeAcknowledgement(encodeAcknowledgement(bare))).toEqual(bare);
  });

  it('are refused with a record that cannot be read', () => {
    expect(() => decodeAcknowledgement('{"v":1,"activationId":"a","record":{}}')).toThrow(/record cannot be read/);
  });
});

describe('topics', () => {
  it('have the names that OpenWhisk uses', () => {
    expect(invokerTopic(3).name).toBe('invoker3');
    expect(completedTopic('0').name).toBe('completed0');
  });

  it('keep work, and not the answers nobody waits for after a restart', () => {
    expect([invokerTopic(0).durable, completedTopic('0').durable]).toEqual([true, false]);
  });

  it('carry their codecs', () => {
    expect(invokerTopic(0).decode(invokerTopic(0).encode(message)).activationId).toBe(message.activationId);
    expect(completedTopic('0').decode(completedTopic('0').encode(acknowledgement)).invoker).toBe(2);
  });
});
