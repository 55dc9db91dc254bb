/** What every container driver needs of an action container: its HTTP client, its line of runs, its logs. @module */
export { Activity, type ActivityParts, type Tickers } from './activity';
export type { Reply } from './exchange';
export { LogCollector, type Collection, type CollectorParts, type LogSource, type Waiters } from './log-collector';
export { mergeLines, type TimedLines } from './log-lines';
export { END_MARK, LogText, type Upto } from './log-text';
export { pinSocket, type PinnedSocket } from './pinned-socket';
export type { RuntimeAddress } from './runtime-address';
export { RuntimeClient, type LineOwner, type RuntimeClientOptions } from './runtime-client';
export { RuntimeContainer, type ContainerBody, type ContainerEnd, type ContainerParts } from './runtime-container';
export { runStreaming, type StreamedReply } from './streaming-run';
export { Ticker, type Repeat } from './ticker';
