import type { CatalogAction, CatalogPackage } from '../catalog-package';
import { webPackage } from '../feed-packages';
import { nodejsAction, optional, required, type ParameterDescription } from '../nodejs-action';

const dbname = required('dbname', 'Name of the database');
const doc = required('doc', 'The document');
const docid = required('docid', 'Id of the document');
const design = required('docid', 'Name of the design document');
const docrev = required('docrev', 'Revision of the document');
const params = optional('params', 'Query options of the database');
const viewname = required('viewname', 'Name of the view');
const indexname = required('indexname', 'Name of the index');
const attachmentname = required('attachmentname', 'Name of the attachment');
const attachment = [
  dbname,
  docid,
  optional('docrev', 'Revision of the document'),
  attachmentname,
  required('attachment', 'Its text'),
  required('contenttype', 'Its media type'),
  params,
];

/** What each action does, and what it takes. */
const operations: readonly (readonly [name: string, description: string, takes: readonly ParameterDescription[]])[] = [
  ['read', 'Reads a document', [dbname, required('id', 'Id of the document'), params]],
  ['write', 'Writes a document', [dbname, doc, optional('overwrite', 'Whether to replace one that is there')]],
  ['create-database', 'Creates a database', [dbname]],
  ['read-database', 'Tells about a database', [dbname]],
  ['delete-database', 'Deletes a database', [dbname]],
  ['list-all-databases', 'Lists the databases', []],
  ['read-updates-feed', 'Lists changes of databases', [params]],
  ['create-document', 'Creates a document', [dbname, doc]],
  ['read-document', 'Reads a document', [dbname, docid, params]],
  ['update-document', 'Updates the document with the id and revision in it', [dbname, doc]],
  ['delete-document', 'Deletes a document', [dbname, docid, docrev]],
  ['list-documents', 'Lists the documents of a database', [dbname, params]],
  ['list-design-documents', 'Lists the design documents', [dbname, optional('includedocs', 'Whether with content')]],
  ['create-query-index', 'Creates an index', [dbname, required('index', 'Its definition')]],
  ['list-query-indexes', 'Lists the indexes', [dbname]],
  ['delete-query-index', 'Deletes an index', [dbname, design, optional('indextype', 'json unless given'), indexname]],
  ['exec-query-find', 'Finds documents', [dbname, required('query', 'A selector query')]],
  ['exec-query-search', 'Searches an index', [dbname, design, indexname, required('search', 'A search query')]],
  ['exec-query-view', 'Queries a view', [dbname, design, viewname, params]],
  ['delete-view', 'Deletes a view', [dbname, design, viewname]],
  ['manage-bulk-documents', 'Writes many documents', [dbname, required('docs', 'An object with the array docs')]],
  ['read-changes-feed', 'Lists changes of documents', [dbname, params]],
  ['create-attachment', 'Creates an attachment', attachment],
  ['read-attachment', 'Reads an attachment', [dbname, docid, attachmentname, params]],
  ['update-attachment', 'Updates an attachment', attachment],
  ['delete-attachment', 'Deletes an attachment', [dbname, docid, docrev, attachmentname]],
];

const changes: CatalogAction = nodejsAction('changes', {
  source: 'feeds/feed.js',
  description: 'Fires a trigger on each change of a database',
  takes: [
    dbname,
    optional('filter', 'designdoc/filter: only what passes it'),
    optional('query_params', 'Object of values for the filter'),
    optional('since', 'Sequence to begin after'),
    optional('maxTriggers', 'Fires in all (deprecated)'),
  ],
  annotations: { feed: true },
});

/** Cloudant and CouchDB (spec: feeds section 4). */
export const cloudant: CatalogPackage = {
  name: 'cloudant',
  shared: true,
  annotations: {
    description: 'Cloudant and CouchDB',
    parameters: ['host', 'username', 'password', 'dbname', 'iamApiKey', 'iamUrl'].map((name) => ({
      name,
      required: name === 'host',
      bindTime: true,
    })),
  },
  parameters: { apihost: '' },
  actions: [
    changes,
    ...operations.map(([name, description, takes]) =>
      nodejsAction(name, { source: 'cloudant/cloudant.js', description, takes }),
    ),
  ],
};

/** Where cloudant reaches its provider. */
export const cloudantWeb = webPackage('cloudantWeb', { changesWebAction: 'cloudant' });
