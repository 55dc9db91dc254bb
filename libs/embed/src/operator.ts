import type { BasicCredentials } from '@whisker/http-api';
import { createHash, timingSafeEqual } from 'node:crypto';

/** True if credentials are the operator's; takes as long whatever is wrong with them. */
export function isOperator(operator: BasicCredentials, given: BasicCredentials): boolean {
  const user = isSame(operator.user, given.user);
  const password = isSame(operator.password, given.password);
  return user && password;
}

const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
