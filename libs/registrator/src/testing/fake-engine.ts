import type { ContainerDetails } from '../container-details';
import type { ContainerEngine, ContainerEvent, EventListener, ListedContainer } from '../ports';

/** An engine whose containers and events are the test's. */
export class FakeEngine implements ContainerEngine {
  readonly containers = new Map<string, ContainerDetails>();
  /** Positions that streams were opened behind. */
  readonly opened: (string | undefined)[] = [];
  readonly inspected: string[] = [];
  /** What the next requests fail with. */
  failing: Error | undefined;
  /** Called when it is listed: what happens meanwhile. */
  whenListed: () => void = () => undefined;
  #listener: EventListener | undefined;
  #position = 0;

  /** Something happens to a container: it is as given from now on; undefined: gone. */
  happens(action: string, id: string, details?: ContainerDetails): void {
    if (details === undefined) this.containers.delete(id);
    else this.containers.set(id, details);
    const event: ContainerEvent = {
      id,
      action,
      labels: details?.labels ?? {},
      position: String((this.#position += 1)),
    };
    this.#listener?.event(event);
  }

  /** The stream ends. */
  endStream(): void {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.ended(new Error('the stream ended'));
  }

  async list(): Promise<readonly ListedContainer[]> {
    this.#failIfTold();
    const listed = [...this.containers.values()].map(({ id, labels }) => ({ id, labels }));
    this.whenListed();
    return listed;
  }

  async inspect(id: string): Promise<ContainerDetails | undefined> {
    this.#failIfTold();
    this.inspected.push(id);
    return this.containers.get(id);
  }

  async follow(since: string | undefined, listener: EventListener): Promise<() => void> {
    this.#failIfTold();
    this.opened.push(since);
    this.#listener = listener;
    return () => (this.#listener = undefined);
  }

  #failIfTold(): void {
    if (this.failing) throw this.failing;
  }
}
