static size_t name(char *to, const char *from)
{
	strlcpy(to, from, 16);
	return strlcpy(to, from, 16);
}

/* becomes */

static size_t name(char *to, const char *from)
{
	strscpy(to, from, 16);
	return strlcpy(to, from, 16);
}
