import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { KafkajsClient } from './index';

/** `host:port` at which nothing listens. */
async function nobody(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}

// What it does with brokers is seen with real ones, in the suite of the distributed platform.
describe('KafkajsClient without brokers', () => {
  it('rejects a subscription', async () => {
    const subscription = { brokers: [await nobody()], topic: 't', group: 'g' };
    await expect(new KafkajsClient().read(subscription, async () => undefined)).rejects.toThrow(
      /ECONNREFUSED|Connection/,
    );
  });

  it('rejects a message', async () => {
    const record = { topic: 't', key: null, value: Buffer.from('v') };
    const sent = new KafkajsClient().send({ brokers: [await nobody()] }, record);
    await expect(sent).rejects.toThrow(/ECONNREFUSED|Connection/);
  });
});
