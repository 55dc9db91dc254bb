import type { Lease, Member, Membership } from '@whisker/membership';

/** Notes who joined and left. */
export class FakeMembership implements Membership {
  readonly joined: Member[] = [];
  left = 0;

  constructor(readonly events: string[] = []) {}

  async join(member: Member): Promise<Lease> {
    this.joined.push(member);
    this.events.push('join');
    return {
      update: async () => undefined,
      release: async () => {
        this.left += 1;
      },
    };
  }

  async members(): Promise<readonly Member[]> {
    return this.joined;
  }

  watch(): () => void {
    return () => undefined;
  }

  async close(): Promise<void> {}
}
