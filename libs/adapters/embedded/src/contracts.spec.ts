import { Json } from '@whisker/entities';
import type { RunJournal } from '@whisker/invoker';
import { invokerTopic } from '@whisker/messages';
import {
  activationStoreContract,
  containerStatesContract,
  entityStoreContract,
  membershipContract,
  messageBusContract,
  owedRecordsContract,
  routeStoreContract,
  responseStreamsContract,
  runJournalContract,
  secretStoreContract,
  subjectStoreContract,
  triggerStoreContract,
  type PortUnderTest,
} from '@whisker/testing';
import { pathsIn, temporaryFolder } from './testing/temporary-folder';
import { BusRunJournal } from './bus-run-journal';
import { DurableBus } from './durable-bus';
import { FileOwedRecords } from './file-owed-records';
import { FileRunJournal } from './file-run-journal';
import { LocalContainerStates } from './local-container-states';
import { LocalMembership } from './local-membership';
import { LocalStreams } from './local-streams';
import { SqliteActivationStore } from './sqlite-activation-store';
import { SqliteEntityStore } from './sqlite-entity-store';
import { SqliteRouteStore } from './sqlite-route-store';
import { SqliteSecretStore } from './sqlite-secret-store';
import { SqliteSubjectStore } from './sqlite-subject-store';
import { SqliteTriggerStore } from './sqlite-trigger-store';

const path = pathsIn(temporaryFolder());

/** Each test on a file of its own; reopened on the same. */
function onFile<T extends { close(): Promise<void> }>(name: string, open: (file: string) => Promise<T>) {
  return async (): Promise<PortUnderTest<T>> => {
    const file = path(name);
    let subject = await open(file);
    return {
      subject,
      close: () => subject.close(),
      async reopen() {
        await subject.close();
        return (subject = await open(file));
      },
    };
  };
}

/** The journal of a bus that holds each message until its run is finished. */
async function journalInBus(file: string): Promise<RunJournal> {
  const bus = new DurableBus(file);
  const journal = new BusRunJournal(bus, new FileRunJournal(`${file}.others`));
  const running = new Map<string, () => void>();
  const topic = invokerTopic(0);
  await bus.consume(topic, { capacity: 1000 }, ({ message: { activationId } }) => {
    return new Promise((resolve) => running.set(activationId, resolve));
  });
  return {
    async started({ startedAt, ...message }) {
      await bus.produce(topic, { ...message, content: Json.of({}) });
      await journal.started({ ...message, startedAt });
    },
    finished(activationId) {
      journal.finished(activationId);
      running.get(activationId)?.();
    },
    unfinished: () => journal.unfinished(),
    async close() {
      await new Promise((resolve) => setImmediate(resolve));
      await journal.close();
      await bus.close();
    },
  };
}

entityStoreContract(
  'SqliteEntityStore',
  onFile('entities.db', (file) => SqliteEntityStore.open(file)),
);
triggerStoreContract(
  'SqliteTriggerStore',
  onFile('feeds.db', (file) => SqliteTriggerStore.open(file)),
);
subjectStoreContract(
  'SqliteSubjectStore',
  onFile('subjects.db', (file) => SqliteSubjectStore.open(file)),
);
secretStoreContract(
  'SqliteSecretStore',
  onFile('secrets.db', (file) => SqliteSecretStore.open(file)),
);
routeStoreContract(
  'SqliteRouteStore',
  onFile('routes.db', (file) => SqliteRouteStore.open(file)),
);
activationStoreContract(
  'SqliteActivationStore',
  onFile('activations.db', (file) => SqliteActivationStore.open(file)),
);
messageBusContract(
  'DurableBus',
  onFile('bus.log', async (file) => new DurableBus(file, { maxMessages: 60 })),
  { maxMessages: 60 },
);
runJournalContract(
  'FileRunJournal',
  onFile('runs.log', async (file) => new FileRunJournal(file)),
);
runJournalContract(
  'BusRunJournal',
  onFile('bus-of-runs.log', (file) => journalInBus(file)),
);
owedRecordsContract(
  'FileOwedRecords',
  onFile('owed.log', async (file) => new FileOwedRecords(file)),
);
membershipContract('LocalMembership', async () => {
  const subject = new LocalMembership();
  return { subject, close: () => subject.close() };
});
responseStreamsContract('LocalStreams', async () => {
  const streams = new LocalStreams();
  return { subject: { invoker: streams, controller: streams, controllerId: '0' }, close: async () => undefined };
});
containerStatesContract('LocalContainerStates', async () => {
  const subject = new LocalContainerStates();
  return { subject, close: () => subject.close() };
});
