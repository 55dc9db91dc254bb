import {
  printAction,
  printPackage,
  printRule,
  printTrigger,
  summarizeAction,
  summarizePackage,
  summarizeRule,
  summarizeTrigger,
  type Action,
  type Package,
  type Rule,
  type Trigger,
} from './index';

const base = { version: '0.0.1', publish: false, updated: 5, annotations: [{ key: 'k', value: 1 }] } as const;
const limits = { timeout: 60_000, memory: 256, logs: 10, concurrency: 1 };
const action: Action = {
  ...{
    ...base,
    type: 'action',
    name: { namespace: 'ns', package: 'p', name: 'a' },
    parameters: [{ key: 'x', value: 1, init: true }],
    limits,
  },
  exec: { type: 'code', kind: 'nodejs:20', binary: false, main: 'm' },
};
const pkg: Package = { ...base, type: 'package', name: { namespace: 'ns', name: 'p' }, parameters: [] };
const binding: Package = { ...pkg, binding: { namespace: 'other', name: 'q' } };
const link = { 'ns/r': { action: { namespace: 'ns', package: 'p', name: 'a' }, status: 'active' } } as const;
const trigger: Trigger = {
  ...base,
  type: 'trigger',
  name: { namespace: 'ns', name: 't' },
  parameters: [],
  rules: link,
};
const rule: Rule = {
  ...base,
  type: 'rule',
  name: { namespace: 'ns', name: 'r' },
  trigger: trigger.name,
  action: action.name,
};

const text = (value: unknown) => JSON.stringify(value);
const KEYS = '"annotations":[{"key":"k","value":1}]';

/** Order of members included: clients print what they get. */
describe('what clients see', () => {
  it('of an action', () => {
    expect(text(printAction(action, { code: 'c' }))).toBe(
      `{"namespace":"ns/p","name":"a","version":"0.0.1","publish":false,"updated":5,"exec":{"kind":"nodejs:20","code":"c","binary":false,"main":"m"},` +
        `"parameters":[{"key":"x","value":1,"init":true}],"limits":{"timeout":60000,"memory":256,"logs":10,"concurrency":1},${KEYS}}`,
    );
  });

  it('of an action without code, read through a binding', () => {
    expect(printAction({ ...action, limits: { ...limits, instances: 0 } }, { binding: 'me/b' })).toMatchObject({
      ...{
        exec: { kind: 'nodejs:20', binary: false, main: 'm' },
        binding: 'me/b',
        limits: { ...limits, instances: 0 },
      },
    });
  });

  it('of an image', () => {
    const exec = { type: 'blackbox', kind: 'blackbox', image: 'i', binary: true, hasCode: true } as const;
    expect(printAction({ ...action, exec }, { code: 'abcd' })['exec']).toEqual({
      kind: 'blackbox',
      image: 'i',
      code: 'abcd',
      binary: true,
    });
  });

  it('of a sequence', () => {
    const exec = { type: 'sequence', kind: 'sequence', components: [action.name, pkg.name] } as const;
    expect(printAction({ ...action, exec })['exec']).toEqual({ kind: 'sequence', components: ['/ns/p/a', '/ns/p'] });
    expect(summarizeAction({ ...action, exec })['exec']).toEqual({ binary: false });
  });

  it('of an action in a list', () => {
    expect(text(summarizeAction(action))).toBe(
      `{"namespace":"ns/p","name":"a","version":"0.0.1","publish":false,${KEYS},"updated":5,` +
        `"limits":{"timeout":60000,"memory":256,"logs":10,"concurrency":1},"exec":{"binary":false}}`,
    );
  });

  it('of a package', () => {
    expect(text(printPackage(pkg))).toBe(
      `{"namespace":"ns","name":"p","binding":{},"parameters":[],"version":"0.0.1","publish":false,${KEYS},"updated":5}`,
    );
  });

  it('of a binding with what it offers', () => {
    const content = { name: 'a', version: '0.0.1', annotations: action.annotations };
    expect(printPackage(binding, { actions: [action], feeds: [] })).toMatchObject({
      ...{ binding: { namespace: 'other', name: 'q' }, actions: [content], feeds: [] },
    });
  });

  it('of packages in a list', () => {
    expect(text(summarizePackage(pkg))).toBe(
      `{"namespace":"ns","name":"p","version":"0.0.1","publish":false,${KEYS},"updated":5,"binding":false}`,
    );
    expect(summarizePackage(binding)['binding']).toEqual({ namespace: 'other', name: 'q' });
  });

  it('of a trigger', () => {
    expect(text(printTrigger(trigger))).toBe(
      `{"namespace":"ns","name":"t","parameters":[],"limits":{},"version":"0.0.1","publish":false,${KEYS},"updated":5,` +
        `"rules":{"ns/r":{"action":{"path":"ns/p","name":"a"},"status":"active"}}}`,
    );
    expect(text(summarizeTrigger(trigger))).toBe(
      `{"namespace":"ns","name":"t","version":"0.0.1","publish":false,${KEYS},"updated":5}`,
    );
  });

  it('of a trigger that never had a rule', () => {
    const { rules: _rules, ...fresh } = trigger;
    expect(printTrigger(fresh)).not.toHaveProperty('rules');
    expect(printTrigger({ ...fresh, rules: {} })['rules']).toEqual({});
  });

  it('of a rule, and of one in a list', () => {
    const rest = `"trigger":{"path":"ns","name":"t"},"action":{"path":"ns/p","name":"a"},"version":"0.0.1","publish":false,${KEYS},"updated":5}`;
    expect(text(printRule(rule, 'inactive'))).toBe(`{"namespace":"ns","name":"r","status":"inactive",${rest}`);
    expect(text(summarizeRule(rule))).toBe(`{"namespace":"ns","name":"r",${rest}`);
  });
});
