import { apiClient, type ApiAnswer } from './api';
import { notProvoked, provocationOf } from './contract/requests';
import { Stage } from './contract/stage';
import {
  Contract,
  operationsOf,
  specification,
  type Operation,
  type Parameter,
  type Schema,
  type SwaggerDocument,
} from './contract/swagger';
import { removeFolder, startPlatform, type RunningPlatform } from './platform';

const spec = specification();
const contract = new Contract(spec);

interface Case {
  readonly name: string;
  readonly operation: Operation;
  readonly status: number;
}

/** Operations that answer what they like are called, and have to answer at all. */
const casesOf = (document: SwaggerDocument): Case[] =>
  operationsOf(document).flatMap((operation) =>
    Object.keys(operation.responses).map((key) => {
      const status = key === 'default' ? 200 : Number(key);
      return { name: `${operation.id} ${status}`, operation, status };
    }),
  );

const cases = casesOf(spec);

/** What is wrong with an answer that should have a certain status. */
function faultsOf({ operation, status }: Case, answer: ApiAnswer, against: Contract): string[] {
  if (operation.path.includes('/web/')) return answer.status < 500 ? [] : [`answered ${answer.status}`];
  if (answer.status !== status) return [`answered ${answer.status}: ${answer.text.slice(0, 200)}`];
  const isRefusal = status >= 400 && status !== 502;
  const refusal = isRefusal && answer.json?.code !== answer.headers.get('x-request-id') ? ['no code'] : [];
  return [...refusal, ...against.faultsOf(operation, status, answer.json)];
}

describe('the contract OpenWhisk documents', () => {
  const stage = new Stage();
  afterAll(() => stage.stop(), 120_000);

  it.each(cases.filter(({ name }) => !(name in notProvoked)))('$name', async (it) => {
    const answer = await stage.send(it.operation, provocationOf(it.operation, it.status));
    expect(faultsOf(it, answer, contract)).toEqual([]);
  });

  it('has no other status that cannot be provoked', () => {
    const names = new Set(cases.map(({ name }) => name));
    expect(Object.keys(notProvoked).filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('the description that is served', () => {
  const stage = new Stage();
  let platform: RunningPlatform;
  let served: SwaggerDocument;

  beforeAll(async () => {
    platform = await startPlatform();
    served = (await apiClient(platform)('GET', '//api/v1/api-docs')).json as SwaggerDocument;
  });
  afterAll(async () => {
    await platform.stop();
    removeFolder(platform.dataFolder);
    await stage.stop();
  }, 120_000);

  it('has every operation, parameter and answer of OpenWhisk’s {rest-api.5.3}', () => {
    const operations = new Map(operationsOf(served).map((operation) => [operation.id, operation]));
    expect(operationsOf(spec).flatMap((known) => lackingIn(operations.get(known.id), known))).toEqual([]);
  });

  it('has every definition of OpenWhisk’s', () => {
    const lacking = Object.entries(spec.definitions).flatMap(([name, known]) =>
      lackingSchema(served.definitions[name], known, name),
    );
    expect(lacking).toEqual([]);
    expect(Object.keys(served.responses ?? {})).toEqual(expect.arrayContaining(Object.keys(spec.responses ?? {})));
  });

  it('documents no status that is never sent', async () => {
    const own = new Contract(served);
    const faults: string[] = [];
    for (const it of casesOf(served).filter(({ name }) => !(name in notProvoked))) {
      const answer = await stage.send(it.operation, provocationOf(it.operation, it.status));
      faults.push(...faultsOf(it, answer, own).map((fault) => `${it.name}: ${fault}`));
    }
    expect(faults).toEqual([]);
  }, 120_000);
});

function lackingIn(served: Operation | undefined, known: Operation): string[] {
  if (!served) return [known.id];
  const same = [served.method, served.path].join() === [known.method, known.path].join();
  return [
    ...(same ? [] : [`${known.id}: ${served.method} ${served.path}`]),
    ...known.parameters
      .filter((parameter) => !served.parameters.some((other) => isSame(other, parameter)))
      .map(({ name }) => `${known.id}: parameter ${name}`),
    ...Object.keys(known.responses)
      .filter((status) => !(status in served.responses))
      .map((status) => `${known.id}: status ${status}`),
  ];
}

function isSame(a: Parameter, b: Parameter): boolean {
  const shape = ({ name, in: place, required = false, type, schema }: Parameter) =>
    JSON.stringify([name, place, required, type, schema?.$ref, schema?.type]);
  return shape(a) === shape(b);
}

/** Members, their types and which are always there; kinds are those of the platform. */
function lackingSchema(served: Schema | undefined, known: Schema, place: string): string[] {
  if (!served) return [place];
  const required = (known.required ?? []).filter((name) => !served.required?.includes(name));
  return [
    ...(served.type === known.type && served.$ref === known.$ref ? [] : [`${place}: type`]),
    ...required.map((name) => `${place}: ${name} is required`),
    ...(known.items ? lackingSchema(served.items, known.items, `${place}[]`) : []),
    ...Object.entries(known.properties ?? {}).flatMap(([name, property]) =>
      lackingSchema(served.properties?.[name], property, `${place}.${name}`),
    ),
  ];
}
