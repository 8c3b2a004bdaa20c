const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
const QUIET = ['--disable-background-networking', '--disable-component-update'];

/** How to start a headless Chromium on a page with a profile of its own. CHROMIUM names another binary. */
export function start(profile, url) {
  const command = process.env.CHROMIUM ?? 'chromium';
  return { command, args: [...FLAGS, ...QUIET, `--user-data-dir=${profile}`, url] };
}
