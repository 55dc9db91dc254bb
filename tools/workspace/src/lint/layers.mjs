/** Which layers a layer may import from. The tags stand in each package.json; AGENTS.md draws the picture. */
const layers = {
  core: ['core'],
  port: ['core', 'port'],
  domain: ['core', 'port', 'domain'],
  adapter: ['core', 'port', 'domain', 'runtime'],
  edge: ['core', 'port', 'domain'],
  composition: ['core', 'port', 'domain', 'adapter', 'edge', 'runtime'],
  nest: ['core', 'port', 'domain', 'adapter', 'edge', 'composition', 'nest'],
  app: ['core', 'port', 'domain', 'adapter', 'edge', 'composition', 'nest', 'app', 'runtime', 'tool'],
  tool: ['core', 'port', 'domain', 'adapter', 'edge', 'composition', 'nest', 'app', 'runtime', 'tool', 'testing'],
  testing: ['core', 'port', 'domain'],
  // The code inside a container stands alone.
  runtime: ['runtime'],
};

/** The adapters that may import each client library, by their folders below libs/adapters, as a pattern. */
const clientLibraries = {
  kafkajs: 'kafka|kafka-feed',
  nano: 'couchdb',
  consul: 'consul',
  dockerode: 'docker|docker-events',
  'better-sqlite3': 'embedded',
};

const nestLayers = new Set(['nest', 'app']);

/**
 * The layers as constraints of @nx/enforce-module-boundaries.
 * @param {{ inSpecs: boolean }} where specs may import the testing library and the tools from every layer
 * @returns {{ sourceTag: string, onlyDependOnLibsWithTags?: string[], bannedExternalImports: string[] }[]}
 */
export function layerConstraints({ inSpecs }) {
  return [
    ...Object.entries(layers).map(([layer, below]) => ({
      sourceTag: `layer:${layer}`,
      onlyDependOnLibsWithTags: [...below, ...(inSpecs ? ['testing', 'tool'] : [])].map((name) => `layer:${name}`),
      bannedExternalImports: bannedIn(layer),
    })),
    // nx-targets.mjs tags libs/adapters/<name> with adapter:<name>. A tag between slashes is a pattern.
    ...Object.entries(clientLibraries).map(([library, adapter]) => ({
      sourceTag: `/^adapter:(?!(?:${adapter})$)/`,
      bannedExternalImports: [library],
    })),
  ];
}

/** @param {string} layer */
function bannedIn(layer) {
  return [
    ...(nestLayers.has(layer) ? [] : ['@nestjs/*']),
    ...(layer === 'adapter' ? [] : Object.keys(clientLibraries)),
  ];
}
