import { parseServiceId, serviceId } from './service-id';

describe('serviceId', () => {
  it.each(['host1:redis.0:6379', 'host1:a-b_c:53:udp'])('%s is read as it was written', (id) => {
    expect(serviceId(parseServiceId(id) as never)).toBe(id);
  });

  it.each(['consul', 'invoker-0-boot', 'host:name', 'host:name:port', 'host:name:1:tcp', 'a:b:c:1'])(
    '%s is none of a registrator',
    (id) => {
      expect(parseServiceId(id)).toBeUndefined();
    },
  );
});
