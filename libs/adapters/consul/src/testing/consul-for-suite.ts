import { consul, partsCache, type RunningConsul } from '@whisker/provision';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const HOME = { cache: partsCache() };

/** A real Consul server that a suite may kill and start again. */
export interface ConsulForSuite {
  /** Stays the same. */
  readonly url: string;
  /** Ends it without a word. */
  kill(): Promise<void>;
  /** Starts it again with what it kept. */
  restart(): Promise<void>;
  /** Kills it and forgets all it kept. */
  killAndForget(): Promise<void>;
  /** What it answers to a GET below `/v1`. */
  get(path: string): Promise<unknown>;
  /** PUTs below `/v1`. */
  put(path: string, body?: string): Promise<void>;
}

/** Installs, starts and stops Consul around the suite. */
export function consulForSuite(options: { readonly scriptChecks?: boolean } = {}): ConsulForSuite {
  let running: RunningConsul;
  let dataFolder: string;
  beforeAll(async () => {
    await consul.install(HOME);
    dataFolder = await mkdtemp(join(tmpdir(), 'whisker-consul-suite-'));
    running = await consul.start(HOME, { dataFolder, ...options });
  });
  afterAll(async () => {
    await running.kill();
    await rm(dataFolder, { recursive: true, force: true });
  });
  return {
    get url() {
      return running.url;
    },
    kill: () => running.kill(),
    async restart() {
      running = await consul.start(HOME, { dataFolder, ports: running.ports, ...options });
    },
    async killAndForget() {
      await running.kill();
      await rm(dataFolder, { recursive: true, force: true });
    },
    async get(path) {
      return (await fetch(`${running.url}/v1${path}`)).json();
    },
    async put(path, body) {
      await fetch(`${running.url}/v1${path}`, { method: 'PUT', ...(body !== undefined && { body }) });
    },
  };
}
