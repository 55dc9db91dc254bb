import { until } from './api';

interface Message {
  readonly id?: number;
  readonly method?: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the protocol has a shape per method
  readonly params?: any;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the protocol has a shape per method
  readonly result?: any;
}

/** A debugger attached to a Node.js process, as an editor is. */
export interface Inspector {
  /** Waits until the process stands at a breakpoint. @returns the innermost call */
  paused(): Promise<{ readonly functionName: string; readonly callFrameId: string }>;
  /** Evaluates in a call that stands still. @returns the value */
  evaluate(callFrameId: string, expression: string): Promise<unknown>;
  resume(): Promise<void>;
  close(): void;
}

/** Attaches to the inspector that listens on this port of loopback. */
export async function attachInspector(port: number): Promise<Inspector> {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
    webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '');
  const messages: Message[] = [];
  socket.addEventListener('message', ({ data }) => messages.push(JSON.parse(String(data)) as Message));
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  let last = 0;
  const find = async (wanted: (message: Message) => boolean): Promise<Message> =>
    (await until(
      () => Promise.resolve(messages.find(wanted)),
      (found) => found !== undefined,
    )) as Message;
  const call = async (method: string, params: object = {}) => {
    const id = ++last;
    socket.send(JSON.stringify({ id, method, params }));
    return (await find((message) => message.id === id)).result;
  };
  await call('Debugger.enable');
  return {
    paused: async () => (await find(({ method }) => method === 'Debugger.paused')).params.callFrames[0],
    evaluate: async (callFrameId, expression) =>
      (await call('Debugger.evaluateOnCallFrame', { callFrameId, expression })).result.value,
    resume: () => call('Debugger.resume'),
    close: () => socket.close(),
  };
}
