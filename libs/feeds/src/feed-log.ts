/** Where a provider reports what nobody waits for. */
export type FeedLog = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;
