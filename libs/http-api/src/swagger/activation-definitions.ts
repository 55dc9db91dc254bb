import { anything, defined, flag, list, members, text, whole, type Schema } from './schema';

const record: Readonly<Record<string, Schema>> = {
  namespace: text('Namespace of the caller'),
  name: text('Name of what was activated'),
  version: text('Its version at that time'),
  publish: flag('Always false'),
  annotations: list(defined('KeyValue'), 'How it ran: path, kind, limits, times'),
  activationId: text('Its id, 32 hexadecimal digits'),
  start: whole('When it began, ms since 1970'),
  end: whole('When it ended, ms since 1970; triggers have none'),
  duration: whole('How long it took, ms; triggers have none'),
  cause: text('Id of the sequence or composition that invoked it'),
  statusCode: whole('0 success, 1 application error, 2 developer error, 3 error of the platform', {
    format: 'int32',
    enum: [0, 1, 2, 3],
  }),
};

/** Definitions of activations. */
export const activationDefinitions: Readonly<Record<string, Schema>> = {
  ActivationBrief: members(record, ['namespace', 'name', 'version', 'publish', 'activationId', 'start']),
  Activation: members(
    {
      ...record,
      subject: text('Who called'),
      response: defined('ActivationResult'),
      logs: list({ type: 'string' }, 'Log lines; of a sequence or composition the ids of what it invoked'),
    },
    ['namespace', 'name', 'version', 'publish', 'subject', 'activationId', 'start', 'response', 'logs'],
  ),
  ActivationId: members({ activationId: text('Id of the activation') }, ['activationId']),
  ActivationIds: members({ ids: list(defined('ActivationId'), 'Ids of activations') }),
  ActivationInfo: members({
    id: text('Id of the activation', { minLength: 1 }),
    result: {
      type: 'object',
      description: 'How it ended',
      required: ['status'],
      properties: { status: { type: 'string' } },
    },
    stdout: text('What it wrote to standard output'),
    stderr: text('What it wrote to standard error'),
  }),
  ActivationLogs: members({ logs: list({ type: 'string' }, 'Lines of both streams in the order of their capture') }),
  ActivationStderr: members({ stderr: text('What it wrote to standard error') }),
  ActivationResult: members({
    status: text('success, application error, action developer error or whisk internal error'),
    result: anything('What the action returned, or what went wrong'),
    success: flag('Whether it ended well'),
    size: whole('Bytes of what the action returned'),
  }),
};
