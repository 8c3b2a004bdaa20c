/** The program that Terraform starts: dist/terraform-provider-rah. */
import { serve } from './wire/serve.ts';

serve(async () => (await import('./definition.ts')).providerDefinition, {
  name: 'rah',
  address: 'terraform.local/rah/rah',
}).catch((error: unknown) => {
  process.stderr.write(`terraform-provider-rah: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
