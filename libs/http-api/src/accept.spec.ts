import { accepts } from './accept';

describe('Accept', () => {
  it.each<[string | undefined, string, boolean]>([
    [undefined, 'text/html', true],
    ['', 'text/html', true],
    ['*/*', 'image/png', true],
    ['*', 'image/png', true],
    ['text/*', 'text/plain', true],
    ['TEXT/HTML', 'text/html', true],
    ['text/html;level=1', 'text/html', true],
    ['application/json, text/html;q=0.1', 'text/html', true],
    ['text/html', 'application/json', false],
    ['application/json', 'text/html', false],
    ['text/html;q=0, */*', 'text/html', false],
    ['text/*;q=0, text/html', 'text/html', true],
    ['*/*;q=0', 'text/html', false],
    ['text/html;q=much', 'text/html', true],
    ['nonsense', 'text/html', false],
  ])('%s takes %s: %s', (accept, type, taken) => expect(accepts(accept, type)).toBe(taken));
});
