import { createServer } from 'node:http';

createServer((request, response) => request.resume().on('end', () => response.end('{}'))).listen(process.argv[2], () =>
  console.log('ready'),
);
