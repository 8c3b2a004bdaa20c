// node serve.mjs [VECTORS.json] [MODULE.wasm]: the page that replays, for the browser of your choice.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const ROOT = new URL('../../../', import.meta.url);
const TYPES = {
  html: 'text/html',
  mjs: 'text/javascript',
  js: 'text/javascript',
  json: 'application/json',
  wasm: 'application/wasm',
};
const SOURCES = /^\/(examples\/embed\/javascript\/[a-z-]+\.mjs|policy-assembly\/headers\/rah_policy\.js)$/;

function fileOf(path, vectors, module) {
  if (path === '/') return new URL('examples/embed/javascript/page.html', ROOT);
  if (path === '/vectors.json')
    return vectors ? pathToFileURL(vectors) : new URL('test/golden/pool-vectors.json', ROOT);
  if (/^\/dist\/rah-policy(-simd)?\.wasm$/.test(path))
    return module ? pathToFileURL(module) : new URL(`.${path}`, ROOT);
  return SOURCES.test(path) ? new URL(`.${path}`, ROOT) : undefined;
}

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

/** Serves on 127.0.0.1: {url, result: what the page found, close()}. */
export async function serve([vectors, module]) {
  let resolve;
  const result = new Promise((found) => {
    resolve = found;
  });
  const server = createServer(async (request, response) => {
    if (request.method === 'POST' && request.url === '/result') {
      resolve(JSON.parse(await bodyOf(request)));
      return response.writeHead(204).end();
    }
    const file = fileOf(request.url, vectors, module);
    try {
      if (!file) throw new Error('not served');
      const content = await readFile(file);
      response.writeHead(200, { 'content-type': TYPES[file.pathname.split('.').at(-1)] ?? 'text/plain' }).end(content);
    } catch (error) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end(error.message);
    }
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${server.address().port}/`, result, close };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  console.log(`open ${(await serve(process.argv.slice(2))).url} (Ctrl+C ends this)`);
}
