/** Port: bodies of web responses that are sent while their action still runs. @module */
export {
  StreamNotExpected,
  type ExpectedStreams,
  type IncomingStream,
  type ResponseStreams,
  type StreamAddress,
} from './response-streams';
