// node example.mjs
import { inBrowser } from '../javascript/browser.mjs';
import { start } from './start.mjs';

process.exitCode = await inBrowser(start, 'example');
