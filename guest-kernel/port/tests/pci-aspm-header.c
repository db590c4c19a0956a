#include <linux/pci.h>
#include <linux/pci-aspm.h>
#include <linux/msi.h>

/* becomes */

#include <linux/pci.h>
#include <linux/msi.h>
