// Lets a headless browser replay: serves the page, starts the browser on it with a fresh profile, prints what it found.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from './serve.mjs';

const TIMEOUT_MS = 120_000;

/** What the page found, or an error when the browser ends or says nothing. */
async function outcome(browser, result) {
  let log = '';
  browser.stderr.setEncoding('utf8').on('data', (text) => {
    log = (log + text).slice(-4000);
  });
  const ended = new Promise((_, reject) => {
    browser.on('error', (error) => reject(new Error(`the browser does not start: ${error.message}`)));
    browser.on('exit', (code) => reject(new Error(`the browser ended (${code}) before the page answered\n${log}`)));
    setTimeout(
      () => reject(new Error(`the page did not answer within ${TIMEOUT_MS / 1000} s\n${log}`)),
      TIMEOUT_MS,
    ).unref();
  });
  return Promise.race([result, ended]);
}

function endWithItsChildren(browser) {
  const ended = new Promise((resolve) => browser.once('exit', resolve));
  if (browser.pid === undefined || browser.exitCode !== null || browser.signalCode !== null) return undefined;
  process.kill(-browser.pid, 'SIGKILL');
  return ended;
}

/**
 * Starts a browser by `start(profile, url)`, which answers {command, args}, and prints what the page found: of its
 * 'replay' (with the arguments VECTORS.json and MODULE.wasm) or its 'example'. Returns the exit code.
 */
export async function inBrowser(start, about, args = []) {
  const profile = await mkdtemp(join(tmpdir(), 'rah-browser-'));
  const server = await serve(args);
  const { command, args: flags } = await start(profile, server.url);
  const browser = spawn(command, flags, {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: profile },
  });
  try {
    const { engine, [about]: found } = await outcome(browser, server.result);
    console.error(engine);
    for (const note of found.notes) console.error(note);
    for (const line of found.lines) console.log(line);
    return found.failed ? 1 : 0;
  } catch (error) {
    console.error(error.message);
    return 1;
  } finally {
    await endWithItsChildren(browser);
    server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
