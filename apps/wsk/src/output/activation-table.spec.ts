import type { ActivationDocument } from '../documents';
import { activationTable } from './activation-table';

const ID = '0123456789abcdef0123456789abcdef';
const START = new Date(2024, 0, 2, 3, 4, 5).getTime();

function activation(fields: Partial<ActivationDocument> = {}): ActivationDocument {
  return { namespace: 'guest', name: 'hello', version: '0.0.1', activationId: ID, start: START, ...fields };
}

it('shows titles alone for no activation', () => {
  expect(activationTable([])).toEqual([
    `Datetime            Activation ID                    Kind Start  Duration   Status Entity`,
  ]);
});

it('lines the columns up {cli-and-clients.5.24}', () => {
  const cold = activation({
    duration: 3460,
    statusCode: 1,
    annotations: [
      { key: 'kind', value: 'nodejs:20' },
      { key: 'initTime', value: 0 },
    ],
  });
  expect(activationTable([cold, activation({ duration: 54, statusCode: 0 })])).toEqual([
    `Datetime            Activation ID                    Kind      Start  Duration   Status            Entity`,
    `2024-01-02 03:04:05 ${ID} nodejs:20 cold   3.46s      application error guest/hello:0.0.1`,
    `2024-01-02 03:04:05 ${ID} unknown   warm   54ms       success           guest/hello:0.0.1`,
  ]);
});

it.each([
  [2, 'developer error'],
  [3, 'internal error'],
])('has a word for status %d {cli-and-clients.5.24}', (statusCode, word) => {
  expect(activationTable([activation({ statusCode })])[1]).toContain(word);
});

it('shortens long names in the middle {cli-and-clients.5.24}', () => {
  const [, line] = activationTable([
    activation({ namespace: 'n'.repeat(21), name: `${'a'.repeat(20)}${'b'.repeat(20)}`, version: '0.0.1' }),
  ]);
  expect(line).toMatch(new RegExp(` n{9}…n{10}/a{14}…b{15}:0\\.0\\.1$`));
});
