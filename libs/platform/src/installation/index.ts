export { createDatabases } from './create-databases.js';
export { externalServer, openServer, startPostgres, type DatabaseServer } from './database-server.js';
export { freePort } from './free-port.js';
export { FrontDoor, type Handler } from './front-door.js';
export { checkSpace, openHome, type Home } from './home.js';
export { neverFails, runProgram, type Program, type Running } from './program.js';
export { EXIT, StartError } from './start-error.js';
export { Undoing } from './undoing.js';
export { SERVICE_NAMES, type ServiceName } from '../service-names.js';
