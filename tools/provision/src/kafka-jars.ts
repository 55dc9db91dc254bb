import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensurePrograms } from './debian';
import { installOnce } from './install-once';

const run = promisify(execFile);
const DOWNLOAD_WITHIN_MS = 600_000;
const SCALA = '2.13';
/** Without a binding the servers log nothing at all. */
const LOGGING = '2.25.5';

/**
 * The Java classes of a Kafka release (those of 3.x hold ZooKeeper's), from Maven's central repository.
 * @returns a class path for `java -cp`
 * @throws Error that says what could not be fetched
 */
export async function kafkaClasses(cache: string, version: string): Promise<string> {
  await ensurePrograms([
    { command: 'java', package: 'default-jre-headless' },
    { command: 'mvn', package: 'maven' },
  ]);
  const folder = await installOnce(cache, `kafka-${version}`, (unfinished) => download(unfinished, version));
  return join(folder, 'lib', '*');
}

async function download(folder: string, version: string): Promise<void> {
  const pom = join(folder, 'pom.xml');
  await writeFile(pom, pomOf(version));
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${join(folder, 'lib')}`, '-DincludeScope=runtime'];
  try {
    await run('mvn', ['-q', '-B', '-f', pom, ...goal], { timeout: DOWNLOAD_WITHIN_MS });
  } catch (fault) {
    const { stdout = '' } = fault as { stdout?: string };
    throw new Error(`cannot fetch Kafka ${version} with mvn:\n${stdout.slice(-2000)}`, { cause: fault });
  }
}

function pomOf(version: string): string {
  const dependency = (group: string, artifact: string, release: string): string =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${release}</version></dependency>`;
  return `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>whisker</groupId><artifactId>kafka-classes</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    ${dependency('org.apache.kafka', `kafka_${SCALA}`, version)}
    ${dependency('org.apache.logging.log4j', 'log4j-slf4j-impl', LOGGING)}
  </dependencies>
</project>
`;
}
