import { Module, type DynamicModule } from '@nestjs/common';
import type { PlatformOptions } from '@whisker/embed';
import { WhiskerModule } from '@whisker/nest-platform';

/** Composes the platform; holds no rule. */
@Module({})
export class AppModule {
  static with(options: PlatformOptions): DynamicModule {
    return { module: AppModule, imports: [WhiskerModule.forRoot(options)] };
  }
}
