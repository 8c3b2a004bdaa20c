import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Nothing but the page: no first-run pages, updates, reports or background requests. */
const PREFERENCES = {
  'app.normandy.enabled': false,
  'app.update.disabledForTesting': true,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.healthreport.uploadEnabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.enabled': false,
};

/** How to start a headless Firefox on a page with a profile of its own. FIREFOX names another binary. */
export async function start(profile, url) {
  const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref('${name}', ${JSON.stringify(value)});\n`);
  await writeFile(join(profile, 'user.js'), lines.join(''));
  return {
    command: process.env.FIREFOX ?? 'firefox-esr',
    args: ['--headless', '--no-remote', '--profile', profile, url],
  };
}
