import { Agent } from 'node:http';
import { ContainerError } from '@whisker/container-pool';
import Docker, { type ContainerCreateOptions, type DockerOptions } from 'dockerode';

/** The daemon refused, or is not there. */
export class DaemonError extends ContainerError {
  /** HTTP status of a refusal; undefined: it was not reached, or did not answer in time. */
  readonly status: number | undefined;

  constructor(message: string, status: number | undefined, options?: ErrorOptions) {
    super(message, 'platform', options);
    this.name = 'DaemonError';
    this.status = status;
  }
}

/** An option of dockerode's calls that the types leave out of some. */
export interface Abortable {
  readonly abortSignal: AbortSignal;
}

const REASON_CHARS = 500;

/** The API of one Docker daemon: connections are kept, and every call has a deadline. */
export class Daemon {
  readonly docker: Docker;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(
    readonly socketPath: string,
    private readonly callTimeout: number,
  ) {
    // An empty host: dockerode would take the one of DOCKER_HOST. Its types do not know the agent.
    const options: DockerOptions & { agent: Agent } = { socketPath, host: '', agent: this.#agent };
    this.docker = new Docker(options);
  }

  /**
   * Makes a call.
   * @param what what it does, as in "could not …"
   * @param timeout ms; default: that of the driver
   * @throws DaemonError
   */
  async call<T>(what: string, send: (options: Abortable) => Promise<T>, timeout = this.callTimeout): Promise<T> {
    const abort = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    // Some calls of dockerode do not heed the signal.
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error('given up'));
        abort.abort();
      }, timeout);
    });
    try {
      return await Promise.race([send({ abortSignal: abort.signal }), late]);
    } catch (error) {
      throw this.#explain(what, error, abort.signal.aborted ? timeout : undefined);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Like `call`, but for a thing that is not there: undefined. */
  async find<T>(what: string, send: (options: Abortable) => Promise<T>): Promise<T | undefined> {
    try {
      return await this.call(what, send);
    } catch (error) {
      if (error instanceof DaemonError && error.status === 404) return undefined;
      throw error;
    }
  }

  /**
   * Opens a stream, which has no deadline once it began.
   * @throws DaemonError if it does not begin in time
   */
  async open<T>(what: string, send: (options: Abortable) => Promise<T>): Promise<T> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), this.callTimeout);
    try {
      return await send({ abortSignal: abort.signal });
    } catch (error) {
      throw this.#explain(what, error, abort.signal.aborted ? this.callTimeout : undefined);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Creates a container. @returns its id. @throws DaemonError */
  async create({ name = '', ...body }: ContainerCreateOptions): Promise<string> {
    // Left to itself dockerode repeats the whole body in the address.
    const split = { _query: { name }, _body: body } as ContainerCreateOptions;
    const made = await this.call('create a container', (options) =>
      this.docker.createContainer({ ...split, ...options }),
    );
    return made.id;
  }

  /** Ends kept connections. */
  close(): void {
    this.#agent.destroy();
  }

  #explain(what: string, error: unknown, timedOutAfter: number | undefined): DaemonError {
    const { statusCode, reason, json, message } = error as Error & {
      statusCode?: number;
      reason?: string;
      json?: { message?: string };
    };
    const cause = { cause: error };
    if (statusCode !== undefined) {
      const said = (json?.message ?? reason ?? message).slice(0, REASON_CHARS);
      return new DaemonError(`Docker could not ${what}: ${said}`, statusCode, cause);
    }
    const why = timedOutAfter === undefined ? message : `no answer in ${timedOutAfter} ms`;
    return new DaemonError(
      `The Docker daemon at ${this.socketPath} could not ${what}: ${why}. Is it running, and may this user open its socket?`,
      undefined,
      cause,
    );
  }
}
