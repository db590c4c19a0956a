static const struct file_operations demo_device = {
	.owner = THIS_MODULE,
	.read = demo_read,
	.llseek = no_llseek,
};

/* becomes */

static const struct file_operations demo_device = {
	.owner = THIS_MODULE,
	.read = demo_read,
};
