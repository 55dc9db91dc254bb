import type { CommandGroup, CommandSpec } from '../command';
import { actionGroup } from './action';
import { activationGroup } from './activation';
import { apiGroup } from './api';
import { listEverythingCommand, namespaceGroup } from './namespace';
import { packageGroup } from './package';
import { propertyGroup } from './property';
import { ruleGroup } from './rule';
import { triggerGroup } from './trigger';

/** Everything `wsk` can do, in the order of its help. */
export const groups: readonly CommandGroup[] = [
  actionGroup,
  activationGroup,
  packageGroup,
  ruleGroup,
  triggerGroup,
  namespaceGroup,
  propertyGroup,
  apiGroup,
];

/** The commands that belong to no group. */
export const commands: readonly CommandSpec[] = [listEverythingCommand];
