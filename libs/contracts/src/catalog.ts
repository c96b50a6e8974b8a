/** The types that each service publishes; a record of another type is passed over by its consumers. */
export const KNOWN_TYPES: Readonly<Record<string, readonly string[]>> = {
  intake: ['LeadReceived', 'PurchaseReceived', 'ActivityReceived'],
  customers: ['CustomerRegistered', 'CustomerKeysLinked', 'CustomerClassified', 'CustomerMerged', 'CustomerUnmerged'],
  interactions: ['PurchaseRefunded', 'PurchaseCancelled', 'ActivityLogged', 'ActivityCorrected', 'ActivityWithdrawn'],
  segmentation: ['LifecycleStageChanged', 'SegmentChanged'],
};
