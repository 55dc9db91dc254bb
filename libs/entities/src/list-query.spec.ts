import { defaultSystemLimits, parseActivationListQuery, parseFlag, parseListQuery, parseNameFilter } from './index';

const from = (query: string) => {
  const values = new URLSearchParams(query);
  return (name: string) => values.get(name) ?? undefined;
};
const page = (query: string) => parseListQuery(from(query), 'rules', defaultSystemLimits);
const activations = (query: string) => parseActivationListQuery(from(query), defaultSystemLimits);
const malformed = (name: string, text: string) => `The query parameter '${name}' was malformed:\n${text}`;

describe('options of lists', () => {
  it.each([
    ['', { skip: 0, limit: 30, count: false }],
    ['limit=1&skip=100000', { skip: 100_000, limit: 1, count: false }],
    ['limit=0', { skip: 0, limit: 200, count: false }],
    ['limit=200&count=YES', { skip: 0, limit: 200, count: true }],
    ['count=&nosuch=1', { skip: 0, limit: 30, count: false }],
    ['skip=-0', { skip: 0, limit: 30, count: false }],
  ])('reads %j', (query, expected) => {
    expect(page(query)).toEqual(expected);
  });

  it.each([
    ['limit=201', malformed('limit', "The value '201' is not in the range of 0 to 200 for rules.")],
    ['limit=-1', malformed('limit', "The value '-1' is not in the range of 0 to 200 for rules.")],
    ['limit=x', malformed('limit', "The value 'x' is not an integer for rules.")],
    ['limit=1.5', malformed('limit', "The value '1.5' is not an integer for rules.")],
    ['limit=', malformed('limit', "The value '' is not an integer for rules.")],
    ['skip=-1', malformed('skip', "The value '-1' is not greater than or equal to 0 for rules.")],
    ['skip=x', malformed('skip', "The value 'x' is not an integer for rules.")],
    ['skip=99999999999', malformed('skip', "The value '99999999999' is not an integer for rules.")],
    ['count=maybe', malformed('count', "'maybe' is not a valid Boolean value")],
  ])('refuses %j', (query, text) => {
    expect(() => page(query)).toThrow(text);
  });
});

describe('options of lists of activations', () => {
  it.each([
    ['', { skip: 0, limit: 30, count: false, docs: false }],
    ['docs=on&since=1&upto=2', { skip: 0, limit: 30, count: false, docs: true, since: 1, upto: 2 }],
    ['since=-5', { skip: 0, limit: 30, count: false, docs: false, since: -5 }],
    ['name=%20', { skip: 0, limit: 30, count: false, docs: false }],
    ['count=1&name=p/a', { skip: 0, limit: 30, count: true, docs: false, name: 'p/a' }],
  ])('reads %j', (query, expected) => {
    expect(activations(query)).toEqual(expected);
  });

  it.each([
    ['name=a/b/c', malformed('name', "Parameter may be a 'simple' name or 'package-name/simple' name: a/b/c")],
    ['name=!!', malformed('name', "Parameter may be a 'simple' name or 'package-name/simple' name: !!")],
    ['name=/', malformed('name', "Parameter may be a 'simple' name or 'package-name/simple' name: /")],
    ['since=x', malformed('since', 'Parameter is not a valid value for epoch seconds: x')],
    ['upto=1.5', malformed('upto', 'Parameter is not a valid value for epoch seconds: 1.5')],
    ['docs=maybe', malformed('docs', "'maybe' is not a valid Boolean value")],
    ['count=true&docs=true', "The parameter 'docs' is not permitted with 'count'."],
    ['limit=201', malformed('limit', "The value '201' is not in the range of 0 to 200 for activations.")],
  ])('refuses %j', (query, text) => {
    expect(() => activations(query)).toThrow(text);
  });
});

describe('flags', () => {
  it.each(['true', 'yes', 'on', '1', 'ON', 'True'])('%s is true', (text) =>
    expect(parseFlag(() => text, 'code')).toBe(true),
  );
  it.each(['false', 'no', 'off', '0', 'No'])('%s is false', (text) =>
    expect(parseFlag(() => text, 'code', true)).toBe(false),
  );
  it('take their default if empty or not given', () => {
    expect([
      parseFlag(() => '', 'code', true),
      parseFlag(() => undefined, 'code', true),
      parseFlag(() => '', 'code'),
    ]).toEqual([true, true, false]);
  });
  it('name themselves when refused', () => {
    expect(() => parseFlag(() => '2', 'overwrite')).toThrow(malformed('overwrite', "'2' is not a valid Boolean value"));
  });
});

describe('the name filter', () => {
  it('does not mind a leading slash', () => expect(parseNameFilter(() => '/hello')).toBe('hello'));
});
