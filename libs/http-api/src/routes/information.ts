import type { JsonObject, JsonValue, Runtimes, SystemLimits } from '@whisker/entities';
import type { ApiServices } from '../api';

const MB = 1024 * 1024;

/** `GET /`: what this platform is and allows (spec: rest-api section 12). */
export function controllerInfo({ limits, runtimes }: Pick<ApiServices, 'limits' | 'runtimes'>): JsonObject {
  return {
    description: 'OpenWhisk',
    support: { github: 'https://github.com/apache/openwhisk/issues', slack: 'http://slack.openwhisk.org' },
    api_paths: ['/api/v1'],
    limits: shownLimits(limits),
    runtimes: shownRuntimes(runtimes),
  };
}

function shownLimits(limits: SystemLimits): JsonObject {
  const ranges = (prefix: string) => ({
    [`${prefix}min_action_duration`]: limits.timeout.min,
    [`${prefix}max_action_duration`]: limits.timeout.max,
    [`${prefix}min_action_memory`]: limits.memory.min * MB,
    [`${prefix}max_action_memory`]: limits.memory.max * MB,
    [`${prefix}min_action_logs`]: limits.logs.min * MB,
    [`${prefix}max_action_logs`]: limits.logs.max * MB,
  });
  return {
    actions_per_minute: limits.invocationsPerMinute,
    triggers_per_minute: limits.firesPerMinute,
    concurrent_actions: limits.concurrentInvocations,
    sequence_length: limits.sequenceLength,
    ...ranges('default_'),
    ...ranges(''),
  };
}

function shownRuntimes(runtimes: Runtimes): JsonObject {
  const shown = (family: string): JsonValue =>
    runtimes.all
      .filter((runtime) => runtime.family === family)
      .map(({ kind, image, deprecated, default: standard, attached, requireMain }) => ({
        kind,
        image,
        deprecated,
        default: standard,
        attached,
        requireMain,
      }));
  return Object.fromEntries(runtimes.families.map((family) => [family, shown(family)]));
}

/** `GET /api/v1`. */
export function apiInfo({ build }: Pick<ApiServices, 'build'>): JsonObject {
  return {
    description: 'OpenWhisk API',
    api_version: '1.0.0',
    api_version_path: 'v1',
    build: build.date,
    buildno: build.number,
    swagger_paths: { ui: '/docs', 'api-docs': '/api-docs' },
  };
}
