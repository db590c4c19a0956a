static const struct file_operations demo_proc = {
	.owner = THIS_MODULE,
	.open = demo_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

static const struct file_operations demo_device = {
	.owner = THIS_MODULE,
	.open = demo_open,
};

static int __init demo_init(void)
{
	return proc_create("demo", 0444, NULL, &demo_proc) ? 0 : -ENOMEM;
}

/* becomes */

static const struct proc_ops demo_proc = {
	.proc_open = demo_open,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
};

static const struct file_operations demo_device = {
	.owner = THIS_MODULE,
	.open = demo_open,
};

static int __init demo_init(void)
{
	return proc_create("demo", 0444, NULL, &demo_proc) ? 0 : -ENOMEM;
}
