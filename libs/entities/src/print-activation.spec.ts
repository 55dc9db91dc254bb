import {
  Json,
  printActivation,
  printActivationText,
  printResponse,
  summarizeActivation,
  type Activation,
} from './index';

const ID = 'a'.repeat(32);
const record: Activation = {
  ...{ namespace: 'ns', name: 'a', version: '0.0.1', subject: 'who "me"', activationId: ID, cause: 'b'.repeat(32) },
  ...{ start: 100, end: 150, duration: 70, response: { statusCode: 0, result: Json.trusted('{ "n": 1 }'), size: 9 } },
  ...{ logs: ['l'], annotations: [{ key: 'path', value: 'ns/a' }], publish: false },
};
const fired: Activation = {
  ...{ namespace: 'ns', name: 't', version: '0.0.1', subject: 'who', activationId: ID, start: 100 },
  ...{ response: { statusCode: 0, result: Json.of({}) }, logs: [], annotations: [], publish: false },
};

describe('records of activations', () => {
  it('show the words of the status, not its code', () => {
    expect(JSON.stringify(printActivation(record))).toBe(
      `{"namespace":"ns","name":"a","version":"0.0.1","subject":"who \\"me\\"","activationId":"${ID}","start":100,"end":150,"duration":70,` +
        `"cause":"${'b'.repeat(32)}","response":{"status":"success","success":true,"result":{"n":1},"size":9},"logs":["l"],` +
        `"annotations":[{"key":"path","value":"ns/a"}],"publish":false}`,
    );
  });

  it('have no end and no duration if a trigger made them', () => {
    expect(Object.keys(printActivation(fired))).not.toEqual(expect.arrayContaining(['end']));
    expect(JSON.parse(printActivationText(fired))).toEqual(printActivation(fired));
  });

  it('as text carry the text of the result as it came', () => {
    expect(printActivationText(record)).toContain('"result":{ "n": 1 },"size":9}');
  });

  it.each([
    [0, 'success', true],
    [1, 'application error', false],
    [2, 'action developer error', false],
    [3, 'whisk internal error', false],
  ] as const)('call status %d %s', (statusCode, status, success) => {
    expect(printResponse({ statusCode })).toEqual({ status, success });
  });

  it('in a list show the time from start to end', () => {
    expect(JSON.stringify(summarizeActivation(record))).toBe(
      `{"namespace":"ns","name":"a","version":"0.0.1","publish":false,"annotations":[{"key":"path","value":"ns/a"}],"activationId":"${ID}",` +
        `"start":100,"end":150,"duration":50,"cause":"${'b'.repeat(32)}","statusCode":0}`,
    );
  });

  it('in a list have neither end nor status if a trigger made them', () => {
    expect(Object.keys(summarizeActivation(fired))).toEqual([
      'namespace',
      'name',
      'version',
      'publish',
      'annotations',
      'activationId',
      'start',
    ]);
  });
});
