import { serve } from '../serve.ts';

await serve(async () => (await import('./toy-provider.fixture.ts')).toyProvider, {
  name: 'toy',
  address: 'terraform.local/rah/toy',
});
