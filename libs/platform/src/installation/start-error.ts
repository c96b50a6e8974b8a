/** Exit codes by what keeps Clientele from starting. */
export const EXIT = {
  failed: 1,
  configuration: 2,
  portTaken: 3,
  homeInUse: 4,
  dataDamaged: 5,
  diskFull: 6,
  database: 7,
  kafka: 8,
} as const;

/** Why Clientele cannot start, in words for who started it. */
export class StartError extends Error {
  constructor(
    readonly exitCode: number,
    message: string,
  ) {
    super(message);
    this.name = 'StartError';
  }
}
