export const SERVICE_NAMES = ['intake', 'customers', 'interactions', 'segmentation', 'analytics'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];
