import { cdnowAcceptance, leadsAcceptance } from '@clientele/testing';
import { StandaloneProcess } from '../testing/start-process.js';

cdnowAcceptance('in one process', () => StandaloneProcess.start());
leadsAcceptance('in one process', () => StandaloneProcess.start());
