/** The whole platform inside your own process. @module */
export { openFeedService, type FeedService, type FeedServiceOptions } from './feed-service';
export { openAdministration, type OfflineAdministration } from './offline-administration';
export { openLimits } from './open-limits';
export type { Owner } from './owner';
export type { EmbeddedGateway } from './embedded-gateway';
export { composePlatform, type Platform } from './platform';
export { platformListener } from './platform-listener';
export type { PlatformLog, PlatformOptions } from './platform-options';
export { createWhisker, type ActionOptions, type Whisker, type WhiskerOptions } from './whisker';
