/** A fake of Docker's API for suites. @module */
export { fakeContainer, FakeDocker, type FakeContainer } from './fake-docker';
