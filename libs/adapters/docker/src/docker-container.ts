import type { CallOptions, InitRequest, RuntimeAnswer } from '@whisker/container-pool';
import { RuntimeContainer, type ContainerParts } from '@whisker/runtime-client';

export interface DockerContainerParts extends ContainerParts {
  /** Told the action when it is known. */
  readonly onInit: (action: string) => void;
}

/** An action container that is one of a Docker daemon. */
export class DockerContainer extends RuntimeContainer {
  readonly #onInit: (action: string) => void;

  constructor({ onInit, ...parts }: DockerContainerParts) {
    super(parts);
    this.#onInit = onInit;
  }

  override init(request: InitRequest, options: CallOptions): Promise<RuntimeAnswer> {
    this.#onInit(request.name);
    return super.init(request, options);
  }
}
