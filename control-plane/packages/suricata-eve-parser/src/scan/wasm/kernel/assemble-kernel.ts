// The kernel: a few functions over one memory, assembled once in a process. About 5 KB of WebAssembly.
import { ModuleBuilder } from '../assembler/module-builder.ts';
import { defineCheckEscape, defineCheckScalar } from './check-token.ts';
import { defineFillRow, defineIntern, defineStoreCell } from './fill-columns.ts';
import { defineExpandMasks, defineFindType, defineIndexFields, defineLookUp, defineRegister } from './look-up.ts';
import { defineScanLines } from './scan-lines.ts';
import { defineSkipText, defineSkipValue, defineWalkMembers } from './walk-values.ts';

export function assembleKernel(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const checkEscape = defineCheckEscape(module);
  const checkScalar = defineCheckScalar(module);
  const lookUp = defineLookUp(module);
  defineRegister(module, lookUp);
  const findType = defineFindType(module, lookUp);
  const expandMasks = defineExpandMasks(module);
  defineIndexFields(module, lookUp, expandMasks);
  const skipText = defineSkipText(module);
  const skipValue = defineSkipValue(module, skipText);
  const storeCell = defineStoreCell(module, defineIntern(module));
  const walkMembers = defineWalkMembers(module, { skipText, skipValue, lookUp, storeCell });
  defineFillRow(module, { lookUp, storeCell, walkMembers, expandMasks });
  defineScanLines(module, { checkEscape, checkScalar, findType });
  return module.toBytes();
}
