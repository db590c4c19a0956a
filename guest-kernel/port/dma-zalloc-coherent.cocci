// SPDX-License-Identifier: GPL-2.0-only
// Name: dma_zalloc_coherent() is gone: dma_alloc_coherent()
// Since: 5.0
// Why: all memory that it gives is zeroed
// Look for: dma_zalloc_coherent
// Needed: include/linux/dma-mapping.h lacks \bdma_zalloc_coherent\(

@@
expression dev, size, handle, gfp;
@@
-dma_zalloc_coherent(dev, size, handle, gfp)
+dma_alloc_coherent(dev, size, handle, gfp)
