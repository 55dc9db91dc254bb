import { consul, partsCache, type RunningConsul } from '@whisker/provision';
import { membershipContract } from '@whisker/testing';
import { ConsulConnection } from './consul-connection';
import { ConsulMembership } from './consul-membership';

let server: RunningConsul;
beforeAll(async () => {
  const home = { cache: partsCache() };
  await consul.install(home);
  server = await consul.start(home, {});
});
afterAll(() => server.stop());

membershipContract('ConsulMembership', async () => {
  const connection = new ConsulConnection({ url: server.url });
  const subject = new ConsulMembership(connection);
  return {
    subject,
    async close() {
      await subject.close();
      connection.close();
    },
  };
});
