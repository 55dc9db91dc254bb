/** The floor of a proxying platform: Fastify in front, undici to the action's process, nothing between. */
import Fastify from 'fastify';
import { Pool } from 'undici';

const pool = new Pool('http://localhost', { socketPath: process.argv[2], connections: 64, pipelining: 1 });
const server = Fastify();
server.post('/invoke', async (request, reply) => {
  const { body } = await pool.request({
    method: 'POST',
    path: '/run',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ value: request.body }),
  });
  reply.header('content-type', 'application/json');
  return body.text();
});
console.log(await server.listen({ port: 0, host: '127.0.0.1' }));
