static bool readable(const void __user *start, size_t size)
{
	return access_ok(VERIFY_READ, start, size) && !access_ok(VERIFY_WRITE, NULL, 1);
}

/* becomes */

static bool readable(const void __user *start, size_t size)
{
	return access_ok(start, size) && !access_ok(NULL, 1);
}
