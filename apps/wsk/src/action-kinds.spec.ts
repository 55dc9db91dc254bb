import { encodeCode, extensionOfKind, kindOfFile, needsMain } from './action-kinds';

describe('kindOfFile', () => {
  it.each([
    ['a.js', 'nodejs:default'],
    ['dir/a.py', 'python:default'],
    ['a.swift', 'swift:default'],
    ['a.php', 'php:default'],
    ['a.rb', 'ruby:default'],
    ['a.rs', 'rust:default'],
    ['a.go', 'go:default'],
    ['a.balx', 'ballerina:default'],
    ['a.java', 'java:default'],
    ['a.jar', 'java:default'],
  ])('of %s is %s', (path, kind) => {
    expect(kindOfFile(path)).toBe(kind);
  });

  it('does not guess for an archive', () => {
    expect(() => kindOfFile('a.zip')).toThrow(
      'creating an action from a .zip artifact requires specifying the action kind explicitly',
    );
  });

  it.each([
    ['a.exe', '.exe'],
    ['a', ''],
  ])('refuses %s', (path, extension) => {
    expect(() => kindOfFile(path)).toThrow(`'${extension}' is not a supported action runtime`);
  });
});

describe('encodeCode', () => {
  it('leaves text alone and encodes archives and bytes', () => {
    expect(encodeCode('a.js', Buffer.from('ä'))).toBe('ä');
    expect(encodeCode('a.zip', Buffer.from('PK'))).toBe('UEs=');
    expect(encodeCode('a.jar', Buffer.from('PK'))).toBe('UEs=');
    expect(encodeCode('exec', Buffer.from([0x7f, 0xff]))).toBe('f/8=');
  });
});

describe('extensionOfKind', () => {
  it.each([
    ['nodejs:20', false, '.js'],
    ['nodejs:20', true, '.zip'],
    ['python:3.11', false, '.py'],
    ['java:8', true, '.jar'],
    ['ballerina:0.990', true, '.balx'],
    ['cobol:74', false, ''],
  ])('of %s, binary %s, is %p', (kind, binary, extension) => {
    expect(extensionOfKind(kind, binary)).toBe(extension);
  });
});

it('asks only Java for a main class', () => {
  expect([needsMain('java:8'), needsMain('javascript'), needsMain('nodejs:default')]).toEqual([true, false, false]);
});
