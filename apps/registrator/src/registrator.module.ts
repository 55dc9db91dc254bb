import {
  Controller,
  Get,
  Inject,
  Module,
  ServiceUnavailableException,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { ConsulConnection, ConsulServiceRegistry } from '@whisker/adapter-consul';
import { DockerEngine } from '@whisker/adapter-docker-events';
import { Registrator } from '@whisker/registrator';
import { machineIp, type Settings } from './config';
import { log } from './log';

const CONSUL = Symbol('consul');
const REGISTRATOR = Symbol('registrator');

@Controller('health')
class HealthController {
  constructor(@Inject(REGISTRATOR) private readonly registrator: Registrator) {}

  @Get('live')
  live(): { status: string } {
    return { status: 'up' };
  }

  /** 503 names what is lacking: Docker, Consul, the first sync. */
  @Get('ready')
  ready(): { status: string } {
    const lacking = this.registrator.lacking();
    if (lacking.length > 0) throw new ServiceUnavailableException({ status: 'down', lacking });
    return { status: 'up' };
  }
}

/** Composes the registrator of Docker and Consul; holds no rule. */
@Module({})
export class RegistratorModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(REGISTRATOR) private readonly registrator: Registrator,
    @Inject(CONSUL) private readonly consul: ConsulConnection,
  ) {}

  static with(settings: Settings): DynamicModule {
    return {
      module: RegistratorModule,
      controllers: [HealthController],
      providers: [
        { provide: CONSUL, useFactory: () => connect(settings) },
        { provide: REGISTRATOR, useFactory: (consul: ConsulConnection) => compose(settings, consul), inject: [CONSUL] },
      ],
    };
  }

  onApplicationBootstrap(): Promise<void> {
    return this.registrator.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.registrator.close();
    this.consul.close();
  }
}

function connect({ consulUrl: url, consulToken: token }: Settings): ConsulConnection {
  return new ConsulConnection({ url, log, ...(token !== undefined && { token }) });
}

function compose(settings: Settings, consul: ConsulConnection): Registrator {
  const { docker, ip, resyncSeconds, ipFromLabel, ...translation } = settings;
  return new Registrator({
    ...translation,
    engine: new DockerEngine({ address: docker }),
    registry: new ConsulServiceRegistry(consul),
    machineIp: ip ?? machineIp(),
    advertise: ip !== undefined,
    ...(ipFromLabel !== undefined && { ipFromLabel }),
    resyncMs: resyncSeconds * 1000,
    log,
  });
}
