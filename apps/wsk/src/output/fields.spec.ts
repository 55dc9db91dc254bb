import { inUsualOrder, knownField } from './fields';

it('puts fields into the usual order and unknown ones last', () => {
  const document = { extra: 1, exec: {}, name: 'n', namespace: 'ns' };
  expect(Object.keys(inUsualOrder('action', document))).toEqual(['namespace', 'name', 'exec', 'extra']);
});

it('finds fields whatever their case', () => {
  expect(knownField('activation', 'activationid')).toBe('activationId');
});

it('refuses a field that the kind does not have', () => {
  expect(() => knownField('trigger', 'exec')).toThrow("Invalid field filter 'exec'.");
});
