import type { ContainerStates, PublishedContainer } from '@whisker/container-pool';

/** {@link ContainerStates} within one process: containers of an earlier process are none of its own. */
export class LocalContainerStates implements ContainerStates {
  #containers: readonly PublishedContainer[] = [];

  publish(containers: readonly PublishedContainer[]): void {
    this.#containers = [...containers];
  }

  async read(): Promise<readonly PublishedContainer[]> {
    return [...this.#containers].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async close(): Promise<void> {
    this.#containers = [];
  }
}
