// The kernel: a few functions over one memory, assembled once in a process. About 7 KB of WebAssembly.
import { ModuleBuilder } from '../assembler/module-builder.ts';
import { NODES } from '../memory-layout.ts';
import { defineAddNode } from './add-node.ts';
import { defineCheckEscape, defineCheckScalar } from './check-token.ts';
import { defineFillRow, defineFillWalked, defineIntern, defineStoreCell, defineStoreValue } from './fill-columns.ts';
import { defineJudgeLine } from './judge-line.ts';
import { defineLearnShape } from './learn-shape.ts';
import { defineExpandMasks, defineFindType, defineIndexFields, defineLookUp, defineRegister } from './look-up.ts';
import { defineScanLines } from './scan-lines.ts';
import { defineRestMatches, defineWalkShape } from './walk-shape.ts';
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
  const storeValue = defineStoreValue(module, defineIntern(module));
  const storeCell = defineStoreCell(module, storeValue);
  const walkMembers = defineWalkMembers(module, { skipText, skipValue, lookUp, storeCell });
  defineFillRow(module, { lookUp, storeCell, walkMembers, expandMasks });
  defineFillWalked(module, storeValue);
  const restMatches = defineRestMatches(module);
  const walkShape = defineWalkShape(module, { restMatches, checkEscape });
  const addNode = defineAddNode(module, restMatches);
  const learnShape = defineLearnShape(module, NODES, { addNode, lookUp, skipText });
  const judgeLine = defineJudgeLine(module, { checkEscape, checkScalar });
  defineScanLines(module, { walkShape, judgeLine, findType, learnShape });
  return module.toBytes();
}
