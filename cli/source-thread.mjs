import { workerData } from 'node:worker_threads';
import { tsImport } from 'tsx/esm/api';

// Loads TypeScript in a thread, which Node alone cannot: used where there is no bundle.
await tsImport(workerData, import.meta.url);
