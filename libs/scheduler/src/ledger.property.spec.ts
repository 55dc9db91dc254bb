import fc from 'fast-check';
import { Ledger } from './ledger';
import type { Placement } from './placement';

const ids = fc.integer({ min: 0, max: 15 }).map(String);
const INVOKERS = 3;

const commands = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant('open' as const),
        id: ids,
        ns: fc.constantFrom('n', 'm'),
        ms: fc.nat(100),
      }),
    },
    { weight: 4, arbitrary: fc.record({ type: fc.constant('acknowledge' as const), id: ids }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('pass' as const), ms: fc.nat(40) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('leave' as const), invoker: fc.nat(INVOKERS - 1) }) },
  ),
  { maxLength: 300 },
);

interface Expected {
  readonly ns: string;
  readonly invoker: number;
  deadline: number;
  readonly lostAt: number;
}

describe('any course of sending, acknowledging (also twice), waiting and leaving', () => {
  it('leaks nothing and releases nothing twice', () => {
    fc.assert(
      fc.property(commands, (course) => {
        const ledger = new Ledger();
        const model = new Map<string, Expected>();
        let now = 0;
        let opened = 0;
        const releases = new Map<Placement, number>();
        const place = (invoker: number): Placement => {
          const placement: Placement = {
            invoker,
            forced: false,
            release: () => releases.set(placement, (releases.get(placement) ?? 0) + 1),
          };
          releases.set(placement, 0);
          return placement;
        };

        for (const command of course) {
          if (command.type === 'open') {
            opened += 1;
            const invoker = opened % INVOKERS;
            const [deadline, lostAt] = [now + 20 + command.ms, now + 20];
            const open = () =>
              ledger.open({
                activationId: command.id,
                namespaceUuid: command.ns,
                placement: place(invoker),
                deadline,
                lostAt,
              });
            if (model.has(command.id)) expect(open).toThrow();
            else {
              open();
              model.set(command.id, { ns: command.ns, invoker, deadline, lostAt });
            }
          } else if (command.type === 'acknowledge') {
            expect(ledger.close(command.id) !== undefined).toBe(model.delete(command.id));
          } else if (command.type === 'leave') {
            ledger.hurry(command.invoker);
            for (const entry of model.values()) {
              if (entry.invoker === command.invoker) entry.deadline = Math.min(entry.deadline, entry.lostAt);
            }
          } else {
            now += command.ms;
            const due = [...model].filter(([, { deadline }]) => deadline <= now).map(([id]) => id);
            expect(
              ledger
                .expire(now)
                .map(({ activationId }) => activationId)
                .sort(),
            ).toEqual(due.sort());
            for (const id of due) model.delete(id);
          }
          expect(ledger.size).toBe(model.size);
          for (const ns of ['n', 'm'])
            expect(ledger.inFlight(ns)).toBe([...model.values()].filter((entry) => entry.ns === ns).length);
          expect([...releases.values()].filter((count) => count === 0)).toHaveLength(model.size);
        }
        ledger.clear();
        expect([...releases.values()].every((count) => count === 1)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
