import { printName, refuse, type Activation, type Identity, type QualifiedName } from '@whisker/entities';
import type { Resource, Right } from '@whisker/entitlement';
import type { ResolvedAction } from '@whisker/management';
import type { ActivationMessage } from '@whisker/messages';
import type { Published, PublishRequest } from '@whisker/scheduler';

/** What the test does with a message that was published. */
export interface Sent {
  readonly message: ActivationMessage;
  readonly request: PublishRequest;
  succeed(record: Activation | undefined): void;
  fail(reason: Error): void;
}

/** Notes what is published; the test answers. */
export class FakeScheduler {
  readonly sent: Sent[] = [];
  /** Set: publishing fails with it. */
  failure: Error | undefined;
  /** Called for every message: answers without the test's doing. */
  answer: ((sent: Sent) => void) | undefined;
  /** Times it was asked to make ids tellable. */
  secured = 0;

  async secure(): Promise<void> {
    this.secured += 1;
  }

  async publish(message: ActivationMessage, request: PublishRequest): Promise<Published> {
    if (this.failure) throw this.failure;
    let succeed: Sent['succeed'] = () => undefined;
    let fail: Sent['fail'] = () => undefined;
    const completed = new Promise<Activation | undefined>((resolve, reject) => {
      succeed = resolve;
      fail = reject;
    });
    const sent = { message, request, succeed, fail };
    this.sent.push(sent);
    this.answer?.(sent);
    return message.blocking ? { completed } : {};
  }

  get last(): Sent {
    return this.sent.at(-1) as Sent;
  }
}

/** Records in memory. */
export class FakeActivations {
  readonly records = new Map<string, Activation>();
  readonly looks: string[] = [];
  /** That many stores fail from now on. */
  failures = 0;
  /** Set: `get` fails with it. */
  failure: Error | undefined;

  async store(record: Activation): Promise<void> {
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('store is down');
    }
    this.records.set(record.activationId, record);
  }

  async get(namespace: string, id: string): Promise<Activation | undefined> {
    this.looks.push(`${namespace}/${id}`);
    if (this.failure) throw this.failure;
    return this.records.get(id);
  }
}

/** Actions by name. */
export class FakeResolver {
  readonly actions = new Map<string, ResolvedAction>();
  /** Set: resolving fails with it. */
  failure: Error | undefined;

  async resolve(name: QualifiedName): Promise<ResolvedAction> {
    if (this.failure) throw this.failure;
    const found = this.actions.get(printName(name));
    if (!found) throw refuse.notFound();
    return found;
  }
}

/** Notes what is asked; refuses if told to. */
export class FakeEntitlement {
  readonly asked: { readonly right: Right; readonly resources: readonly Resource[] }[] = [];
  failure: Error | undefined;
  /** Set: things of this name are refused. */
  refused: string | undefined;

  async checkAll(_caller: Identity, right: Right, resources: readonly Resource[]): Promise<void> {
    this.asked.push({ right, resources });
    if (this.failure) throw this.failure;
    if (resources.some(({ name }) => name === this.refused)) throw refuse.notAuthorizedFor(`guest/${this.refused}`);
  }

  check(caller: Identity, right: Right, resource: Resource): Promise<void> {
    return this.checkAll(caller, right, [resource]);
  }
}

/** Lets everything that can go on without time passing go on. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 50; i += 1) await Promise.resolve();
}
