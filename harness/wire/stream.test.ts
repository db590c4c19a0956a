// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { parseFrame, type Frame } from "./ethernet.ts";
import { readStreams } from "./stream.ts";
import { tcpFlags } from "./transport.ts";

const { syn, fin } = tcpFlags;

/** A segment in a frame; checksums are another test's. */
function segment(sequence: number, data: string, { flags = 0, port = 1024 } = {}): Frame {
  const bytes = Buffer.alloc(54 + data.length);
  bytes.writeUInt16BE(0x0800, 12);
  Buffer.from("45", "hex").copy(bytes, 14);
  bytes.writeUInt16BE(40 + data.length, 16);
  bytes.writeUInt8(6, 23);
  Buffer.from([192, 0, 2, 1, 192, 0, 2, 2]).copy(bytes, 26);
  bytes.writeUInt16BE(port, 34);
  bytes.writeUInt16BE(4001, 36);
  bytes.writeUInt32BE(sequence >>> 0, 38);
  bytes.writeUInt8(5 << 4, 46);
  bytes.writeUInt8(flags, 47);
  bytes.write(data, 54);
  return parseFrame(bytes);
}

const begin = (sequence: number): Frame => segment(sequence, "", { flags: syn });
const streams = (...frames: readonly Frame[]) =>
  readStreams(frames).map(({ data, faults }) => ({ data: data.toString(), faults }));

test("a stream is what its segments say, in whatever order they come, and however often", (t) => {
  const all = [
    begin(99),
    segment(103, "defg"),
    segment(100, "abc"),
    segment(102, "cde"),
    segment(107, "", { flags: fin }),
  ];
  t.deepEqual(streams(...all), [{ data: "abcdefg", faults: [] }]);
  t.is(readStreams(all)[0]?.name, "192.0.2.1:1024 > 192.0.2.2:4001");
});

test("numbers go on after the last one", (t) => {
  const last = 2 ** 32 - 2;
  t.deepEqual(streams(begin(last), segment(last + 1, "abc"), segment(last + 4, "d")), [{ data: "abcd", faults: [] }]);
});

test("what is missing, and what came twice and differs, is said", (t) => {
  t.deepEqual(streams(begin(0), segment(1, "ab"), segment(4, "d"))[0]?.faults, ["byte 2 of 4 is not there"]);
  t.deepEqual(streams(begin(0), segment(1, "abc"), segment(2, "bx"))[0]?.faults, [
    "bytes from 1 were sent twice, and differ",
  ]);
  t.deepEqual(streams(begin(9), segment(9, "a"), segment(10, "b"))[0], {
    data: "b",
    faults: ["data before its beginning"],
  });
  t.deepEqual(streams(segment(1, "a")), [{ data: "", faults: ["it does not begin with a SYN"] }]);
});

test("streams are told apart by their ports, and ports that are used again by their numbers", (t) => {
  const other = { port: 1025 };
  const frames = [begin(0), segment(0, "", { flags: syn, ...other }), segment(1, "b", other), segment(1, "a")];
  t.deepEqual(
    streams(...frames, begin(0), begin(5000), segment(5001, "c")).map(({ data }) => data),
    ["a", "c", "b"],
  );
});
