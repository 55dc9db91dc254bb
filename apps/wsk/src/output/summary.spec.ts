import type { EntityDocument } from '../documents';
import { entitySummary, packageSummary, ruleSummary } from './summary';

const base: EntityDocument = { namespace: 'guest', name: 'thing', version: '0.0.1' };

const parameters = { key: 'parameters', value: [{ name: 'city' }, { name: 'age', required: true }, 'odd', null] };

it('describes what has a description', () => {
  const entity = { ...base, annotations: [{ key: 'description', value: 'Greets' }, parameters] };
  expect(entitySummary('action', entity)).toEqual(['action /guest/thing: Greets', '   (parameters: age, city)']);
});

it('marks bound parameters, and bound and final ones', () => {
  const entity = { ...base, annotations: [parameters], parameters: [{ key: 'city', value: 'Rome' }] };
  expect(entitySummary('action', entity)[1]).toBe('   (parameters: age, *city)');
  const final = { ...entity, annotations: [parameters, { key: 'final', value: true }] };
  expect(entitySummary('action', final)[1]).toBe('   (parameters: age, **city)');
});

it.each([
  [[], 'Returns a result'],
  [['a'], 'Returns a result based on parameter a'],
  [['b', 'a'], 'Returns a result based on parameters a and b'],
  [['c', 'b', 'a'], 'Returns a result based on parameters a, b and c'],
])('makes a description from the parameters %p', (names, description) => {
  const entity = { ...base, parameters: names.map((key) => ({ key, value: 1 })) };
  expect(entitySummary('trigger', entity)[0]).toBe(`trigger /guest/thing: ${description}`);
});

it('says so where there are no parameters', () => {
  expect(entitySummary('action', base)[1]).toBe('   (parameters: none defined)');
});

it('lists actions and feeds of a package, with the parameters it binds', () => {
  const entity = {
    ...base,
    parameters: [{ key: 'city', value: 'Rome' }],
    actions: [{ name: 'read', version: '0.0.1', annotations: [parameters] }],
    feeds: [{ name: 'changes', version: '0.0.1', annotations: [{ key: 'description', value: 'Feed' }] }],
  };
  expect(packageSummary(entity)).toEqual([
    'package /guest/thing: Returns a result based on parameter city',
    '   (parameters: *city)',
    ' action /guest/thing/read: Returns a result based on parameters age and city',
    '   (parameters: age, *city)',
    ' feed   /guest/thing/changes: Feed',
    '   (parameters: none defined)',
  ]);
});

it('tells the status of a rule', () => {
  expect(ruleSummary({ ...base, status: 'active' })).toEqual(['rule /guest/thing (status: active)']);
});
