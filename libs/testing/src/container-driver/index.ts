export { containerDriverContract } from './container-driver-contract';
export type {
  ContainerDriverAspect,
  ContainerDriverTraits,
  ContainerDriverUnderTest,
} from './container-driver-under-test';
