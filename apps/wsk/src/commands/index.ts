import type { CommandSpec, GroupEntry } from '../command';
import { completionCommand } from './completion';
import { listEverythingCommand } from './everything';

/** Everything `wsk` can do, in the order of its help. */
export const groups: readonly GroupEntry[] = [
  { name: 'action', description: 'work with actions', load: async () => (await import('./action.js')).actionGroup },
  {
    name: 'activation',
    description: 'work with activations',
    load: async () => (await import('./activation.js')).activationGroup,
  },
  { name: 'package', description: 'work with packages', load: async () => (await import('./package.js')).packageGroup },
  { name: 'rule', description: 'work with rules', load: async () => (await import('./rule.js')).ruleGroup },
  { name: 'trigger', description: 'work with triggers', load: async () => (await import('./trigger.js')).triggerGroup },
  { name: 'secret', description: 'work with secrets', load: async () => (await import('./secret.js')).secretGroup },
  {
    name: 'namespace',
    description: 'work with namespaces',
    load: async () => (await import('./namespace.js')).namespaceGroup,
  },
  {
    name: 'property',
    description: 'work with the properties file',
    load: async () => (await import('./property.js')).propertyGroup,
  },
  {
    name: 'project',
    description: 'deploy and undeploy what a manifest describes',
    load: async () => (await import('./project.js')).projectGroup,
  },
  { name: 'api', description: 'work with APIs', load: async () => (await import('./api.js')).apiGroup },
  { name: 'sdk', description: 'install what belongs to wsk', load: async () => (await import('./sdk.js')).sdkGroup },
];

/** The commands that belong to no group. */
export const commands: readonly CommandSpec[] = [listEverythingCommand, completionCommand];
