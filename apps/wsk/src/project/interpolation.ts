import type { Surroundings } from '../surroundings';
import type { Remarks } from './failure';
import { isObject } from './mapping';

/** `$$`, `${NAME}` or `$NAME`. */
const reference = /\$(?:\$|\{[A-Za-z_]\w*\}|[A-Za-z_]\w*)/g;

/** Keys below these are the user's data: a parameter may be called `$fieldName`. */
const holdersOfData = ['inputs', 'annotations'];

/** Programs are full of `$` that mean something else. */
const PROGRAM = 'code';

interface Here {
  readonly env: Surroundings['env'];
  readonly remarks: Remarks;
  readonly place: string;
  readonly isData: boolean;
}

/**
 * A parsed manifest with `$NAME` and `${NAME}` replaced from the environment, in its texts and in the names of what
 * it deploys; `$$` is a plain `$`. A variable that is not set is empty, and remarked on.
 */
export function interpolated(document: unknown, env: Surroundings['env'], remarks: Remarks): unknown {
  return inside(document, { env, remarks, place: '', isData: false });
}

function inside(value: unknown, here: Here): unknown {
  if (typeof value === 'string') return text(value, here);
  if (Array.isArray(value)) return value.map((item) => inside(item, here));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const place = here.place === '' ? key : `${here.place}.${key}`;
      const isData = here.isData || holdersOfData.includes(key);
      const isProgram = key === PROGRAM && !here.isData;
      return [here.isData ? key : text(key, here), isProgram ? item : inside(item, { ...here, place, isData })];
    }),
  );
}

function text(value: string, { env, remarks, place }: Here): string {
  return value.replace(reference, (found) => {
    if (found === '$$') return '$';
    const name = found.replace(/[${}]/g, '');
    if (env[name] === undefined) remarks.add(place, `the environment variable ${name} is not set; it counts as empty`);
    return env[name] ?? '';
  });
}
