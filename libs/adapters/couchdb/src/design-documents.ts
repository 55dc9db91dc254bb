import type { JsonObject } from '@whisker/entities';

/*
 * Views as OpenWhisk's databases have them: names, keys and values, so that its tools read what is written here, and
 * databases of OpenWhisk can be read by this adapter. The functions run inside CouchDB, in an old JavaScript.
 */

/** A design document: its id without `_design/`, and its views. */
export interface DesignDocument {
  readonly name: string;
  readonly views: JsonObject;
}

/** What makes a database of a kind. */
export interface DatabasePlan {
  /** `whisks`, `subjects`, … */
  readonly kind: string;
  /** Counts the changes of the plan, from 1. */
  readonly version: number;
  readonly designs: readonly DesignDocument[];
}

/** Emits under the namespace, and for what lies in a package under the root namespace, too. */
const emitUnderBoth = `
  emit([doc.namespace, doc.updated], value);
  var root = doc.namespace.split('/')[0];
  if (root !== doc.namespace) emit([root, doc.updated], value);`;

/** What lists show of every entity. */
const summary = `
  var value = {
    namespace: doc.namespace, name: doc.name, version: doc.version,
    publish: doc.publish, annotations: doc.annotations, updated: doc.updated
  };`;

/** @param holds a condition on `doc` @param body statements */
function mapped(holds: string, body: string): JsonObject {
  return { map: `function (doc) {\n  if (!(${holds})) return;${body}\n}`, reduce: '_count' };
}

const isPackage = 'doc.binding !== undefined';
const emitAlone = '\n  emit([doc.namespace, doc.updated], value);';

const entityViews: JsonObject = {
  actions: mapped(
    'doc.exec !== undefined',
    `${summary}\n  value.limits = doc.limits;\n  value.exec = { binary: doc.exec.binary || false };${emitUnderBoth}`,
  ),
  packages: mapped(
    isPackage,
    `${summary}\n  value.binding = Object.keys(doc.binding).length > 0 ? doc.binding : false;${emitAlone}`,
  ),
  'packages-public': mapped(
    `${isPackage} && doc.publish && Object.keys(doc.binding).length === 0`,
    `${summary}\n  value.binding = false;${emitAlone}`,
  ),
  triggers: mapped(
    'doc.parameters !== undefined && doc.exec === undefined && doc.binding === undefined',
    `${summary}${emitUnderBoth}`,
  ),
  rules: mapped('doc.trigger !== undefined', `\n  var value = 1;${emitUnderBoth}`),
};

const identities = {
  map: `function (doc) {
  if (!doc.namespaces || doc.blocked) return;
  doc.namespaces.forEach(function (each) {
    var value = { _id: each.name + '/limits', namespace: each.name, uuid: each.uuid, key: each.key };
    emit([each.name], value);
    emit([each.uuid, each.key], value);
  });
}`,
};

const blockedNamespaces = {
  map: `function (doc) {
  var limits = doc._id.lastIndexOf('/limits');
  if (limits >= 0 && limits === doc._id.length - 7) {
    if (doc.concurrentInvocations === 0 || doc.invocationsPerMinute === 0) emit(doc._id.slice(0, limits), 1);
  } else if (doc.subject && doc.namespaces && doc.blocked) {
    doc.namespaces.forEach(function (each) { emit(each.name, 1); });
  }
}`,
  reduce: '_sum',
};

const activationSummary = `
  var end = doc.end ? doc.end : undefined;
  var value = {
    namespace: doc.namespace, name: doc.name, version: doc.version, publish: doc.publish,
    annotations: doc.annotations, activationId: doc.activationId, start: doc.start, end: end, cause: doc.cause,
    duration: end === undefined ? undefined : end - doc.start,
    statusCode: end === undefined || !doc.response ? undefined : doc.response.statusCode
  };`;

/** The name by which \`nameKeyOf\` of the activation store's port finds a record. */
const filterName = `
  var path, binding, name = doc.name;
  (doc.annotations || []).forEach(function (each) {
    if (each.key === 'path') path = each.value;
    if (each.key === 'binding') binding = each.value;
  });
  var bound = typeof binding === 'string' ? binding.split('/') : [];
  var walked = typeof path === 'string' ? path.split('/') : [];
  if (bound.length > 1) name = bound[1] + '/' + name;
  else if (walked.length > 2) name = walked[1] + '/' + name;`;

const isActivation = 'doc.activationId !== undefined';

export const whisksPlan: DatabasePlan = {
  kind: 'whisks',
  version: 1,
  designs: [{ name: 'whisks.v2.1.0', views: entityViews }],
};

export const subjectsPlan: DatabasePlan = {
  kind: 'subjects',
  version: 1,
  designs: [
    { name: 'subjects.v2.0.0', views: { identities } },
    { name: 'namespaceThrottlings', views: { blockedNamespaces } },
  ],
};

export const activationsPlan: DatabasePlan = {
  kind: 'activations',
  version: 1,
  designs: [
    {
      name: 'whisks.v2.1.0',
      views: { activations: mapped(isActivation, `${activationSummary}\n  emit([doc.namespace, doc.start], value);`) },
    },
    {
      name: 'whisks-filters.v2.1.1',
      views: {
        activations: mapped(
          isActivation,
          `${activationSummary}${filterName}\n  emit([doc.namespace + '/' + name, doc.start], value);`,
        ),
      },
    },
  ],
};

/** Read by id only. */
const plain = (kind: string): DatabasePlan => ({ kind, version: 1, designs: [] });

export const secretsPlan = plain('secrets');
export const routesPlan = plain('apis');
export const triggersPlan = plain('feeds');
export const owedPlan = plain('owed');

/** The databases that stay; those of activation records come and go. */
export const lastingPlans: readonly DatabasePlan[] = [
  whisksPlan,
  subjectsPlan,
  secretsPlan,
  routesPlan,
  triggersPlan,
  owedPlan,
];
