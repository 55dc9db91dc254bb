import { isOperator } from './operator';

describe('the operator', () => {
  const operator = { user: 'operator', password: 'secret' };

  it('is known by user and password', () => expect(isOperator(operator, { ...operator })).toBe(true));

  it.each([
    { user: 'operator', password: 'Secret' },
    { user: 'operator', password: '' },
    { user: 'other', password: 'secret' },
    { user: 'operator ', password: 'secret' },
  ])('is not %j', (given) => expect(isOperator(operator, given)).toBe(false));
});
