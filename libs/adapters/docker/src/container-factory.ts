import { setTimeout as wait } from 'node:timers/promises';
import { ContainerError, type ContainerSpec } from '@whisker/container-pool';
import {
  Activity,
  LogCollector,
  pinSocket,
  RuntimeClient,
  runStreaming,
  type RuntimeAddress,
  type Ticker,
} from '@whisker/runtime-client';
import { AttachedOutput } from './attached-output';
import { containerConfig, INSIDE } from './container-config';
import type { ContainerWatch } from './container-watch';
import { DaemonError, type Daemon } from './daemon';
import { DockerBody, removeContainer } from './docker-body';
import { DockerContainer } from './docker-container';
import type { FoundImage } from './images';
import { actionLabels } from './labels';
import type { Namespace, Namespaces } from './namespaces';
import type { DockerSettings } from './options';
import { listens, SocketFolder } from './socket-folder';

/** What all containers of a driver share. */
export interface FactoryParts {
  readonly daemon: Daemon;
  readonly settings: DockerSettings;
  readonly watch: ContainerWatch;
  readonly namespaces: Namespaces;
  /** What is looked at while runs are under way. */
  readonly ticker: Ticker;
  /** Folder of the sockets. */
  readonly run: string;
  /** Makes the network if it is not there. */
  readonly network: () => Promise<string>;
  readonly closing: AbortSignal;
  readonly onGone: (id: string) => void;
}

/** What one container is made from. */
export interface ContainerOrder {
  readonly id: string;
  readonly spec: ContainerSpec;
  readonly image: FoundImage;
}

/** A container of the daemon's that is to be taken into service. */
export interface Started {
  readonly id: string;
  readonly spec: ContainerSpec;
  /** The daemon's name for it. */
  readonly name: string;
  readonly dockerId: string;
  readonly output: AttachedOutput;
  readonly body: DockerBody;
  readonly folder: SocketFolder | undefined;
  readonly namespace: Namespace | undefined;
  readonly keepsLine: boolean;
}

const REASON_CHARS = 2000;
/** A daemon takes its time to tell that a container ended. */
const EXIT_WITHIN_MS = 3000;
const BAD_REQUEST = 400;

/**
 * Creates and starts a container and waits until its proxy listens.
 * @throws ContainerError; what was made is removed
 */
export async function startContainer(parts: FactoryParts, order: ContainerOrder): Promise<DockerContainer> {
  const { settings, daemon } = parts;
  const { id, spec, image } = order;
  const name = `${settings.instance}-${settings.invoker}-${id}`;
  const namespace = parts.namespaces.take();
  const folder = image.listensOnSocket ? await SocketFolder.make(parts.run, id) : undefined;
  try {
    const dockerId = await create(parts, order, { name, namespace, folder });
    const started = {
      id,
      spec,
      name,
      dockerId,
      folder,
      namespace,
      keepsLine: keepsLine(order),
      ...watchOver(parts, dockerId),
    };
    await started.output.open();
    await daemon.call('start a container', (options) => daemon.docker.getContainer(dockerId).start(options));
    return await takeIntoService(parts, started);
  } catch (error) {
    // It may be there although its making failed; nobody waits for its end.
    void removeContainer(daemon, name, parts.closing).then(() => folder?.remove());
    if (namespace) void parts.namespaces.discard(namespace);
    throw blame(error, spec);
  }
}

/** Output and end of a container that is not started yet. */
export function watchOver(parts: FactoryParts, dockerId: string): Pick<Started, 'output' | 'body'> {
  const output = new AttachedOutput(parts.daemon, dockerId, parts.settings.maxLogBytes);
  const death = parts.watch.death(dockerId);
  return {
    output,
    body: new DockerBody({ daemon: parts.daemon, id: dockerId, output, death, closing: parts.closing }),
  };
}

/** Waits until the proxy of a running container listens. @throws Error with what it wrote */
export async function takeIntoService(parts: FactoryParts, started: Started): Promise<DockerContainer> {
  const { settings, watch } = parts;
  const { output, body, folder } = started;
  try {
    const address = folder ? { socketPath: folder.socket } : await addressOf(parts, started);
    const over = new AbortController();
    const outcome = await Promise.race([
      listens(address, over.signal),
      body.exit.then(() => 'ended at once' as const),
      wait(settings.startTimeout, `does not listen after ${settings.startTimeout} ms`, { signal: over.signal }),
    ]).finally(() => over.abort());
    if (outcome !== true) throw new Error(`${outcome}: ${output.stderr.tail.trim().slice(-REASON_CHARS)}`);
    await folder?.lock();
    return assemble(parts, started, address);
  } catch (error) {
    output.close();
    watch.forget(started.dockerId);
    throw error;
  }
}

interface Places {
  readonly name: string;
  readonly namespace: Namespace | undefined;
  readonly folder: SocketFolder | undefined;
}

async function create(parts: FactoryParts, order: ContainerOrder, places: Places): Promise<string> {
  const { daemon, settings } = parts;
  const { namespace, folder, name } = places;
  const config = containerConfig(
    {
      name,
      spec: order.spec,
      image: order.image.id,
      labels: actionLabels(settings, order.spec, folder?.path ?? ''),
      networkMode: namespace ? `container:${namespace.id}` : await parts.network(),
      socketFolder: folder?.path,
      line: keepsLine(order),
    },
    settings,
  );
  return daemon.create(config);
}

function keepsLine({ image, spec }: ContainerOrder): boolean {
  return image.keepsLine && image.listensOnSocket && spec.concurrency === 1;
}

async function addressOf({ daemon, network }: FactoryParts, { dockerId, namespace }: Started): Promise<RuntimeAddress> {
  if (namespace) return { host: namespace.address, port: INSIDE.port };
  const { NetworkSettings } = await daemon.call('look at a container', (options) =>
    daemon.docker.getContainer(dockerId).inspect(options),
  );
  return { host: NetworkSettings.Networks[await network()]?.IPAddress ?? '', port: INSIDE.port };
}

function assemble(parts: FactoryParts, started: Started, address: RuntimeAddress): DockerContainer {
  const { id, spec, output, body, folder, namespace, dockerId } = started;
  const socket = folder && pinSocket(folder.socket);
  const reached = socket ? { socketPath: socket.path } : address;
  const client = openClient(started, reached);
  const poll = () => {
    client.look();
    return 0;
  };
  const tickers = { busy: parts.ticker, awake: { add: () => undefined, delete: () => undefined } };
  return new DockerContainer({
    id,
    spec,
    body,
    client,
    logs: new LogCollector({ stdout: output.stdout, stderr: output.stderr, ticker: output.waiters, now: Date.now }),
    stream: (text, call) => runStreaming(reached, text, call),
    activity: new Activity({ tickers, poll, look: undefined, now: Date.now }),
    exitWithinMs: EXIT_WITHIN_MS,
    onInit: (action) => void rename(parts.daemon, started, action),
    release: () => {
      socket?.close();
      output.close();
      parts.watch.forget(dockerId);
      void folder?.remove();
      if (namespace) parts.namespaces.giveBack(namespace);
      parts.onGone(id);
    },
  });
}

/** A runtime without our labels may close an idle connection just when it is needed: each call has its own then. */
function openClient({ spec, body, folder, keepsLine: line }: Started, address: RuntimeAddress): RuntimeClient {
  const connections = spec.concurrency;
  if (!line) return new RuntimeClient(address, { connections, keepAlive: folder !== undefined });
  const client: RuntimeClient = new RuntimeClient(address, {
    connections: 1,
    line: {
      onOverdue: () => void body.kill().finally(() => client.close()),
      onBroken: async () => {
        // Given a moment to end by itself: how it ended tells why.
        await Promise.race([body.exit, wait(EXIT_WITHIN_MS, undefined, { ref: false })]);
        await body.kill();
      },
    },
  });
  return client;
}

/** So that `docker ps` tells whose containers these are. Of no consequence if it fails. */
async function rename(daemon: Daemon, { dockerId, name }: Started, action: string): Promise<void> {
  const told = `${name}-${action.replaceAll(/[^\w.-]/g, '_')}`;
  await daemon
    .call('rename a container', (options) => daemon.docker.getContainer(dockerId).rename({ name: told, ...options }))
    .catch(() => undefined);
}

/** An image of a user's that cannot be started is the user's fault; that of a kind, or a daemon that is away, is not. */
function blame(error: unknown, { kind, image }: ContainerSpec): ContainerError {
  if (kind !== 'blackbox') {
    if (error instanceof ContainerError) return error;
    return new ContainerError(`container of kind ${kind}: ${(error as Error).message}`, 'platform', { cause: error });
  }
  const refused = error instanceof DaemonError && (error.status ?? 0) >= BAD_REQUEST && error.status !== undefined;
  if (error instanceof ContainerError && !refused) return error;
  const text = `The image '${image ?? ''}' could not be started: ${(error as Error).message}`;
  return new ContainerError(text, 'user', { cause: error });
}
