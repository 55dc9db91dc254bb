/** The running platform. */
export const PLATFORM = Symbol('whisker.platform');
