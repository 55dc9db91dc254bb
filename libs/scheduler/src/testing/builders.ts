import { Json, type Activation } from '@whisker/entities';
import type { Acknowledgement, ActivationMessage } from '@whisker/messages';
import type { PlacementRequest } from '../placement';
import { Scheduler } from '../scheduler';
import type { PublishRequest, SchedulerOptions } from '../scheduler-options';
import { FakeBus } from './fake-bus';
import { FakeMembership } from './fake-membership';
import { ManualTime } from '@whisker/testing';
import { HashPlacement } from '../hash-placement';

export function placementRequest(over: Partial<PlacementRequest> = {}): PlacementRequest {
  return { namespace: 'guest', action: 'guest/hello', memoryMb: 256, concurrency: 1, blackbox: false, ...over };
}

export function publishRequest(over: Partial<PublishRequest> = {}): PublishRequest {
  return { memoryMb: 256, timeoutMs: 60_000, concurrency: 1, blackbox: false, ...over };
}

export function activationMessage(over: Partial<ActivationMessage> = {}): ActivationMessage {
  return {
    transaction: { id: 't'.repeat(32), start: 0 },
    activationId: 'a'.repeat(32),
    action: { name: { namespace: 'guest', name: 'hello' }, version: '0.0.1', revision: '1' },
    caller: { subject: 'guest', namespace: { name: 'guest', uuid: 'guest-uuid' }, limits: {} },
    controller: '0',
    blocking: true,
    content: Json.emptyObject,
    initParameters: [],
    startBy: 0,
    ...over,
  };
}

export function activationRecord(activationId: string): Activation {
  return {
    namespace: 'guest',
    name: 'hello',
    version: '0.0.1',
    subject: 'guest',
    activationId,
    start: 1,
    end: 2,
    duration: 1,
    response: { statusCode: 0, result: Json.emptyObject, size: 2 },
    logs: [],
    annotations: [],
    publish: false,
  };
}

export function acknowledgement(over: Partial<Acknowledgement> = {}): Acknowledgement {
  return { activationId: 'a'.repeat(32), invoker: 0, systemError: false, slotFree: true, ...over };
}

/** A started scheduler on fakes, with one invoker of 1024 MB unless told otherwise. */
export async function startScheduler(over: Partial<SchedulerOptions> = {}, memories: readonly number[] = [1024]) {
  const bus = new FakeBus();
  const membership = new FakeMembership();
  const time = new ManualTime();
  membership.setInvokers(...memories);
  const policy = new HashPlacement({ random: () => 0 });
  const options = { bus, membership, policy, controllerId: '0', clock: time.clock, timers: time, ...over };
  const scheduler = new Scheduler(options);
  await scheduler.start();
  return { bus, membership, time, scheduler };
}
