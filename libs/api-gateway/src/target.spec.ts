import { readTarget } from './target';

describe('a target-url', () => {
  it.each([
    ['https://host/api/v1/web/guest/default/a.json', 'https://host', false],
    ['host:8080/api/v1/web/guest/default/a.json', 'http://host:8080', false],
    ['https://http://127.0.0.1:3233/api/v1/web/guest/default/a.json', 'http://127.0.0.1:3233', false],
    ['https://https://host/api/v1/web/guest/default/a.json$(request.path)', 'https://host', true],
  ])('%s', (text, origin, takesPath) => {
    const path = '/api/v1/web/guest/default/a.json';
    expect(readTarget(text, {})).toEqual({ origin, path, search: '', takesPath });
  });
});
