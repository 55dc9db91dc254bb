import { serviceCheck } from './service-checks';

const TARGET = { address: '10.0.0.7', port: 8080, container: '0123456789abcdef' };
const of = (values: Record<string, string>) => serviceCheck(values, TARGET);

describe('serviceCheck', () => {
  it('is none where none is asked for', () => {
    expect(of({ check_interval: '5s', check_http: '' })).toBeUndefined();
  });

  it.each([
    [{ check_http: '/ping' }, { type: 'http', url: 'http://10.0.0.7:8080/ping', interval: '10s' }],
    [
      { check_http: '/ping', check_http_method: 'HEAD', check_timeout: '2s', check_interval: '15s' },
      { type: 'http', url: 'http://10.0.0.7:8080/ping', method: 'HEAD', timeout: '2s', interval: '15s' },
    ],
    [
      { check_https: '/', check_tls_skip_verify: 'true' },
      { type: 'http', url: 'https://10.0.0.7:8080/', skipVerify: true, interval: '10s' },
    ],
    [
      { check_cmd: '/bin/test -x' },
      {
        type: 'container',
        container: '0123456789abcdef',
        command: ['check-cmd', '0123456789ab', '8080', '/bin/test', '-x'],
        interval: '10s',
      },
    ],
    [
      { check_script: 'nc -z $SERVICE_IP $SERVICE_PORT' },
      { type: 'script', command: ['/bin/sh', '-c', 'nc -z 10.0.0.7 8080'], interval: '10s' },
    ],
    [
      { check_ttl: '30s', check_initial_status: 'passing' },
      { type: 'ttl', ttl: '30s', initialStatus: 'passing' },
    ],
    [
      { check_tcp: 'true', check_deregister_after: '5m' },
      { type: 'tcp', address: '10.0.0.7:8080', interval: '10s', deregisterAfter: '5m' },
    ],
    [
      { check_grpc: 'true', check_grpc_use_tls: 'true', check_tls_skip_verify: 'true' },
      { type: 'grpc', address: '10.0.0.7:8080', tls: true, skipVerify: true, interval: '10s' },
    ],
  ])('of %j', (values, check) => {
    expect(of(values as Record<string, string>)).toEqual(check);
  });

  it('is the first of several', () => {
    expect(of({ check_tcp: 'true', check_ttl: '30s', check_http: '/' })?.type).toBe('http');
  });

  it('takes no status that Consul has not', () => {
    expect(of({ check_tcp: 'true', check_initial_status: 'fine' })).not.toHaveProperty('initialStatus');
  });

  it('writes addresses of version 6 in brackets', () => {
    expect(serviceCheck({ check_tcp: '1' }, { ...TARGET, address: 'fe80::1' })).toMatchObject({
      address: '[fe80::1]:8080',
    });
  });
});
