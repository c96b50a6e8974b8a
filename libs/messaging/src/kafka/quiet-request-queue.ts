import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

const { prototype } = RequestQueue;
const schedule = prototype.scheduleCheckPendingRequests;

/**
 * kafkajs 2.2.4 looks at its queue of pending requests again and again: where nothing is pending it sets a timer for a
 * moment long past, which fires after 1 ms, for ever, on each connection. Nothing pending and no throttling means that
 * there is nothing to look for; the next request that has to wait schedules the look itself.
 */
prototype.scheduleCheckPendingRequests = function (this: typeof prototype): void {
  if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
};
