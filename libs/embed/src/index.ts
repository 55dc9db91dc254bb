/** The whole platform inside your own process. @module */
export { openLimits } from './open-limits';
export type { Owner } from './owner';
export { composePlatform, type Platform } from './platform';
export type { PlatformLog, PlatformOptions } from './platform-options';
export { createWhisker, type ActionOptions, type Whisker, type WhiskerOptions } from './whisker';
