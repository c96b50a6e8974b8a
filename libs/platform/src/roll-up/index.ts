export { addTo, dayOf, followTable } from './follow.js';
