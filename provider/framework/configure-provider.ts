import type { ObjectValue } from '../values/value.ts';
import { Diagnostics } from './diagnostics.ts';
import { guard } from './internal-error.ts';
import type { ProviderSession } from './session.ts';

export async function configureProvider<Client>(
  session: ProviderSession<Client>,
  input: { readonly config: ObjectValue; readonly terraformVersion: string },
): Promise<Diagnostics> {
  const diagnostics = new Diagnostics();
  await guard(session.host, diagnostics, `configuring the provider ${session.provider.typeName}`, async () => {
    await session.close({ orderly: false });
    const { traffic, stopSignal: signal } = session;
    const client = await session.provider.configure({ ...input, diagnostics, signal, traffic });
    if (client === null && !diagnostics.hasErrors())
      throw new TypeError('configure gave neither a client nor an error');
    session.setClient(client);
  });
  return diagnostics;
}
