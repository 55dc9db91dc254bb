import type { JsonObject } from '@whisker/entities';
import { readAlarm, readAlarmUpdate } from './alarm-parameters';

const NOW = Date.UTC(2030, 0, 1);
const LATER = NOW + 60_000;
const LATEST = NOW + 120_000;
const reading = { now: NOW, limits: { toTheMinute: false } };
const read = (parameters: JsonObject) => readAlarm(parameters, reading);
const once = { fireOnce: true, date: LATER };
const interval = { isInterval: true, minutes: 5 };
const cron = { cron: '* * * * *' };

describe('readAlarm', () => {
  it('reads a cron alarm {feeds.2.1}', () => {
    expect(read(cron)).toEqual({ type: 'cron', payload: {}, cron: '* * * * *', strict: false, maxTriggers: -1 });
    const full = { ...cron, timezone: 'Europe/Berlin', strict: 'true', startDate: LATER, stopDate: LATEST };
    expect(read(full)).toMatchObject({ timezone: 'Europe/Berlin', strict: true, startDate: LATER, stopDate: LATEST });
    expect(read({ cron: '*/5 * * * * *', maxTriggers: 3 })).toMatchObject({ cron: '*/5 * * * * *', maxTriggers: 3 });
  });

  it('reads an alarm that fires once {feeds.2.2}', () => {
    expect(read(once)).toEqual({ type: 'once', payload: {}, date: LATER, deleteAfterFire: 'false' });
    expect(read({ ...once, date: new Date(LATER).toISOString(), deleteAfterFire: true })).toMatchObject({
      date: LATER,
      deleteAfterFire: 'true',
    });
    expect(read({ ...once, date: `${LATER}` })).toMatchObject({ date: LATER });
  });

  it('reads an interval {feeds.2.3}', () => {
    expect(read(interval)).toEqual({ type: 'interval', payload: {}, minutes: 5, startDate: NOW + 30_000 });
    expect(read({ ...interval, minutes: '5', startDate: LATER })).toMatchObject({ minutes: 5, startDate: LATER });
  });

  it.each<[JsonObject, JsonObject]>([
    [{}, {}],
    [{ trigger_payload: '' }, { payload: '' }],
    [{ trigger_payload: '{"a":1}' }, { payload: '{"a":1}' }],
    [{ trigger_payload: { a: 1 } }, { a: 1 }],
  ])('makes of %j the event %j', (given, payload) => {
    expect(read({ ...cron, ...given })).toMatchObject({ payload });
    expect(read({ ...once, ...given })).toMatchObject({ payload });
  });

  it.each<[JsonObject, string]>([
    [{ fireOnce: true }, 'alarms once trigger feed is missing the date parameter'],
    [{ ...once, deleteAfterFire: 'x' }, 'deleteAfterFire parameter must be one of [false, true, rules].'],
    [{ ...once, date: 'never' }, "date parameter 'never' is not a valid Date"],
    [{ ...once, date: NOW }, `date parameter '${NOW}' must be in the future`],
    [{ isInterval: true }, 'interval trigger feed is missing the minutes parameter'],
    [{ ...interval, minutes: 1.5 }, 'the minutes parameter must be an integer'],
    [{ ...interval, minutes: 'x' }, 'the minutes parameter must be an integer'],
    [{ ...interval, minutes: 0 }, 'the minutes parameter must be an integer greater than zero'],
    [{ ...interval, maxTriggers: 1 }, 'maxTriggers is not supported for the interval trigger feed'],
    [
      { ...interval, startDate: LATEST, stopDate: LATER },
      `stopDate parameter '${LATER}' must be greater than the startDate parameter '${LATEST}'`,
    ],
    [{}, 'alarms trigger feed is missing the cron parameter'],
    [{ cron: 'x' }, "cron pattern 'x' is not valid"],
    [{ cron: '* * * *' }, "cron pattern '* * * *' is not valid"],
    [{ cron: '@daily' }, "cron pattern '@daily' is not valid"],
    [{ cron: '61 * * * *' }, "cron pattern '61 * * * *' is not valid"],
    [{ ...cron, timezone: 'Nowhere/Here' }, 'Invalid timezone.'],
    [
      { ...cron, maxTriggers: 1, stopDate: LATER },
      'maxTriggers is not allowed when the stopDate parameter is specified',
    ],
    [{ ...cron, startDate: 'x' }, "startDate parameter 'x' is not a valid Date"],
    [{ ...cron, stopDate: 1 }, "stopDate parameter '1' must be in the future"],
  ])('refuses %j', (parameters, message) => {
    expect(() => read(parameters)).toThrow(message);
  });

  it('refuses seconds where they are not allowed', () => {
    const limited = { now: NOW, limits: { toTheMinute: true } };
    expect(() => readAlarm({ cron: '* * * * * *' }, limited)).toThrow(
      'cron pattern is limited to 5 fields with 1 minute as the finest granularity',
    );
    expect(readAlarm(cron, limited)).toMatchObject(cron);
  });
});

describe('readAlarmUpdate', () => {
  const update = (parameters: JsonObject, present: JsonObject) => readAlarmUpdate(read(present), parameters, reading);

  it('changes what is given', () => {
    expect(update({ cron: '0 0 * * *', trigger_payload: 'x' }, { ...cron, timezone: 'UTC' })).toMatchObject({
      cron: '0 0 * * *',
      timezone: 'UTC',
      payload: { payload: 'x' },
    });
    expect(update({ minutes: 7 }, interval)).toMatchObject({ minutes: 7 });
    expect(update({ deleteAfterFire: 'rules' }, once)).toMatchObject({ date: LATER, deleteAfterFire: 'rules' });
  });

  it.each<[JsonObject, JsonObject, string]>([
    [{}, cron, 'no updatable parameters were specified'],
    [{ trigger_payload: '' }, cron, 'no updatable parameters were specified'],
    [{ minutes: 5 }, cron, 'no updatable parameters were specified'],
    [{ cron: '* * * * *' }, interval, 'no updatable parameters were specified'],
    [{ cron: 'x' }, cron, "cron pattern 'x' is not valid"],
    [
      { startDate: LATEST },
      { ...interval, stopDate: LATER },
      `startDate parameter '${LATEST}' must be less than the stopDate parameter '${LATER}'`,
    ],
    [
      { stopDate: LATER },
      { ...cron, startDate: LATEST },
      `stopDate parameter '${LATER}' must be greater than the startDate parameter '${LATEST}'`,
    ],
  ])('refuses %j', (parameters, present, message) => {
    expect(() => update(parameters, present)).toThrow(message);
  });
});
