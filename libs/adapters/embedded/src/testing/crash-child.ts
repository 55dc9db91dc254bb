import type { ManagedApi } from '@whisker/api-gateway';
import { Json, type Action, type Activation } from '@whisker/entities';
import type { JournalEntry } from '@whisker/invoker';
import { invokerTopic, type ActivationMessage } from '@whisker/messages';
import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openDataFolder, openEmbeddedStores, type EmbeddedStores } from '../index';

/*
 * A process that is going to be killed: `crash-child.cjs <what> <folder> <round>`. It prints a line for each id whose
 * write was acknowledged, and goes on until it is killed.
 */

/** Writes one of each kind; resolves when the write is acknowledged. */
const writers: Record<string, (stores: EmbeddedStores, id: string, n: number) => Promise<unknown>> = {
  entities: ({ entities }, id) => entities.put(actionOf(id), { basedOn: undefined, code: `code of ${id}` }),
  activations: ({ activations }, id, n) => activations.store(recordOf(id, n)),
  routes: ({ routes }, id) => routes.create(apiOf(id)),
  bus: ({ bus }, id) => bus.produce(invokerTopic(0), messageOf(id)),
  // A third of the runs ends, which must not end any other.
  async journal({ journal }, id, n) {
    await journal.started(entryOf(id));
    if (n % 3 === 0) journal.finished(id);
  },
  async owed({ owed }, id, n) {
    await owed.owe(recordOf(id, n, 200));
    if (n % 3 === 0) owed.settle(id);
  },
};

const AT_A_TIME = 8;

async function main([what = '', path = '', round = '']: readonly string[]): Promise<void> {
  // Whatever else happens, this process stays until it is killed.
  setInterval(() => undefined, 60_000);
  if (what === 'lock') return keepFolder(path);
  const stores = await openEmbeddedStores(path, { log: (level, message) => fail(`${level}: ${message}`) });
  const write = writers[what] ?? fail(`no writer ${what}`);
  let next = 0;
  const work = async (): Promise<void> => {
    for (;;) {
      const n = next++;
      const id = createHash('md5').update(`${round} ${n}`).digest('hex');
      await write(stores, id, n);
      say(`${n} ${id}`);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
}

function keepFolder(path: string): void {
  try {
    openDataFolder(path);
    say('open');
  } catch (error) {
    say((error as Error).message);
  }
}

/** Written before anything else happens: a line that was not printed was not acknowledged. */
function say(line: string): void {
  for (let rest = Buffer.from(`${line}\n`); rest.length > 0;) rest = rest.subarray(writeSome(rest));
}

function writeSome(bytes: Buffer): number {
  try {
    return writeSync(1, bytes);
  } catch (error) {
    // The reader is behind.
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}

function fail(reason: string): never {
  writeSync(2, `${reason}\n`);
  process.exit(1);
}

function actionOf(id: string): Action {
  return {
    type: 'action',
    name: { namespace: 'guest', name: id },
    version: '0.0.1',
    publish: false,
    updated: 1,
    annotations: [],
    exec: { type: 'code', kind: 'nodejs:20', binary: false },
    parameters: [],
    limits: { timeout: 60_000, memory: 256, logs: 10, concurrency: 1 },
  };
}

function apiOf(id: string): ManagedApi {
  return { id, tenant: 'guest', basePath: `/${id}`, title: id, revision: 1, created: 1, document: { id } };
}

/** Large enough that a round goes over several log files. */
function recordOf(id: string, n: number, size = 20_000): Activation {
  return {
    namespace: 'guest',
    name: 'hello',
    version: '0.0.1',
    subject: 'guest-subject',
    activationId: id,
    start: n,
    response: { statusCode: 0, result: Json.of({ text: 'x'.repeat(size) }) },
    logs: [],
    annotations: [],
    publish: false,
  };
}

function entryOf(activationId: string): JournalEntry {
  return {
    transaction: { id: 't', start: 1 },
    activationId,
    action: { name: { namespace: 'guest', name: 'hello' }, version: '0.0.1', revision: '1-a' },
    caller: { subject: 'guest-subject', namespace: { name: 'guest', uuid: 'u' }, limits: {} },
    controller: '0',
    blocking: false,
    initParameters: [],
    startBy: 1,
    startedAt: 1,
  };
}

function messageOf(activationId: string): ActivationMessage {
  return { ...entryOf(activationId), content: Json.of({ id: activationId }) };
}

main(process.argv.slice(2)).catch((error: unknown) => fail(String(error)));
