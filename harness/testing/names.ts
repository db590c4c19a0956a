// SPDX-License-Identifier: GPL-2.0-only
// Names that say nothing in this field, and what says it. Names alone: in a sentence each of these words may be right.
import ts from "typescript";

/** Each line: names that are not used, and what is instead. */
function table(text: string): ReadonlyMap<string, string> {
  const rows = text
    .trim()
    .split("\n")
    .map((row) => row.split("→"));
  return new Map(
    rows.flatMap(([names = "", better = ""]) =>
      names
        .trim()
        .split(/ +/)
        .map((name) => [name, better.trim()] as const),
    ),
  );
}

const inTypeScript = table(`
  Station station → GuestSession, session
  manStation → connect
  Bench bench → SpecContext, CheckContext, context
  Equipment equipment equip → CellContext, cellContext, createCellContext
  Stand stand Stands stands → KernelRunner, runner
  Ground ground Workshop workshop → BuildSet, builds
  Court court → TrialOptions, options
  Witness witness → Reproducer, reproducer
  Place placeName placeOf → Configuration, configurationName, cellConfiguration
  Track track → BisectRange, range
  Replacement replacement → ModuleDelta, delta
  Having → KernelFeatures
  declare → expectSplat
  slowness → timeoutScale
  patience → timeout, timeoutFactor
  Look → CheckResult
  silence → noFindings
  pointless → notApplicable
  CannotLook → CheckSkipped
  Refusal → UnsafePatchError
  Leniency leniency lenient → ApplyOptions, applyOptions
  Particulars particulars → RunMetadata, metadata
  OwnRun ownRun → AuxiliaryRun, runAuxiliary
  headline → title
  pens → helpers
  paint → styled
  scrollLines endingLines → logLines, summaryLines
  Found Line Subject Report Standing → what is found, what line it is, …: each of several has a name of its own
`);

const inC = table(`
  words → argv
  least most LEAST MOST → min, max, MIN, MAX
  breathe → usleep
  deed deeds DEEDS → op, ops, OPS
  arena → shared
  dice → prng
  SALVO salvo → BURST, burst
`);

/** JavaScript's own, and AVA's. */
const builtIn = new Set(["indexOf", "lastIndexOf", "valueOf", "instanceOf"]);

function betterName(name: string): string | undefined {
  const known = inTypeScript.get(name);
  if (known !== undefined) return known;
  return /^[a-z]\w*Of$/.test(name) && !builtIn.has(name) ? "a verb or a noun: readTitle, seriesHash" : undefined;
}

/** A name that is not to be used: `harness/a.ts:3: bench: context, checkContext`. */
const misnamed = (file: string, line: number, name: string, better: string): string =>
  `${file}:${line}: ${name}: ${better}`;

/** The names of a TypeScript file that are not to be used. */
export function misnamedInTypeScript(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const name = ts.isIdentifier(node) || ts.isPrivateIdentifier(node) ? node.text.replace(/^#/, "") : "";
    const better = name === "" ? undefined : betterName(name);
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    if (better !== undefined) found.push(misnamed(file, line + 1, name, better));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The same for C. */
export function misnamedInC(file: string, text: string): string[] {
  const blank = (part: string): string => part.replaceAll(/[^\n]/g, " ");
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"/g, blank);
  return code.split("\n").flatMap((line, index) =>
    [...line.matchAll(/\b[A-Za-z_]\w*/g)].flatMap(([name]) => {
      const better = inC.get(name);
      return better === undefined ? [] : [misnamed(file, index + 1, name, better)];
    }),
  );
}
