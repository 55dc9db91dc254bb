import { subjectStoreContract } from '../contracts';
import { InMemorySubjectStore } from './in-memory-subject-store';

subjectStoreContract('InMemorySubjectStore', async () => ({
  subject: new InMemorySubjectStore(),
  close: async () => undefined,
}));
