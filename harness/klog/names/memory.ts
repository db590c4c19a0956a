// SPDX-License-Identifier: GPL-2.0-only
// Pages, slabs, leaks, and what is used after it was freed.
import { named, whole, type Name } from "./name.ts";

const leaked =
  /kmemleak|mmap|kmem|slab|alloc|create_object|idr_get|list_lru_init|kv?asprintf|pcpu_create|strn?dup|memdup|kobject_set_name|dev_set_name/;

/** What the memory management and the file systems say. */
export const memory: readonly Name[] = [
  named(/^BUG: Bad page (state|cache)/, ([, what]) => `BUG: Bad page ${what}`, {
    // Who allocated the page, where the kernel knows it: it turns up as bad wherever it is freed.
    below: /^page last allocated/,
    skip: /(?:free|put|get|update|release)_page|free_unref|^_*folio|truncate_inode_pages|page_frag_free|alloc|vmap|page_owner|prep_new_page|bad_page|get_page_from_freelist/,
  }),
  whole(/^BUG: Bad page map/, "BUG: Bad page map"),
  whole(/^BUG: Bad rss-counter state/, "BUG: Bad rss-counter state"),
  whole(/^BUG: (non-zero \w+ on freeing mm)/, ([, what]) => `BUG: ${what}`),
  whole(/^BUG: Dentry .* still in use/, "BUG: Dentry still in use in unmount"),
  named(
    /^BUG (\S+) \(.*?\): (?:\[?(.+?) overwritten|(.+))/,
    ([, cache, part, rest]) => {
      return `BUG: ${part === undefined ? (rest ?? "").replace(/\b0x[\da-f]+/g, "ADDR") : `${part} overwritten`} in cache ${cache},`;
    },
    { skip: /debug|consistency|freelist|object_err|free_to_partial|^check_/ },
  ),
  named(/page allocation failure: order:(\d+)/, ([, order]) => `page allocation failure of order ${order}`),
  whole(/invoked oom-killer/, "Out of memory: the OOM killer was invoked"),
  whole(/of memory(?: \(\w+\))?: Killed process/, "Out of memory: the OOM killer was invoked"),
  whole(/no killable processes/, "Out of memory and no killable processes"),
  named(/^iounmap: bad address/, "iounmap: bad address", { skip: /iounmap/ }),
  named(/^unreferenced object|BUG: memory leak/, "memory leak", { skip: leaked }),
  whole(/new suspected memory leaks/, "kmemleak: new suspected memory leaks"),
  whole(/^unregister_netdevice: waiting for/, "unregister_netdevice: waiting for DEV to become free"),
  whole(/^VFS: Busy inodes after unmount/, "VFS: Busy inodes after unmount (use-after-free)"),
  whole(/^VFS: Close: file count is (?:0|zero)/, "VFS: Close: file count is zero (use-after-free)"),
];
