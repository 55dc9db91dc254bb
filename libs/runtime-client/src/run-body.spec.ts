import { Json } from '@whisker/entities';
import { initBody, runBody } from './run-body';

describe('request bodies', () => {
  it('splices the text of the arguments in', () => {
    const value = Json.trusted('{"as": "given"}');
    expect(runBody(value, { namespace: 'gu"est', deadline: '1' })).toBe(
      '{"value":{"as": "given"},"namespace":"gu\\"est","deadline":"1"}',
    );
    expect(runBody(Json.of([1]), {})).toBe('{"value":[1]}');
  });

  it('leaves out code that is not there', () => {
    const body = initBody({ name: 'a', main: 'main', code: undefined, binary: false, env: { A: '1' } });
    expect(JSON.parse(body)).toEqual({ value: { name: 'a', main: 'main', binary: false, env: { A: '1' } } });
  });
});
