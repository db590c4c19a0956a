// SPDX-License-Identifier: GPL-2.0-only
// The frame of every page: one file that needs nothing else and no network.
import type { ComponentChildren, JSX } from "preact";
import { render } from "preact-render-to-string";
import { style } from "./style.ts";

interface DocumentProps {
  readonly title: string;
  /** Runs once the page is there; nothing that the page says depends on it. */
  readonly script?: string;
  readonly children: ComponentChildren;
}

function Document({ title, script, children }: DocumentProps): JSX.Element {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        {children}
        {script === undefined ? null : <script dangerouslySetInnerHTML={{ __html: script }} />}
      </body>
    </html>
  );
}

/** Renders a page as one self-contained file. */
export function renderDocument(props: DocumentProps): string {
  return `<!doctype html>\n${render(<Document {...props} />)}\n`;
}
