// SPDX-License-Identifier: GPL-2.0-only
import tseslint from "typescript-eslint";

// Imports point one way: specs → harness → lab. lab/ only describes: no process, network, file or clock.
const effects = ["child_process", "net", "fs", "fs/promises", "timers", "timers/promises", "os", "http", "dgram"];
const nodeEffects = effects.flatMap((name) => [name, `node:${name}`]);
const tools = ["execa", "ssh2", "tar", "ava"];

// What a sentence says is for people: programs have a result's `cause`, an error's `why` and its class.
const sentence = "/^(reason|message|failure|sentence)$/";
const looks = "CallExpression[callee.property.name=/^(includes|startsWith|endsWith|match|matchAll|search|indexOf)$/]";
const fits = "CallExpression[callee.property.name=/^(test|exec)$/]";
const message = "a sentence is for people: what it means for programs is said beside it (Result.cause, error.why)";
const parsing = [
  `${looks}[callee.object.property.name=${sentence}]`,
  `${looks}[callee.object.name=${sentence}]`,
  `${looks}[callee.object.callee.name="errorMessage"]`,
  `${fits}[arguments.0.property.name=${sentence}]`,
  `${fits}[arguments.0.name=${sentence}]`,
  `${fits}[arguments.0.left.property.name=${sentence}]`,
  `${fits}[arguments.0.callee.name="errorMessage"]`,
].map((selector) => ({ selector, message }));

export default tseslint.config(
  { ignores: ["node_modules/", "out/", "types/"] },
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
    files: ["{harness,specs,lab}/**/*.{ts,tsx}"],
    // Mails, and what compilers say, are no sentences of ours.
    ignores: ["**/*.test.ts", "harness/testing/**", "harness/series/**", "harness/static/**"],
    rules: { "no-restricted-syntax": ["error", ...parsing] },
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
