/** One suite per port, for every adapter's specs. @module */
export { activationStoreContract } from './activation-store-contract';
export { containerStatesContract } from './container-states-contract';
export { entityStoreContract } from './entity-store-contract';
export { membershipContract } from './membership-contract';
export { messageBusContract, type MessageBusTraits } from './message-bus-contract';
export { owedRecordsContract } from './owed-records-contract';
export { eventually, type OpenPort, type PortUnderTest } from './port-under-test';
export { routeStoreContract } from './route-store-contract';
export { responseStreamsContract, type ConnectedStreams } from './response-streams-contract';
export { runJournalContract } from './run-journal-contract';
export { secretStoreContract } from './secret-store-contract';
export { subjectStoreContract } from './subject-store-contract';
export { triggerStoreContract } from './trigger-store-contract';
