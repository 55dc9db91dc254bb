import { containerStatesContract, membershipContract } from '@whisker/testing';
import { ConsulConnection } from './consul-connection';
import { ConsulContainerStates } from './consul-container-states';
import { ConsulMembership } from './consul-membership';
import { consulForSuite } from './testing/consul-for-suite';

const consul = consulForSuite();

membershipContract('ConsulMembership', async () => {
  const connection = new ConsulConnection({ url: consul.url });
  const subject = new ConsulMembership(connection);
  return {
    subject,
    async close() {
      await subject.close();
      connection.close();
    },
  };
});

let invoker = 0;

containerStatesContract('ConsulContainerStates', async () => {
  const connection = new ConsulConnection({ url: consul.url });
  const open = () => new ConsulContainerStates(connection, { invoker, pauseMs: 50 });
  invoker += 1;
  let subject = open();
  return {
    subject,
    async reopen() {
      await subject.close();
      return (subject = open());
    },
    async close() {
      await subject.close();
      connection.close();
    },
  };
});
