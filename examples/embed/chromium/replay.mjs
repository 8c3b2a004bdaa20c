// node replay.mjs [VECTORS.json] [MODULE.wasm]
import { inBrowser } from '../javascript/browser.mjs';
import { start } from './start.mjs';

process.exitCode = await inBrowser(start, 'replay', process.argv.slice(2));
