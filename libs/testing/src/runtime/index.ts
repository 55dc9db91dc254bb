export { activationLogs } from './activation-logs';
export { tarGzAction, zipAction, zipEntriesAction, type ArchiveEntry } from './archives';
export { until, within } from './deadline';
export { initAndRun } from './init-and-run';
export { nodesOnPath, pythonOnPath } from './interpreters';
export { nodejsSamples } from './nodejs-samples';
export { pythonSamples } from './python-samples';
export { RuntimeClient, STREAM_TYPE, type RuntimeAddress } from './runtime-client';
export { runtimeContract, type RuntimeContract, type StartOptions } from './runtime-contract';
export { runtimeForEachTest } from './runtime-for-each-test';
export {
  actionLoopAnswers,
  nodejsAnswers,
  type RuntimeAnswers,
  type RuntimeSamples,
  type StreamSamples,
} from './runtime-samples';
export {
  SENTINEL,
  type ActionCode,
  type InitValue,
  type RunBody,
  type RuntimeAnswer,
  type RuntimeLogs,
  type RuntimeUnderTest,
} from './runtime-under-test';
export { startProcess, type ProcessOptions, type ProcessRuntime } from './start-process';
export { runtimeStreamContract, type StreamContract } from './stream-contract';
export { nodejsStreams, pythonStreams } from './stream-samples';
