static int demo_irq(struct demo *demo)
{
	if (demo->shared)
		return request_irq(demo->irq, demo_handler, IRQF_DISABLED | IRQF_SHARED, "demo", demo);
	return request_irq(demo->irq, demo_handler, IRQF_DISABLED, "demo", demo);
}

/* becomes */

static int demo_irq(struct demo *demo)
{
	if (demo->shared)
		return request_irq(demo->irq, demo_handler, IRQF_SHARED,
				   "demo", demo);
	return request_irq(demo->irq, demo_handler, 0, "demo", demo);
}
