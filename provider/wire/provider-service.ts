/** The service tfplugin6.Provider: which RPC goes to which handler of the framework, and messages ⇄ values. */
import { applyResourceChange } from '../framework/apply-resource-change.ts';
import { callFunction } from '../framework/call-function.ts';
import { configureProvider } from '../framework/configure-provider.ts';
import { Diagnostics } from '../framework/diagnostics.ts';
import { getProviderSchema } from '../framework/get-provider-schema.ts';
import { importResourceState } from '../framework/import-resource-state.ts';
import { reportInternalError } from '../framework/internal-error.ts';
import { moveResourceState } from '../framework/move-resource-state.ts';
import { planResourceChange } from '../framework/plan-resource-change.ts';
import { readDataSource } from '../framework/read-data-source.ts';
import { readResource } from '../framework/read-resource.ts';
import { nullUnknowns } from '../framework/resource-state.ts';
import { schemaType } from '../framework/schema.ts';
import type { ProviderSession } from '../framework/session.ts';
import { upgradeResourceState } from '../framework/upgrade-resource-state.ts';
import { validateConfig } from '../framework/validate-config.ts';
import type { CtyType } from '../values/type.ts';
import { objectValue } from '../values/value.ts';
import { diagnosticMessages, pathMessage } from './diagnostic-message.ts';
import { dynamicValueMessage, readDynamicValue, readObject } from './dynamic-value.ts';
import * as pb from './generated/tfplugin6.ts';
import type { UnaryHandler } from './grpc-server.ts';
import { functionMessage, schemaMessage } from './schema-message.ts';

const CAPABILITIES: pb.ServerCapabilities = {
  // Told of every delete while planning: what goes makes room for what comes.
  planDestroy: true,
  getProviderSchemaOptional: true,
  moveResourceState: false,
  generateResourceConfig: false,
};

const NO_BYTES = new Uint8Array(0);

/** The handlers by RPC name. An RPC that is missing here is answered with UNIMPLEMENTED. */
export function providerService<Client>(session: ProviderSession<Client>): Readonly<Record<string, UnaryHandler>> {
  const { provider, host } = session;
  const resourceType = (name: string | undefined): CtyType => schemaType(session.resource(name ?? '').schema);

  /**
   * Decodes, calls, encodes. What fails outside the framework's own guards (bytes that do not fit the schema) becomes a
   * diagnostic in the answer that `refuse` makes of it.
   */
  function rpc<Request, Response>(
    request: pb.MessageFns<Request>,
    response: pb.MessageFns<Response>,
    handle: (message: Request) => Promise<Response> | Response,
    refuse: (diagnostics: pb.Diagnostic[], message: Request) => Response,
  ): UnaryHandler {
    return async (bytes) => {
      const message = request.decode(bytes);
      let answer: Response;
      try {
        answer = await session.traffic.during(() => handle(message));
      } catch (error) {
        const diagnostics = new Diagnostics();
        reportInternalError(host, diagnostics, `exchanging values${subject(message)} with Terraform`, error);
        answer = refuse(diagnosticMessages(diagnostics), message);
      }
      return response.encode(answer).finish();
    };
  }
  const onlyDiagnostics = (diagnostics: pb.Diagnostic[]): { diagnostics: pb.Diagnostic[] } => ({ diagnostics });

  return {
    GetMetadata: rpc(
      pb.GetMetadata_Request,
      pb.GetMetadata_Response,
      () => ({
        serverCapabilities: CAPABILITIES,
        resources: provider.resources.map(({ typeName }) => ({ typeName })),
        dataSources: provider.dataSources.map(({ typeName }) => ({ typeName })),
        functions: provider.functions.map(({ name }) => ({ name })),
      }),
      onlyDiagnostics,
    ),
    GetProviderSchema: rpc(
      pb.GetProviderSchema_Request,
      pb.GetProviderSchema_Response,
      () => {
        const schema = getProviderSchema(session);
        return {
          provider: schemaMessage(schema.provider),
          resourceSchemas: mapValues(schema.resources, schemaMessage),
          dataSourceSchemas: mapValues(schema.dataSources, schemaMessage),
          functions: mapValues(schema.functions, functionMessage),
          serverCapabilities: CAPABILITIES,
          diagnostics: diagnosticMessages(schema.diagnostics),
        };
      },
      onlyDiagnostics,
    ),
    GetResourceIdentitySchemas: rpc(
      pb.GetResourceIdentitySchemas_Request,
      pb.GetResourceIdentitySchemas_Response,
      () => ({ identitySchemas: {} }),
      onlyDiagnostics,
    ),
    ValidateProviderConfig: rpc(
      pb.ValidateProviderConfig_Request,
      pb.ValidateProviderConfig_Response,
      async ({ config }) => {
        const value = readObject(config, schemaType(provider.schema)) ?? objectValue();
        const what = `the configuration of provider ${provider.typeName}`;
        return { diagnostics: diagnosticMessages(await validateConfig(host, what, provider, value, true)) };
      },
      onlyDiagnostics,
    ),
    ValidateResourceConfig: rpc(
      pb.ValidateResourceConfig_Request,
      pb.ValidateResourceConfig_Response,
      async ({ typeName = '', config, clientCapabilities }) => {
        const definition = session.resource(typeName);
        const value = readObject(config, schemaType(definition.schema)) ?? objectValue();
        const writeOnlyAllowed = clientCapabilities?.writeOnlyAttributesAllowed === true;
        const diagnostics = await validateConfig(host, typeName, definition, value, writeOnlyAllowed);
        return { diagnostics: diagnosticMessages(diagnostics) };
      },
      onlyDiagnostics,
    ),
    ValidateDataResourceConfig: rpc(
      pb.ValidateDataResourceConfig_Request,
      pb.ValidateDataResourceConfig_Response,
      async ({ typeName = '', config }) => {
        const definition = session.dataSource(typeName);
        const value = readObject(config, schemaType(definition.schema)) ?? objectValue();
        return { diagnostics: diagnosticMessages(await validateConfig(host, typeName, definition, value, true)) };
      },
      onlyDiagnostics,
    ),
    ConfigureProvider: rpc(
      pb.ConfigureProvider_Request,
      pb.ConfigureProvider_Response,
      async ({ config, terraformVersion = '' }) => {
        const value = readObject(config, schemaType(provider.schema)) ?? objectValue();
        const diagnostics = await configureProvider(session, { config: value, terraformVersion });
        return { diagnostics: diagnosticMessages(diagnostics) };
      },
      onlyDiagnostics,
    ),
    UpgradeResourceState: rpc(
      pb.UpgradeResourceState_Request,
      pb.UpgradeResourceState_Response,
      async ({ typeName = '', version = 0, rawState }) => {
        const bytes = rawState?.json ?? NO_BYTES;
        const json = bytes.length === 0 ? null : new TextDecoder().decode(bytes);
        const { state, diagnostics } = await upgradeResourceState(session, { typeName, version, json });
        return {
          upgradedState: state === null ? undefined : dynamicValueMessage(state, resourceType(typeName)),
          diagnostics: diagnosticMessages(diagnostics),
        };
      },
      onlyDiagnostics,
    ),
    ReadResource: rpc(
      pb.ReadResource_Request,
      pb.ReadResource_Response,
      async ({ typeName = '', currentState, private: privateState = NO_BYTES }) => {
        const type = resourceType(typeName);
        const input = { typeName, state: readObject(currentState, type), private: privateState };
        const result = await readResource(session, input);
        return {
          newState: dynamicValueMessage(result.state, type),
          private: result.private,
          diagnostics: diagnosticMessages(result.diagnostics),
        };
      },
      (diagnostics, message) => ({ diagnostics, newState: message.currentState, private: message.private }),
    ),
    PlanResourceChange: rpc(
      pb.PlanResourceChange_Request,
      pb.PlanResourceChange_Response,
      async ({ typeName = '', priorState, proposedNewState, config, priorPrivate = NO_BYTES }) => {
        const type = resourceType(typeName);
        const result = await planResourceChange(session, {
          typeName,
          prior: readObject(priorState, type),
          proposed: readObject(proposedNewState, type),
          config: readObject(config, type),
          private: priorPrivate,
        });
        return {
          plannedState: dynamicValueMessage(result.planned, type),
          requiresReplace: result.requiresReplace.map(pathMessage),
          plannedPrivate: result.private,
          diagnostics: diagnosticMessages(result.diagnostics),
        };
      },
      (diagnostics, message) => ({ diagnostics, plannedState: message.proposedNewState }),
    ),
    ApplyResourceChange: rpc(
      pb.ApplyResourceChange_Request,
      pb.ApplyResourceChange_Response,
      async ({ typeName = '', priorState, plannedState, config, plannedPrivate = NO_BYTES }) => {
        const type = resourceType(typeName);
        const planned = readObject(plannedState, type);
        const result = await applyResourceChange(session, {
          typeName,
          prior: readObject(priorState, type),
          planned,
          config: readObject(config, type),
          private: plannedPrivate,
        });
        let newState: pb.DynamicValue;
        try {
          newState = dynamicValueMessage(result.state, type);
        } catch (error) {
          // The change was made but its description is unusable: better a tainted record than a forgotten resource.
          reportInternalError(host, result.diagnostics, `saving the state of ${typeName}`, error);
          newState = dynamicValueMessage(nullUnknowns(planned), type);
        }
        return { newState, private: result.private, diagnostics: diagnosticMessages(result.diagnostics) };
      },
      (diagnostics, message) => ({ diagnostics, newState: message.priorState, private: message.plannedPrivate }),
    ),
    ImportResourceState: rpc(
      pb.ImportResourceState_Request,
      pb.ImportResourceState_Response,
      async ({ typeName = '', id = '' }) => {
        const result = await importResourceState(session, { typeName, id });
        const diagnostics = diagnosticMessages(result.diagnostics);
        if (result.state === null) return { diagnostics };
        const state = dynamicValueMessage(result.state, resourceType(typeName));
        return { importedResources: [{ typeName, state, private: result.private }], diagnostics };
      },
      onlyDiagnostics,
    ),
    MoveResourceState: rpc(
      pb.MoveResourceState_Request,
      pb.MoveResourceState_Response,
      ({ sourceTypeName = '', targetTypeName = '' }) => ({
        diagnostics: diagnosticMessages(moveResourceState({ sourceTypeName, targetTypeName })),
      }),
      onlyDiagnostics,
    ),
    ReadDataSource: rpc(
      pb.ReadDataSource_Request,
      pb.ReadDataSource_Response,
      async ({ typeName = '', config }) => {
        const type = schemaType(session.dataSource(typeName).schema);
        const value = readObject(config, type) ?? objectValue();
        const { state, diagnostics } = await readDataSource(session, { typeName, config: value });
        return { state: dynamicValueMessage(state, type), diagnostics: diagnosticMessages(diagnostics) };
      },
      onlyDiagnostics,
    ),
    GetFunctions: rpc(
      pb.GetFunctions_Request,
      pb.GetFunctions_Response,
      () => ({
        functions: Object.fromEntries(provider.functions.map((each) => [each.name, functionMessage(each)])),
      }),
      onlyDiagnostics,
    ),
    CallFunction: rpc(
      pb.CallFunction_Request,
      pb.CallFunction_Response,
      async ({ name = '', arguments: messages = [] }) => {
        const { parameters, variadic, returnType } = session.function(name);
        const args = messages.map((message, index) =>
          readDynamicValue(message, (parameters[index] ?? variadic)?.type ?? 'dynamic'),
        );
        const outcome = await callFunction(session, { name, args });
        if ('result' in outcome) return { result: dynamicValueMessage(outcome.result, returnType) };
        const { text, argument } = outcome.failure;
        // Terraform sets the full stop.
        return { error: { text: text.replace(/\.$/, ''), functionArgument: argument ?? undefined } };
      },
      (diagnostics) => ({ error: { text: diagnostics.map((item) => item.detail).join('\n') } }),
    ),
    StopProvider: rpc(
      pb.StopProvider_Request,
      pb.StopProvider_Response,
      () => {
        session.stop();
        return {};
      },
      () => ({}),
    ),
  };
}

/** ` of rah_allocation` where the message names a type. */
function subject(message: unknown): string {
  const isNamed = typeof message === 'object' && message !== null && 'typeName' in message;
  return isNamed ? ` of ${String(message.typeName)}` : '';
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
