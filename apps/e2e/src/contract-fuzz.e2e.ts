import * as fc from 'fast-check';
import { Agent } from 'node:http';
import { apiClient } from './api';
import { requestsOf, type Asked } from './contract/arbitraries';
import { sendRaw, type RawAnswer } from './contract/raw-request';
import { world } from './contract/requests';
import { Contract, operationsOf, specification, type SwaggerDocument } from './contract/swagger';
import { removeFolder, startPlatform, type RunningPlatform } from './platform';

/** Another run is had by setting these; a failure tells the seed and what to run again. */
const SEED = Number(process.env['WHISKER_FUZZ_SEED'] ?? 20_261_123);
const BATCHES = Number(process.env['WHISKER_FUZZ_BATCHES'] ?? 400);
/** Requests of a batch are sent at a time. */
const BATCH = 8;

/** Answers of the server, before the API is reached: they are plain text. */
const PLAIN = new Set([414, 501]);

describe(`${BATCHES * BATCH} requests made from the description, seed ${SEED}`, () => {
  let platform: RunningPlatform;
  let served: SwaggerDocument;
  const agent = new Agent({ keepAlive: true, maxSockets: BATCH });

  beforeAll(async () => {
    platform = await startPlatform();
    for (const [path, body] of world) await apiClient(platform)('PUT', path, body);
    served = (await apiClient(platform)('GET', '//api/v1/api-docs')).json as SwaggerDocument;
  });
  afterAll(async () => {
    agent.destroy();
    await platform.stop();
    removeFolder(platform.dataFolder);
  });

  it('are answered as documented, and never with a fault', async () => {
    const contracts = [new Contract(served), new Contract(specification())];
    const authorization = `Basic ${Buffer.from(platform.auth).toString('base64')}`;
    const requests = requestsOf(served, operationsOf(served), authorization);
    const statuses = new Map<number, number>();
    const property = fc.asyncProperty(fc.array(requests, { minLength: BATCH, maxLength: BATCH }), async (batch) => {
      const answers = await Promise.all(batch.map(({ request }) => sendRaw(platform.apihost, agent, request)));
      const faults = batch.flatMap((asked, place) => {
        const answer = answers[place] as RawAnswer;
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        return faultsOf(asked, answer, contracts).map((fault) => `${asked.operation.id}: ${fault}`);
      });
      expect(faults).toEqual([]);
    });
    await fc.assert(property, { seed: SEED, numRuns: BATCHES, unbiased: true, endOnFailure: true });
    // They reach what they aim at: not everything is refused at the door.
    for (const status of [200, 202, 204, 400, 401, 403, 404, 406, 409, 415, 502])
      expect([status, statuses.get(status) ?? 0]).not.toEqual([status, 0]);
    expect(statuses.get(200)).toBeGreaterThan(BATCHES);
  }, 600_000);
});

function faultsOf({ operation, request }: Asked, answer: RawAnswer, contracts: readonly Contract[]): string[] {
  const { status, text, headers } = answer;
  const said = `${status} ${text.slice(0, 300)} to ${JSON.stringify(request).slice(0, 600)}`;
  const isRun = headers['x-openwhisk-activation-id'] !== undefined;
  if (operation.path.includes('/web/')) return isRun || status < 500 ? [] : [said];
  if (status >= 500 && !(status === 502 && isRun)) return [said];
  if (!(String(status) in operation.responses) && !PLAIN.has(status)) return [`undocumented: ${said}`];
  const body = status === 204 || headers['content-type']?.startsWith('text/plain') ? undefined : JSON.parse(text);
  if (status >= 400 && !isRun && !PLAIN.has(status) && !isRefusal(body, headers['x-request-id']))
    return [`no error and code: ${said}`];
  // A count is an object where the list is documented; Swagger 2.0 cannot tell both.
  if (/[?&]count=/.test(request.path)) return [];
  return contracts.flatMap((contract) => contract.faultsOf(operation, status, body).map((it) => `${it}: ${said}`));
}

function isRefusal(body: unknown, transactionId: unknown): boolean {
  const { error, code } = (body ?? {}) as { error?: unknown; code?: unknown };
  return typeof error === 'string' && error !== '' && code === transactionId;
}
