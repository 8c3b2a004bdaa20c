import { expect, test } from 'vitest';
import { host } from './sample-resource.fixture.ts';
import { Traffic } from './traffic.ts';

function timed(): { took_ms(): number } {
  const from = performance.now();
  return { took_ms: () => performance.now() - from };
}

test('rest comes soon when nothing else is going on', async () => {
  const traffic = new Traffic(host);
  const clock = timed();
  await traffic.during(() => traffic.rest(2000));
  expect(clock.took_ms()).toBeLessThan(1000);
  expect([traffic.running, traffic.waiting]).toEqual([0, 0]);
});

test('rest waits for the others, and those who wait do not wait for each other', async () => {
  const traffic = new Traffic(host);
  let heard = false;
  const other = traffic.during(async () => {
    await traffic.pause(200);
    heard = true;
  });
  await Promise.all([1, 2].map(() => traffic.during(() => traffic.rest(5000))));
  expect(heard).toBe(true);
  await other;
});

test('rest has an end, and a call that fails is over too', async () => {
  const traffic = new Traffic(host);
  const never = traffic.during(() => traffic.pause(1000));
  const clock = timed();
  await traffic.during(() => traffic.rest(120));
  expect(clock.took_ms()).toBeLessThan(900);
  await expect(traffic.during(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
  await never;
  expect(traffic.running).toBe(0);
});
