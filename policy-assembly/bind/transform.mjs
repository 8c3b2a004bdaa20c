import { Transform } from 'assemblyscript/transform';

/** The types of a signature as as-bind calls them: `i32`, `~lib/string/String`, `~lib/array/Array<…>`. */
function nameOf(type) {
  return type.getClass()?.internalName ?? type.toString();
}

/** Runtime ids of a class and of what it holds, by name: the host makes objects of these classes. */
function collectTypes(type, typeIds) {
  const found = type.getClass();
  if (!found) return;
  typeIds[found.internalName] = { id: found.id, byteSize: found.nextMemoryOffset };
  for (const argument of found.typeArguments ?? []) collectTypes(argument, typeIds);
}

/**
 * Writes the custom section `as-bind_bindings`, which is all that as-bind's runtime reads. as-bind's own transform does
 * the same for AssemblyScript 0.19, and fails on later ones.
 */
export default class extends Transform {
  afterCompile(module) {
    const typeIds = {};
    const exportedFunctions = {};
    for (const file of this.program.filesByName.values()) {
      if (file.source.sourceKind !== 1) continue; // 1 = entry file
      for (const [name, element] of file.exports ?? []) {
        const signature = element.instances?.get('')?.signature;
        if (!signature) continue;
        const parameters = signature.parameterTypes.map(nameOf);
        exportedFunctions[name] = { parameters, returnType: nameOf(signature.returnType) };
        for (const type of [...signature.parameterTypes, signature.returnType]) collectTypes(type, typeIds);
      }
    }
    const content = JSON.stringify({ typeIds, importedFunctions: {}, exportedFunctions });
    module.addCustomSection('as-bind_bindings', new TextEncoder().encode(content));
  }
}
