import { workerData } from 'node:worker_threads';
import { serve } from '../store/keeping-thread.ts';
import { gather } from './gather.ts';

// The thread of a run: bundled beside the command, which starts it.
serve(workerData, gather());
