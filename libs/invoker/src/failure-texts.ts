/** Texts of failed activations (spec: errors sections 7 and 8). Part of the public behaviour: clients compare them. */
export const failureTexts = {
  initExited: 'The action did not initialize and exited unexpectedly.',
  initFailed: (body: string) =>
    body === '' ? 'The action failed during initialization.' : `The action failed during initialization: ${body}`,
  initTimedOut: (ms: number) => `The action exceeded its time limits of ${ms} milliseconds during initialization.`,
  runExited: 'The action did not produce a valid response and exited unexpectedly.',
  runInvalid: (body: string) =>
    body === ''
      ? 'The action did not produce a valid JSON or JSON Array response.'
      : `The action did not produce a valid JSON or JSON Array response: ${body}`,
  runTimedOut: (ms: number) => `The action exceeded its time limits of ${ms} milliseconds.`,
  tooLarge: (size: number, limit: number, kept: string) =>
    `The action produced a response that exceeded the allowed length: ${size} > ${limit} bytes. The truncated response was: ${kept}`,
  outOfMemory: 'The action exhausted its memory and was aborted.',
  notProvisioned: 'Failed to provision resources to run the action.',
  blacklisted: 'The action was not invoked due to a blacklisted namespace.',
  deleted: 'Action could not be found or may have been deleted.',
  notRunnable: 'Action version is not compatible and cannot be invoked.',
  notFetched: 'Action could not be fetched.',
  // Whisker's own
  streamTooLarge: (limit: number) => `The action streamed a body of more than ${limit} bytes.`,
  invokerFull: 'Failed to provision resources to run the action: too many activations are waiting.',
  noneFree: 'Failed to provision resources to run the action: no container became free in time.',
  invokerStopping: 'Failed to provision resources to run the action: the invoker is shutting down.',
  startedTooLate: 'The activation could not be started in time.',
  interrupted: 'The platform stopped while the action ran.',
} as const;

/** Why a sealed argument could not be opened: names the parameter and, where the platform is to blame, the setting. */
export const sealedTexts = {
  secretMissing: (key: string, secret: string) =>
    `Parameter '${key}' refers to the secret '${secret}', which does not exist.`,
  secretUnavailable: (key: string, name: string) =>
    `Parameter '${key}' refers to the secret '${name}', and the platform could not read its secrets.`,
  secretUnreadable: (key: string, secret: string, keyId: string | undefined) =>
    `Parameter '${key}' refers to the secret '${secret}', which cannot be decrypted: ${
      keyId === undefined
        ? 'what is stored is damaged. Set the secret again.'
        : `it was encrypted with key ${keyId}, which is neither WHISKER_SECRETS_KEY nor WHISKER_SECRETS_PREVIOUS_KEY.`
    }`,
  parameterWithoutKey: (key: string) =>
    `Parameter '${key}' is encrypted, and the platform has no key: WHISKER_PARAMETER_KEY is not set.`,
  parameterKeyUnknown: (key: string, keyId: string) =>
    `Parameter '${key}' cannot be decrypted: it was encrypted with key ${keyId}, which is neither WHISKER_PARAMETER_KEY nor WHISKER_PARAMETER_PREVIOUS_KEY.`,
  parameterCipherUnknown: (key: string, cipher: string) =>
    `Parameter '${key}' is marked as encrypted with '${cipher}', which this platform does not know: it encrypts with 'aes-256'.`,
  parameterDamaged: (key: string, namespace: string) =>
    `Parameter '${key}' cannot be decrypted: its value is none that was encrypted here for namespace '${namespace}'. Set it again in the clear.`,
} as const;

/** Lines the platform adds to the logs of an action. */
export const logTexts = {
  truncated: (limitBytes: number) =>
    `Logs were truncated because the total bytes size exceeds the limit of ${limitBytes} bytes.`,
  incomplete: 'There was an issue while collecting your logs. Data might be missing.',
  developerError: 'The action did not initialize or run as expected. Log data might be missing.',
} as const;
