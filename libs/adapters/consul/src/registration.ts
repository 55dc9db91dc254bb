import type { Lease, Member } from '@whisker/membership';
import { Backoff } from './backoff';
import type { ConsulConnection } from './consul-connection';
import { ConsulError } from './consul-error';
import { membersOf, serviceOf, type MemberService, type ServiceEntry } from './member-service';

export interface RegistrationOptions {
  /** A member that is not heard of for that long is gone, ms. */
  readonly ttlMs: number;
  /** Pause between two signs of life, ms. */
  readonly renewMs: number;
  /** A member that is gone for that long is forgotten, ms. Consul takes no less than a minute. */
  readonly deregisterAfterMs: number;
  /** Told beside the member. */
  readonly version: string;
}

/** How long a change may take to be seen by all who ask, ms; longer, and nobody waits for it. */
const SEEN_WITHIN_MS = 2000;
const FIRST_LOOK_MS = 10;

/** Keeps one member registered: tells Consul that it lives, and registers it again when Consul no longer knows it. */
export class Registration implements Lease {
  readonly #connection: ConsulConnection;
  readonly #options: RegistrationOptions;
  readonly #backoff: Backoff;
  readonly #serviceId: string;
  #member: Member;
  #held = true;
  #registered = false;
  #lacking: string | undefined;
  #stopBeating: () => void = () => undefined;
  /** One request after the other: a late registration must not undo a release. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(connection: ConsulConnection, member: Member, options: RegistrationOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#member = { ...member };
    this.#serviceId = serviceOf(member, options.version).id;
    this.#backoff = new Backoff({ random: connection.settings.random, longestMs: options.renewMs });
  }

  /** Why it is not registered now. */
  get lacking(): string | undefined {
    return this.#held ? this.#lacking : undefined;
  }

  get held(): boolean {
    return this.#held;
  }

  /** Registers; where Consul is away, as soon as it is back. @throws ConsulError if it refuses */
  async join(): Promise<void> {
    try {
      await this.#inTurn(() => this.#register());
      await this.#inTurn(() => this.#clearPlace());
      await this.#seen(true);
    } catch (error) {
      if (!isAway(error)) this.#end();
      if (!isAway(error)) throw error;
    }
    this.#beatIn(this.#options.renewMs);
  }

  /** Where Consul is away, it hears of it as soon as it is back. @throws ConsulError if it refuses */
  async update(member: Member): Promise<void> {
    if (!this.#held) return;
    const { role, id, bootId } = this.#member;
    if (member.role !== role || member.id !== id || member.bootId !== bootId)
      throw new Error('a lease cannot change role, id or boot id');
    this.#member = { ...member };
    this.#registered = false;
    try {
      await this.#inTurn(() => this.#register());
      await this.#seen(true);
    } catch (error) {
      if (!isAway(error)) throw error;
    }
  }

  /** Where Consul is away, the registration ends by itself: nobody renews it. */
  async release(): Promise<void> {
    if (!this.#held) return;
    this.#end();
    try {
      await this.#inTurn(() => this.#deregister(this.#serviceId));
      await this.#seen(false);
    } catch (error) {
      const { log } = this.#connection.settings;
      log.warn('could not leave the members, it ends by itself', { service: this.#serviceId, failure: String(error) });
    }
  }

  /** Another lease has its place now: says no more. */
  yield(): void {
    this.#end();
  }

  #end(): void {
    this.#held = false;
    this.#stopBeating();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #beatIn(ms: number): void {
    if (!this.#held) return;
    this.#stopBeating = this.#connection.settings.timers.after(ms, () => {
      void this.#inTurn(() => this.#beat()).then((pause) => this.#beatIn(pause));
    });
  }

  /** @returns the pause until the next one, ms */
  async #beat(): Promise<number> {
    try {
      if (this.#held && !this.#registered) await this.#registerAgain();
      if (this.#held) await this.#pass();
      this.#backoff.reset();
      return this.#options.renewMs;
    } catch (error) {
      this.#lacking = (error as Error).message;
      // It may have forgotten the member: that is seen to in the next turn.
      if (error instanceof ConsulError && error.fault === 'refused') this.#registered = false;
      return this.#backoff.next();
    }
  }

  async #pass(): Promise<void> {
    const id = `service:${this.#serviceId}`;
    await this.#connection.call(`renew ${this.#serviceId}`, (client) => client.agent.check.pass(id));
    this.#lacking = undefined;
  }

  async #register(): Promise<void> {
    if (!this.#held) return;
    const service: MemberService = { ...serviceOf(this.#member, this.#options.version), id: this.#serviceId };
    try {
      await this.#connection.call(`register ${service.id}`, (client) =>
        client.agent.service.register({ ...service, check: this.#check() as never }),
      );
    } catch (error) {
      this.#lacking = (error as Error).message;
      throw error;
    }
    this.#registered = true;
    this.#lacking = undefined;
  }

  #check() {
    const { ttlMs, deregisterAfterMs } = this.#options;
    return {
      name: 'alive',
      ttl: `${ttlMs}ms`,
      status: 'passing',
      deregistercriticalserviceafter: `${deregisterAfterMs}ms`,
    };
  }

  /** Consul forgot the member. Unless another process has taken its place meanwhile, it comes back. */
  async #registerAgain(): Promise<void> {
    const { role, id, bootId } = this.#member;
    const other = membersOf(role, await this.#living()).find((member) => member.id === id);
    const { log } = this.#connection.settings;
    if (other !== undefined && other.bootId !== bootId) {
      log.warn('another process has the place of this member, it is not registered again', { role, id });
      this.#end();
      return;
    }
    log.info('registering again: Consul no longer knows this member', { role, id });
    await this.#register();
  }

  /** What is left of the member before its restart. */
  async #clearPlace(): Promise<void> {
    const { role, id } = this.#member;
    const services = await this.#connection.call('list its services', (client) => client.agent.service.list());
    for (const { ID, Service, Meta } of Object.values(services) as LocalService[])
      if (Service === role && Meta?.['id'] === id && ID !== this.#serviceId) await this.#deregister(ID);
  }

  async #deregister(id: string): Promise<void> {
    await this.#connection.call(`deregister ${id}`, (client) => client.agent.service.deregister(id)).catch(forgotten);
  }

  #living(): Promise<ServiceEntry[]> {
    const { role } = this.#member;
    return this.#connection.call(`list the services named ${role}`, (client) =>
      client.health.service({ service: role, passing: true }),
    );
  }

  /** An agent takes a change at once, and tells the servers a moment later. */
  async #seen(present: boolean): Promise<void> {
    const { clock } = this.#connection.settings;
    const [wanted, deadline] = [JSON.stringify(this.#member), clock() + SEEN_WITHIN_MS];
    for (let pause = FIRST_LOOK_MS; clock() < deadline; pause *= 2) {
      const members = membersOf(this.#member.role, await this.#living());
      const mine = members.find(({ id, bootId }) => id === this.#member.id && bootId === this.#member.bootId);
      if (present ? JSON.stringify(mine) === wanted : mine === undefined) return;
      await new Promise<void>((resolve) => void this.#connection.settings.timers.after(pause, resolve));
    }
  }
}

interface LocalService {
  readonly ID: string;
  readonly Service: string;
  readonly Meta?: Readonly<Record<string, string>>;
}

const isAway = (error: unknown) => error instanceof ConsulError && error.fault === 'away';

/** What it does not know need not be deregistered. */
function forgotten(error: ConsulError): void {
  if (error.fault !== 'refused') throw error;
}
