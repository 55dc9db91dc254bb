import type { ContainerDetails } from './container-details';
import type { WantedService } from './registration';
import { servicesOf, type TranslationOptions } from './translate';

/** Which services of a container that ended are taken out of the registry. */
export type ExitBehaviour =
  /** All. */
  | 'always'
  /** Those of one that ended well or was ended by somebody; of others they stay, out of service, until it is removed. */
  | 'on-success';

export interface WantedOptions extends TranslationOptions {
  readonly onExit: ExitBehaviour;
}

/** What a registry must show of a container. */
export type Wanted =
  | { readonly services: readonly WantedService[] }
  /** What is registered of it stays, out of service for this reason: an engine no longer knows its ports. */
  | { readonly kept: string };

/** Exit codes have this bit where a signal ended the process. */
const SIGNAL_BIT = 128;

const HEALTH = { starting: 'warning', healthy: 'passing', unhealthy: 'critical' } as const;

/**
 * What a registry must show of a container now. It depends on nothing that happened before, so that no event need be
 * seen for it to become right.
 * @param network the container whose network it shares, where it does
 */
export function wantedOf(container: ContainerDetails, options: WantedOptions, network?: ContainerDetails): Wanted {
  const { status, health, exitCode } = container;
  if (status === 'ended')
    return staysAfter(container, options) ? { kept: `container ended with code ${exitCode}` } : { services: [] };
  return {
    services: servicesOf(container, options, network).map((registration) => ({
      registration,
      ...(status === 'paused' && { outOfService: 'container is paused' }),
      ...(health && { health: HEALTH[health] }),
    })),
  };
}

function staysAfter({ exitCode }: ContainerDetails, { onExit }: WantedOptions): boolean {
  return onExit === 'on-success' && exitCode !== 0 && (exitCode & SIGNAL_BIT) === 0;
}
