// The intake service in a process of its own, with nobody else behind it: what taking in costs.
import { createLogger, createServiceApp, openService } from '@clientele/platform';
import { Config } from '@clientele/platform/config';
import { IdentityKeys } from '@clientele/privacy';
import { intake } from '@clientele/intake';

const config = Config.fromEnvironment();
const keys = new IdentityKeys('a secret of the benchmark alone');
const logger = createLogger(config.logLevel, intake.name);
const service = await openService(intake, { config, databaseUrl: config.databaseUrl ?? '', keys, logger });
const app = await createServiceApp(intake, { ...service, config, keys, feeds: new Map() });
await app.startAllMicroservices();
await app.listen(config.port, config.host);
console.log('ready');
