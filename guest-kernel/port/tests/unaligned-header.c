#include <linux/pci.h>
#include <asm/unaligned.h>

/* becomes */

#include <linux/pci.h>
#include <linux/unaligned.h>
