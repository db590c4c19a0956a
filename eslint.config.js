// SPDX-License-Identifier: GPL-2.0-only
import tseslint from "typescript-eslint";

// Imports point one way: specs → harness → lab. lab/ only describes: no process, network, file or clock.
const effects = ["child_process", "net", "fs", "fs/promises", "timers", "timers/promises", "os", "http", "dgram"];
const nodeEffects = effects.flatMap((name) => [name, `node:${name}`]);
const tools = ["execa", "ssh2", "tar", "ava"];

export default tseslint.config(
  { ignores: ["node_modules/", "out/"] },
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [...tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/only-throw-error": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "max-lines": ["error", { max: 250, skipBlankLines: false, skipComments: false }],
      eqeqeq: "error",
    },
  },
  {
    files: ["lab/**/*.ts"],
    ignores: ["lab/**/*.test.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { paths: [...nodeEffects, ...tools], patterns: ["**/harness/**", "**/specs/**"] },
      ],
      "no-restricted-globals": ["error", "process", "setTimeout", "setInterval", "fetch", "performance", "Date"],
    },
  },
  {
    files: ["harness/{record,klog,verdict,report}/**/*.{ts,tsx}"],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: ["**/machine/**", "**/guest/**", "**/specs/**", "ssh2", "execa"] },
      ],
    },
  },
  {
    files: ["harness/**/*.ts"],
    ignores: ["harness/host/exec.ts", "harness/{record,klog,verdict,report}/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { paths: [{ name: "execa", message: "harness/host/exec.ts is the only caller of execa" }] },
      ],
    },
  },
);
