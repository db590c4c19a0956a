// SPDX-License-Identifier: GPL-2.0-only
// What a device node may be asked by ioctl without harm, whatever its class: each node is asked all of it, and says ENOTTY
// to what is another's. Numbers and lengths are those of include/uapi.
import { memoryAddress, u32, u64, u8 } from "../../harness/guest/bytes.ts";
import { ioctl, type SystemCall } from "../../harness/guest/calls.ts";
import { adminRequest, identify, passthrough } from "../block/nvme-commands.ts";

/** `_IOC()` of include/uapi/asm-generic/ioctl.h; way: 0 none, 1 to the kernel, 2 from it, 3 both. */
const request = (way: number, type: string | number, number: number, size: number): number =>
  way * 2 ** 30 + size * 2 ** 16 + (typeof type === "string" ? type.charCodeAt(0) : type) * 2 ** 8 + number;
const none = (type: string | number, number: number): number => request(0, type, number, 0);
const get = (type: string | number, number: number, size: number): number => request(2, type, number, size);
const both = (type: string | number, number: number, size: number): number => request(3, type, number, size);

/** By name: the request, and what goes in, if it is not zeros. Answers have room for 2048 bytes. */
const questions: Readonly<Record<string, number | readonly [request: number, bytes: string]>> = {
  // linux/fs.h, linux/hdreg.h: disks.
  BLKGETSIZE64: get(0x12, 114, 8),
  BLKSSZGET: none(0x12, 104),
  BLKROGET: none(0x12, 94),
  BLKFLSBUF: none(0x12, 97),
  BLKRRPART: none(0x12, 95),
  HDIO_GETGEO: 0x0301,
  // linux/nvme_ioctl.h: controllers and namespaces.
  NVME_IOCTL_ID: none("N", 0x40),
  NVME_IOCTL_RESCAN: none("N", 0x46),
  NVME_IOCTL_ADMIN_CMD: [adminRequest, passthrough(identify("answer"))],
  // scsi/sg.h, scsi/scsi_ioctl.h: a command of zeros is TEST UNIT READY.
  SG_GET_VERSION_NUM: 0x2282,
  SG_IO: [0x2285, testUnitReady("zeros", "answer")],
  SCSI_IOCTL_GET_IDLUN: 0x5382,
  // asm-generic/ioctls.h: serial ports.
  TCGETS: 0x5401,
  TIOCMGET: 0x5415,
  FIONREAD: 0x541b,
  TIOCGSERIAL: 0x541e,
  TIOCGICOUNT: 0x545d,
  // linux/watchdog.h.
  WDIOC_GETSUPPORT: get("W", 0, 40),
  WDIOC_GETSTATUS: get("W", 1, 4),
  WDIOC_KEEPALIVE: get("W", 5, 4),
  WDIOC_GETTIMEOUT: get("W", 7, 4),
  WDIOC_GETTIMELEFT: get("W", 10, 4),
  // linux/input.h.
  EVIOCGVERSION: get("E", 1, 4),
  EVIOCGID: get("E", 2, 8),
  EVIOCGNAME: get("E", 6, 64),
  EVIOCGKEY: get("E", 0x18, 96),
  // drm/drm.h, linux/fb.h: displays.
  DRM_IOCTL_VERSION: both("d", 0x00, 64),
  DRM_IOCTL_GET_CAP: both("d", 0x0c, 16),
  DRM_IOCTL_MODE_GETRESOURCES: both("d", 0xa0, 64),
  FBIOGET_VSCREENINFO: 0x4600,
  FBIOGET_FSCREENINFO: 0x4602,
  // sound/asound.h.
  SNDRV_CTL_IOCTL_CARD_INFO: get("U", 0x01, 376),
  SNDRV_CTL_IOCTL_ELEM_LIST: both("U", 0x10, 80),
  SNDRV_PCM_IOCTL_PVERSION: get("A", 0x00, 4),
  SNDRV_PCM_IOCTL_INFO: get("A", 0x01, 288),
  // linux/ptp_clock.h, linux/i2c-dev.h, linux/ipmi.h, linux/usbdevice_fs.h, linux/cxl_mem.h.
  PTP_CLOCK_GETCAPS: get("=", 1, 80),
  I2C_FUNCS: 0x0705,
  IPMICTL_GET_MY_ADDRESS: get("i", 18, 4),
  IPMICTL_GET_TIMING_PARMS: get("i", 23, 8),
  USBDEVFS_GET_CAPABILITIES: get("U", 26, 4),
  CXL_MEM_QUERY_COMMANDS: get(0xce, 1, 8),
};

/** struct sg_io_hdr with no data and one second's time. */
function testUnitReady(command: string, sense: string): string {
  const noData = -1;
  return (
    u32("S".charCodeAt(0), noData) +
    u8(6, 32, 0, 0) +
    u32(0) +
    u64(0) +
    memoryAddress(command) +
    memoryAddress(sense) +
    u32(1000, 0, 0, 0) +
    u64(0, 0, 0, 0)
  );
}

/** Memory that the questions refer to. */
export const questionMemory = ["answer", "zeros"] as const;

/** All of them for a file. */
export const allQuestions = (file: string): readonly SystemCall[] =>
  Object.values(questions).map((one) => (typeof one === "number" ? ioctl(file, one, "") : ioctl(file, one[0], one[1])));
