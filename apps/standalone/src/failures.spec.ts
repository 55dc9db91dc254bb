import { explain } from './failures';

describe('explain', () => {
  it.each([
    [{ code: 'EADDRINUSE', port: 80, message: '' }, /port 80 is in use.*--port/],
    [{ code: 'EACCES', port: 80, message: '' }, /port 80 may not be used.*--port/],
    [{ code: 'EADDRNOTAVAIL', address: '10.0.0.1', message: '' }, /no address '10.0.0.1'.*--host/],
    [new Error('The data folder x is in use'), /^The data folder x is in use$/],
  ])('%j', (error, text) => {
    expect(explain(error)).toMatch(text);
  });
});
