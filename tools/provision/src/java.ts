/** How much a Java server of this size may have, and how its compiler works. */
export interface JavaSize {
  readonly heapMb: number;
  /** `quick`: ready sooner, slower when busy (tests). `full`: what production runs (benchmarks). */
  readonly compiler: 'quick' | 'full';
}

/** Arguments of `java` for one class with a class path. Warnings and errors are logged to standard output. */
export function javaArguments({ heapMb, compiler }: JavaSize, classPath: string, main: string): string[] {
  return [
    `-Xms${heapMb}m`,
    `-Xmx${heapMb}m`,
    '-XX:+UseSerialGC',
    ...(compiler === 'quick' ? ['-XX:TieredStopAtLevel=1'] : []),
    '-Dorg.apache.logging.log4j.level=WARN',
    '-cp',
    classPath,
    main,
  ];
}
