import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import type { Platform } from '@whisker/embed';
import { PLATFORM } from './tokens';

/** `/health/live`: the process answers. `/health/ready`: it takes work, else 503 naming what it waits for. */
@Controller('health')
export class HealthController {
  constructor(@Inject(PLATFORM) private readonly platform: Platform) {}

  @Get('live')
  live(): { status: string } {
    return { status: 'up' };
  }

  @Get('ready')
  ready(): { status: string } {
    const lacking = this.platform.lacking();
    if (lacking.length > 0) throw new ServiceUnavailableException({ status: 'down', lacking });
    return { status: 'up' };
  }
}
