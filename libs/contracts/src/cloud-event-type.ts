/** What a published event's CloudEvents type says: who published it, its type, and the version of its shape. */
export interface CloudEventType {
  readonly service: string;
  readonly type: string;
  readonly schemaVersion: number;
}

const FORM = /^clientele\.([^.]+)\.(.+)\.v([1-9]\d{0,8})$/;

/** E.g. `clientele.intake.LeadReceived.v1`. */
export const cloudEventType = ({ service, type, schemaVersion }: CloudEventType): string =>
  `clientele.${service}.${type}.v${schemaVersion}`;

/** The other way round; undefined where the text is not of this form. */
export const parseCloudEventType = (text: string): CloudEventType | undefined => {
  const [, service, type, version] = FORM.exec(text) ?? [];
  return service && type ? { service, type, schemaVersion: Number(version) } : undefined;
};
