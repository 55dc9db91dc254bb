import { AdministrationRefusal, type AdminCommand, type RefusalReason } from '@whisker/administration';
import type { JsonValue } from '@whisker/entities';
import { request } from 'node:http';
import type { SocketAnswer } from './serve';
import { socketPlace } from './socket-place';

/** A change is answered once it is on the disk, and a busy disk may take its time. */
const ANSWER_WITHIN_MS = 60_000;

/** Of a folder without a platform, and of one whose platform has not begun to serve or has ended. */
const NOBODY = new Set(['ENOENT', 'ECONNREFUSED']);

/**
 * Has the platform that runs on a data folder carry out a command.
 * @returns undefined if none serves there
 * @throws AdministrationRefusal; Error if the platform failed, does not answer or may not be asked by this user
 */
export async function askAdministration(
  folder: string,
  command: AdminCommand,
): Promise<{ readonly answer: JsonValue } | undefined> {
  let text: string;
  try {
    text = await post(folder, JSON.stringify(command));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (NOBODY.has(code ?? '')) return undefined;
    throw new Error(`the platform on ${folder} could not be asked: ${message}`, { cause: error });
  }
  const answer = JSON.parse(text) as SocketAnswer;
  if ('refusal' in answer) throw new AdministrationRefusal(answer.refusal.reason as RefusalReason, answer.refusal.text);
  if ('fault' in answer) throw new Error(`the platform on ${folder} failed: ${answer.fault}`);
  return answer;
}

async function post(folder: string, body: string): Promise<string> {
  const place = socketPlace(folder);
  try {
    return await new Promise((resolve, reject) => {
      const asked = request(
        {
          socketPath: place.path,
          method: 'POST',
          agent: false,
          headers: { 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => (text += part));
          response.on('end', () => resolve(text)).on('error', reject);
        },
      );
      asked.setTimeout(ANSWER_WITHIN_MS, () => asked.destroy(new Error(`no answer within ${ANSWER_WITHIN_MS} ms`)));
      asked.on('error', reject).end(body);
    });
  } finally {
    place.close();
  }
}
