/** Packages that belong to one part of the house. A later entry of a flat config replaces an earlier one: one entry a file. */
const nest = {
  group: ['@nestjs/*', 'typeorm', 'typeorm/*'],
  message: 'Below the platform nothing knows of Nest or TypeORM.',
};
const kafka = { group: ['kafkajs', 'kafkajs/*'], message: 'Kafka is the affair of libs/messaging; use the Feed port.' };

const ban = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

export const everywhere = ban(kafka);
export const belowPlatform = ban(kafka, nest);
export const inMessaging = ban(nest);
