// SPDX-License-Identifier: GPL-2.0-only
/*
 * Driver for QEMU's educational PCI device.
 *
 * The device computes factorials and copies between memory and a buffer of its
 * own, and says by an interrupt when it is done.  The driver offers the first
 * as the attribute "factorial", and the second as reads and writes of
 * /dev/eduN.  Registers: docs/specs/edu.rst in QEMU's source.
 */
#include <linux/bits.h>
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include <linux/uaccess.h>

#define EDU_ID			0x00
#define EDU_ID_MAGIC		0xed
#define EDU_LIVENESS		0x04
#define EDU_FACTORIAL		0x08
#define EDU_STATUS		0x20
#define EDU_STATUS_IRQ		BIT(7)
#define EDU_IRQ_STATUS		0x24
#define EDU_IRQ_ACK		0x64
#define EDU_DMA_SOURCE		0x80
#define EDU_DMA_DESTINATION	0x88
#define EDU_DMA_COUNT		0x90
#define EDU_DMA_COMMAND		0x98
#define EDU_DMA_START		BIT(0)
#define EDU_DMA_FROM_DEVICE	BIT(1)
#define EDU_DMA_IRQ		BIT(2)

/* Where the device's DMA engine sees the device's own buffer. */
#define EDU_BUFFER		0x40000
#define EDU_BUFFER_SIZE		4096

#define EDU_BAR_SIZE		0xa0
#define EDU_DMA_BITS		28
/* 13! does not fit the 32-bit register. */
#define EDU_FACTORIAL_MAX	12

#define EDU_TIMEOUT		(5 * HZ)

struct edu {
	struct kref kref;
	struct pci_dev *pdev;
	void __iomem *regs;
	int irq;
	int number;
	char name[16];
	struct miscdevice misc;

	/* One operation at a time; none once pdev is NULL or the device has failed. */
	struct mutex lock;
	struct completion done;
	bool failed;

	void *buffer;
	dma_addr_t dma;
};

static DEFINE_IDA(edu_numbers);

static void edu_free(struct kref *kref)
{
	struct edu *edu = container_of(kref, struct edu, kref);

	ida_free(&edu_numbers, edu->number);
	mutex_destroy(&edu->lock);
	kfree(edu);
}

static irqreturn_t edu_interrupt(int irq, void *data)
{
	struct edu *edu = data;
	u32 status = readl(edu->regs + EDU_IRQ_STATUS);

	/* All ones: the device is gone. */
	if (!status || status == ~0U)
		return IRQ_NONE;
	writel(status, edu->regs + EDU_IRQ_ACK);
	complete(&edu->done);
	return IRQ_HANDLED;
}

/*
 * Waits for what was started to end.  A device that does not answer may write
 * to the buffer at any later time: it gets no second chance.
 */
static int edu_wait(struct edu *edu)
{
	if (wait_for_completion_timeout(&edu->done, EDU_TIMEOUT))
		return 0;
	pci_clear_master(edu->pdev);
	edu->failed = true;
	dev_err(&edu->pdev->dev, "no interrupt within %u s, giving up\n", EDU_TIMEOUT / HZ);
	return -ETIMEDOUT;
}

static int edu_copy(struct edu *edu, loff_t offset, size_t count, bool from_device)
{
	u64 device = EDU_BUFFER + offset;
	u32 command = EDU_DMA_START | EDU_DMA_IRQ;

	if (from_device)
		command |= EDU_DMA_FROM_DEVICE;
	reinit_completion(&edu->done);
	writeq(from_device ? device : edu->dma, edu->regs + EDU_DMA_SOURCE);
	writeq(from_device ? edu->dma : device, edu->regs + EDU_DMA_DESTINATION);
	writeq(count, edu->regs + EDU_DMA_COUNT);
	writeq(command, edu->regs + EDU_DMA_COMMAND);
	return edu_wait(edu);
}

/* Gives the device to one caller; fails once it is gone. */
static int edu_get(struct edu *edu)
{
	int ret = 0;

	if (mutex_lock_interruptible(&edu->lock))
		return -ERESTARTSYS;
	if (!edu->pdev)
		ret = -ENODEV;
	else if (edu->failed)
		ret = -EIO;
	if (ret)
		mutex_unlock(&edu->lock);
	return ret;
}

static void edu_put(struct edu *edu)
{
	mutex_unlock(&edu->lock);
}

static ssize_t edu_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	struct edu *edu = file->private_data;
	loff_t offset = *pos;
	int ret;

	if (offset < 0)
		return -EINVAL;
	if (offset >= EDU_BUFFER_SIZE || !count)
		return 0;
	count = min_t(size_t, count, EDU_BUFFER_SIZE - offset);
	ret = edu_get(edu);
	if (ret)
		return ret;
	ret = edu_copy(edu, offset, count, true);
	if (!ret && copy_to_user(to, edu->buffer, count))
		ret = -EFAULT;
	edu_put(edu);
	if (ret)
		return ret;
	*pos = offset + count;
	return count;
}

static ssize_t edu_write(struct file *file, const char __user *from, size_t count, loff_t *pos)
{
	struct edu *edu = file->private_data;
	loff_t offset = *pos;
	int ret;

	if (offset < 0)
		return -EINVAL;
	if (!count)
		return 0;
	if (offset >= EDU_BUFFER_SIZE)
		return -ENOSPC;
	count = min_t(size_t, count, EDU_BUFFER_SIZE - offset);
	ret = edu_get(edu);
	if (ret)
		return ret;
	if (copy_from_user(edu->buffer, from, count))
		ret = -EFAULT;
	else
		ret = edu_copy(edu, offset, count, false);
	edu_put(edu);
	if (ret)
		return ret;
	*pos = offset + count;
	return count;
}

static loff_t edu_llseek(struct file *file, loff_t offset, int whence)
{
	return fixed_size_llseek(file, offset, whence, EDU_BUFFER_SIZE);
}

static int edu_open(struct inode *inode, struct file *file)
{
	struct edu *edu = container_of(file->private_data, struct edu, misc);

	/* misc_open() and misc_deregister() exclude each other: it is there. */
	kref_get(&edu->kref);
	file->private_data = edu;
	return 0;
}

static int edu_release(struct inode *inode, struct file *file)
{
	struct edu *edu = file->private_data;

	kref_put(&edu->kref, edu_free);
	return 0;
}

static const struct file_operations edu_fops = {
	.owner = THIS_MODULE,
	.open = edu_open,
	.release = edu_release,
	.read = edu_read,
	.write = edu_write,
	.llseek = edu_llseek,
};

/* The factorial that was computed last. */
static ssize_t factorial_show(struct device *dev, struct device_attribute *attr, char *text)
{
	struct edu *edu = dev_get_drvdata(dev);

	return sysfs_emit(text, "%u\n", readl(edu->regs + EDU_FACTORIAL));
}

static ssize_t factorial_store(struct device *dev, struct device_attribute *attr,
			       const char *text, size_t count)
{
	struct edu *edu = dev_get_drvdata(dev);
	unsigned int number;
	int ret;

	ret = kstrtouint(text, 0, &number);
	if (ret)
		return ret;
	if (number > EDU_FACTORIAL_MAX)
		return -ERANGE;
	ret = edu_get(edu);
	if (ret)
		return ret;
	reinit_completion(&edu->done);
	writel(EDU_STATUS_IRQ, edu->regs + EDU_STATUS);
	writel(number, edu->regs + EDU_FACTORIAL);
	ret = edu_wait(edu);
	edu_put(edu);
	return ret ?: count;
}
static DEVICE_ATTR_RW(factorial);

static struct attribute *edu_attrs[] = {
	&dev_attr_factorial.attr,
	NULL
};
ATTRIBUTE_GROUPS(edu);

static int edu_check(struct edu *edu)
{
	static const u32 pattern = 0x5aa55aa5;

	if ((readl(edu->regs + EDU_ID) & 0xff) != EDU_ID_MAGIC)
		return -ENODEV;
	writel(pattern, edu->regs + EDU_LIVENESS);
	return readl(edu->regs + EDU_LIVENESS) == ~pattern ? 0 : -EIO;
}

static int edu_setup_irq(struct edu *edu)
{
	int ret;

	ret = pci_alloc_irq_vectors(edu->pdev, 1, 1, PCI_IRQ_MSI | PCI_IRQ_INTX);
	if (ret < 0)
		return ret;
	edu->irq = pci_irq_vector(edu->pdev, 0);
	/* What was left by whoever had the device before would be ours. */
	writel(0, edu->regs + EDU_STATUS);
	writel(readl(edu->regs + EDU_IRQ_STATUS), edu->regs + EDU_IRQ_ACK);
	ret = request_irq(edu->irq, edu_interrupt, IRQF_SHARED, edu->name, edu);
	if (ret)
		pci_free_irq_vectors(edu->pdev);
	return ret;
}

static int edu_setup_dma(struct edu *edu)
{
	int ret;

	ret = dma_set_mask_and_coherent(&edu->pdev->dev, DMA_BIT_MASK(EDU_DMA_BITS));
	if (ret)
		return ret;
	edu->buffer = dma_alloc_coherent(&edu->pdev->dev, EDU_BUFFER_SIZE, &edu->dma, GFP_KERNEL);
	if (!edu->buffer)
		return -ENOMEM;
	pci_set_master(edu->pdev);
	return 0;
}

static void edu_free_dma(struct edu *edu, struct pci_dev *pdev)
{
	pci_clear_master(pdev);
	dma_free_coherent(&pdev->dev, EDU_BUFFER_SIZE, edu->buffer, edu->dma);
}

static void edu_free_irq(struct edu *edu, struct pci_dev *pdev)
{
	free_irq(edu->irq, edu);
	pci_free_irq_vectors(pdev);
}

static struct edu *edu_alloc(struct pci_dev *pdev)
{
	struct edu *edu = kzalloc(sizeof(*edu), GFP_KERNEL);

	if (!edu)
		return NULL;
	edu->number = ida_alloc(&edu_numbers, GFP_KERNEL);
	if (edu->number < 0) {
		kfree(edu);
		return NULL;
	}
	kref_init(&edu->kref);
	mutex_init(&edu->lock);
	init_completion(&edu->done);
	snprintf(edu->name, sizeof(edu->name), "edu%d", edu->number);
	edu->pdev = pdev;
	edu->misc.minor = MISC_DYNAMIC_MINOR;
	edu->misc.name = edu->name;
	edu->misc.fops = &edu_fops;
	edu->misc.parent = &pdev->dev;
	edu->misc.mode = 0600;
	return edu;
}

static int edu_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct edu *edu;
	int ret;

	edu = edu_alloc(pdev);
	if (!edu)
		return -ENOMEM;
	ret = pci_enable_device(pdev);
	if (ret)
		goto err_put;
	ret = pci_request_region(pdev, 0, "edu");
	if (ret)
		goto err_disable;
	ret = -ENOMEM;
	edu->regs = pci_iomap(pdev, 0, EDU_BAR_SIZE);
	if (!edu->regs)
		goto err_region;
	ret = edu_check(edu);
	if (ret) {
		dev_err(&pdev->dev, "this is no edu device, or it does not answer\n");
		goto err_unmap;
	}
	ret = edu_setup_dma(edu);
	if (ret)
		goto err_unmap;
	ret = edu_setup_irq(edu);
	if (ret)
		goto err_dma;
	pci_set_drvdata(pdev, edu);
	ret = misc_register(&edu->misc);
	if (ret)
		goto err_irq;
	return 0;

err_irq:
	edu_free_irq(edu, pdev);
err_dma:
	edu_free_dma(edu, pdev);
err_unmap:
	pci_iounmap(pdev, edu->regs);
err_region:
	pci_release_region(pdev, 0);
err_disable:
	pci_disable_device(pdev);
err_put:
	kref_put(&edu->kref, edu_free);
	return ret;
}

static void edu_remove(struct pci_dev *pdev)
{
	struct edu *edu = pci_get_drvdata(pdev);

	misc_deregister(&edu->misc);
	/* Who has the file open keeps it, and gets -ENODEV from now on. */
	mutex_lock(&edu->lock);
	edu->pdev = NULL;
	mutex_unlock(&edu->lock);

	writel(0, edu->regs + EDU_STATUS);
	edu_free_irq(edu, pdev);
	edu_free_dma(edu, pdev);
	pci_iounmap(pdev, edu->regs);
	pci_release_region(pdev, 0);
	pci_disable_device(pdev);
	kref_put(&edu->kref, edu_free);
}

/* The next kernel must not find its memory written to. */
static void edu_shutdown(struct pci_dev *pdev)
{
	pci_clear_master(pdev);
}

static const struct pci_device_id edu_ids[] = {
	{ PCI_DEVICE(0x1234, 0x11e8) },
	{ }
};
MODULE_DEVICE_TABLE(pci, edu_ids);

static struct pci_driver edu_driver = {
	.name = "edu",
	.id_table = edu_ids,
	.probe = edu_probe,
	.remove = edu_remove,
	.shutdown = edu_shutdown,
	.dev_groups = edu_groups,
};
module_pci_driver(edu_driver);

MODULE_DESCRIPTION("QEMU educational PCI device");
MODULE_LICENSE("GPL");
