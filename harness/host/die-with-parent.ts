// SPDX-License-Identifier: GPL-2.0-only
// Required by every AVA test process. AVA's child processes live on when AVA is killed; their IPC channel closes then.
process.once("disconnect", () => process.exit(1));
