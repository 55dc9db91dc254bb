import { layerConstraints } from './layers.mjs';

const constraints = layerConstraints({ inSpecs: false });

/** As @nx/enforce-module-boundaries reads a tag: between slashes stands a pattern. */
const matches = (sourceTag: string, tag: string): boolean =>
  sourceTag.startsWith('/') ? new RegExp(sourceTag.slice(1, -1)).test(tag) : sourceTag === tag;

const bannedFor = (...tags: string[]): string[] =>
  constraints
    .filter(({ sourceTag }) => tags.some((tag) => matches(sourceTag, tag)))
    .flatMap(({ bannedExternalImports }) => bannedExternalImports);

test('a client library belongs to one adapter', () => {
  expect(bannedFor('layer:adapter', 'adapter:embedded')).not.toContain('better-sqlite3');
  expect(bannedFor('layer:adapter', 'adapter:embedded')).toContain('kafkajs');
  expect(bannedFor('layer:adapter', 'adapter:kafka')).not.toContain('kafkajs');
  expect(bannedFor('layer:adapter', 'adapter:kafka-streams')).toContain('kafkajs');
  expect(bannedFor('layer:adapter', 'adapter:process')).toEqual(expect.arrayContaining(['kafkajs', 'better-sqlite3']));
});

test.each(['core', 'port', 'domain', 'edge', 'composition', 'nest', 'app', 'tool', 'testing'])(
  'the %s layer imports no client library',
  (layer) => expect(bannedFor(`layer:${layer}`)).toEqual(expect.arrayContaining(['kafkajs', 'nano', 'consul'])),
);

test('NestJS stays in its layer and the applications', () => {
  const open = ['core', 'port', 'domain', 'adapter', 'edge', 'composition', 'nest', 'app', 'testing'].filter(
    (layer) => !bannedFor(`layer:${layer}`).includes('@nestjs/*'),
  );
  expect(open).toEqual(['nest', 'app']);
});

test('the testing library and the tools are for specs', () => {
  const below = (inSpecs: boolean): string[] | undefined =>
    layerConstraints({ inSpecs }).find(({ sourceTag }) => sourceTag === 'layer:domain')?.onlyDependOnLibsWithTags;
  expect(below(false)).toEqual(['layer:core', 'layer:port', 'layer:domain']);
  expect(below(true)).toEqual(['layer:core', 'layer:port', 'layer:domain', 'layer:testing', 'layer:tool']);
});
