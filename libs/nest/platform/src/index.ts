/** The platform as a NestJS module. @module */
export { HealthController } from './health.controller';
export { mountInFront } from './mount';
export { PLATFORM } from './tokens';
export { WhiskerModule } from './whisker.module';
