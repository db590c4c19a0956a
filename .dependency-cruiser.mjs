// SPDX-License-Identifier: GPL-2.0-only
// Imports point one way, and harness/README.md has the rooms in this order: a room imports only rooms above its line.
// `npm test` runs this; a broken rule is named with the file and the import.

/** The rooms of harness/, one line a level: rooms of a level do not know each other. */
const levels = [
  ["record"],
  ["host"],
  ["config"],
  ["series", "wire", "klog"],
  ["setup"],
  ["kernel"],
  ["image"],
  ["port", "static", "coverage"],
  ["machine"],
  ["guest"],
  ["verdict"],
  ["report"],
  ["spec"],
  ["upstream"],
  ["run"],
  ["experiments"],
  ["ci"],
  ["cli"],
];

/** What only tests use may look at everything. */
const tests = ["[.]test[.]tsx?$", "^harness/testing/", "/testing/"];

const paths = (rooms) => `^harness/(?:${rooms.join("|")})/`;

/** For each room: it must import nothing from its own level's other rooms, nor from a level below. */
const oneWay = levels.flatMap((level, index) =>
  level.map((room) => {
    const closed = [...level.filter((other) => other !== room), ...levels.slice(index + 1).flat()];
    return {
      name: `harness/${room}: only rooms above it`,
      severity: "error",
      from: { path: paths([room]), pathNot: tests },
      to: { path: [...(closed.length > 0 ? [paths(closed)] : []), "^specs/"] },
    };
  }),
);

export default {
  forbidden: [
    { name: "no circle", severity: "error", from: {}, to: { circular: true } },
    {
      name: "lab/: imports nothing but itself",
      severity: "error",
      from: { path: "^lab/", pathNot: tests },
      to: { pathNot: "^lab/" },
    },
    {
      name: "harness/report: renders a record and computes nothing",
      severity: "error",
      from: { path: paths(["report"]), pathNot: tests },
      to: { pathNot: ["^lab/", paths(["record", "host", "report"])] },
    },
    ...oneWay,
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    includeOnly: "^(?:lab|harness|specs)/",
  },
};
