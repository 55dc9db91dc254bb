/** What is wrong with a data folder. */
export type DataFolderFault =
  'not-writable' | 'not-a-folder' | 'in-use' | 'newer-version' | 'damaged' | 'unsupported-node';

/** The data folder cannot be used. The text names the folder or file, what is wrong with it and what to do. */
export class DataFolderError extends Error {
  readonly fault: DataFolderFault;
  /** The folder, or the file in it. */
  readonly path: string;

  constructor(fault: DataFolderFault, path: string, text: string) {
    super(text);
    this.name = 'DataFolderError';
    this.fault = fault;
    this.path = path;
  }
}

/** A file holds what it cannot hold. Nothing was changed in it. */
export function damaged(path: string, reason: string): DataFolderError {
  return new DataFolderError(
    'damaged',
    path,
    `${path} is damaged (${reason}). Nothing was deleted. Put back a copy of the data folder, or move this file away to go on without what it holds.`,
  );
}
