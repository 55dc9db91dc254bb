import type {
  ContainerDriverAspect,
  ContainerDriverTraits,
  ContainerDriverUnderTest,
} from './container-driver-under-test';
import { DriverStage } from './driver-stage';
import { endCases } from './end-cases';
import { isolationCases } from './isolation-cases';
import { limitCases } from './limit-cases';
import { lineCases } from './line-cases';
import { logCases } from './log-cases';
import { pauseCases } from './pause-cases';
import { runCases } from './run-cases';

const SLOW_MACHINE_MS = 60_000;

const CASES: Record<ContainerDriverAspect, (stage: DriverStage, traits: ContainerDriverTraits) => void> = {
  runs: runCases,
  line: lineCases,
  logs: logCases,
  limits: limitCases,
  pause: pauseCases,
  end: endCases,
  isolation: isolationCases,
};

/**
 * The contract of the ContainerDriver port, for a driver that runs on this machine.
 * @param open opens a driver with an empty state
 */
export function containerDriverContract(
  name: string,
  open: () => Promise<ContainerDriverUnderTest>,
  traits: ContainerDriverTraits,
): void {
  describe(`container driver: ${name}`, () => {
    jest.setTimeout(SLOW_MACHINE_MS);
    const stage = new DriverStage(open);
    const aspects = traits.aspects ?? (Object.keys(CASES) as ContainerDriverAspect[]);
    for (const aspect of aspects) CASES[aspect](stage, traits);
  });
}
