import { CreateEventStore1763000000001 } from './1763000000001-create-event-store.js';
import { CreateIdempotencyKeys1763000000002 } from './1763000000002-create-idempotency-keys.js';
import { CreateInstallation1763000000003 } from './1763000000003-create-installation.js';
import { SetSessionDefaults1763000000004 } from './1763000000004-set-session-defaults.js';
import { CreateRelay1763000000005 } from './1763000000005-create-relay.js';
import { SetWorkMemory1763000000006 } from './1763000000006-set-work-memory.js';

/** Of every service's database, before the service's own. */
export const PLATFORM_MIGRATIONS = [
  CreateEventStore1763000000001,
  CreateIdempotencyKeys1763000000002,
  CreateInstallation1763000000003,
  SetSessionDefaults1763000000004,
  CreateRelay1763000000005,
  SetWorkMemory1763000000006,
];
