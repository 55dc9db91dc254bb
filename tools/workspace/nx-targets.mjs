// Nx plugin: gives every workspace package its targets, so that no package carries a project.json.
import { dirname } from 'node:path';
import { describeProject } from './src/targets.mjs';
import { workspaceFolders } from './src/workspaces.mjs';

/** @type {import('@nx/devkit').CreateNodes} */
export const createNodes = [
  '**/package.json',
  (files, _options, { workspaceRoot }) => {
    const folders = new Set(workspaceFolders(workspaceRoot));
    return files
      .filter((file) => folders.has(dirname(file)))
      .map((file) => [file, { projects: { [dirname(file)]: describeProject(workspaceRoot, dirname(file)) } }]);
  },
];
