/** Port to the registry of live parts. @module */
export type { InvokerCapacity, Lease, Member, Membership } from './membership';
