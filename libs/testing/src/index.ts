/** Contract suites of the ports, builders and fakes; for specs only. @module */
export * from './builders';
export * from './container-driver';
export * from './runtime';
