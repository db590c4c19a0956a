static int
demo_ioctl(struct uio_info *info, unsigned int cmd, unsigned long arg)
{
	struct demo_irq_set set;
	int err;

	switch (cmd) {
	case DEMO_IRQ_SET:
		if (copy_from_user(&set, (void __user *)arg, sizeof(set)))
			return -EFAULT;
		err = demo_set(info->priv, set.vec, set.fd);
		if (copy_to_user((struct demo_irq_set __user *)arg, &set, sizeof(set)))
			return -EFAULT;
		break;
	default:
		err = -EOPNOTSUPP;
	}
	return err;
}

static long other_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return copy_from_user(&state, (void __user *)arg, sizeof(state)) ? -EFAULT : 0;
}

/* becomes */

static long
demo_ioctl(struct uio_info *info, unsigned int cmd, void *arg)
{
	struct demo_irq_set set;
	int err;

	switch (cmd) {
	case DEMO_IRQ_SET:
		if (!arg)
			return -EFAULT;
		memcpy(&set, arg, sizeof(set));
		err = demo_set(info->priv, set.vec, set.fd);
		if (!arg)
			return -EFAULT;
		memcpy(arg, &set, sizeof(set));
		break;
	default:
		err = -EOPNOTSUPP;
	}
	return err;
}

static long other_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return copy_from_user(&state, (void __user *)arg, sizeof(state)) ? -EFAULT : 0;
}
