/* The part that is not translated: jumps, calls, and a reader to compare with. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <png.h>
#include "plain.h"

void plain_jump(jmp_buf env, int value) { longjmp(env, value); }
void plain_sigjump(sigjmp_buf env, int value) { siglongjmp(env, value); }
void plain_call(void (*f)(void *), void *argument) { f(argument); }

int plain_guard(void (*f)(jmp_buf env, void *argument), void *argument)
{
	jmp_buf env;
	int value = setjmp(env);

	if (value == 0)
		f(env, argument);
	return value;
}

static unsigned char *file_bytes;
static size_t file_size;

void plain_set_bytes(unsigned char *bytes, size_t size)
{
	file_bytes = bytes;
	file_size = size;
}
FILE *plain_open(const char *name)
{
	return strcmp(name, "bytes") ? fopen(name, "rb") : fmemopen(file_bytes, file_size, "rb");
}

struct note { char *message; size_t size; };

static void fails(png_structp png, png_const_charp text)
{
	struct note *n = png_get_error_ptr(png);

	snprintf(n->message, n->size, "%s", text);
	longjmp(png_jmpbuf(png), 1);
}
static void warns(png_structp png, png_const_charp text) { (void)png, (void)text; }

int plain_read(const char *name, unsigned long *sum, char *message, size_t size)
{
	FILE *f = plain_open(name);
	struct note note = { message, size };
	png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &note, fails, warns);
	png_infop info = png_create_info_struct(png);
	png_bytep volatile pixels = NULL;
	png_bytep *volatile rows = NULL;
	int status = 1;

	if (setjmp(png_jmpbuf(png)) == 0) {
		png_uint_32 height, y;
		size_t bytes, i;

		png_init_io(png, f);
		png_read_info(png, info);
		png_read_update_info(png, info);
		height = png_get_image_height(png, info);
		bytes = png_get_rowbytes(png, info);
		pixels = calloc(height, bytes);
		rows = calloc(height, sizeof *rows);
		if (!pixels || !rows)
			png_error(png, "no memory");
		for (y = 0; y < height; y++)
			rows[y] = pixels + y * bytes;
		png_read_image(png, rows);
		png_read_end(png, NULL);
		for (*sum = 0, i = 0; i < height * bytes; i++)
			*sum = *sum * 31 + pixels[i];
		status = 0;
	}
	free(rows);
	free(pixels);
	png_destroy_read_struct(&png, &info, NULL);
	fclose(f);
	return status;
}
