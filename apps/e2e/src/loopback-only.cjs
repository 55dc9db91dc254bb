'use strict';
/**
 * Preloaded into published clients (`node --require`): refuses every connection that leaves the machine, and notes it
 * in the file that OUTSIDE_LOG names, for a suite to find.
 */
const fs = require('node:fs');
const net = require('node:net');

const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0)$/;
const connect = net.Socket.prototype.connect;

/** @this {import('node:net').Socket} @param {any[]} args as of Socket.connect, or those already put in order by net */
net.Socket.prototype.connect = function (...args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const host = typeof first === 'object' ? first.host : typeof second === 'string' ? second : undefined;
  if (host !== undefined && !loopback.test(host)) {
    fs.appendFileSync(process.env.OUTSIDE_LOG ?? '/dev/stderr', `${host}\n`);
    throw new Error(`a connection to ${host} leaves this machine`);
  }
  return Reflect.apply(connect, this, args);
};
