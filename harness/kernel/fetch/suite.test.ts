// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { versionInName } from "./tarball.ts";
import { offerText } from "./distribution.ts";
import { ownView } from "./suite.ts";

test("the machine's own package sources are looked at as they are", (t) => {
  t.deepEqual(ownView, { suite: undefined, options: [] });
});

test("a version that another suite has is said with it", (t) => {
  t.is(offerText({ version: "6.12", suite: undefined }), "6.12");
  t.is(offerText({ version: "7.2", suite: "sid" }), "7.2 (sid)");
});

test("a tarball's version is in its name, if it is anywhere", (t) => {
  t.is(versionInName("linux-6.12.34.tar.xz"), "6.12");
  t.is(versionInName("linux-7.2-rc3.tar.gz"), "7.2");
  t.is(versionInName("linux-next-20260101.tgz"), undefined);
});
