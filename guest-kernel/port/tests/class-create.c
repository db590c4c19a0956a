static struct class fixed = {
	.name = "fixed",
	.owner = THIS_MODULE,
};

static int __init demo_init(void)
{
	demo_class = class_create(THIS_MODULE, "demo");
	return PTR_ERR_OR_ZERO(demo_class);
}

/* becomes */

static struct class fixed = {
	.name = "fixed",
};

static int __init demo_init(void)
{
	demo_class = class_create("demo");
	return PTR_ERR_OR_ZERO(demo_class);
}
