/*
 * Sizes, alignments and member offsets, as the platform ABIs that GCC and Clang follow have them
 * (System V: bit-fields share the storage unit of their declared type).
 *
 * A record is laid out when its size is first asked for.  Array elements are followed in a loop;
 * records hold records by value, so the depth of recursion could grow with the number of records
 * in a file: it is cut at LAYOUT_DEPTH, beyond which a size is not known.
 */
#include "types/type.h"

enum { LAYOUT_DEPTH = 400 };

static bool size_of(struct types *ts, const struct type *t, unsigned depth, uint64_t *size, uint32_t *align);

static uint64_t round_up(uint64_t n, uint64_t to)
{
	return to ? (n + to - 1) / to * to : n;
}

static void basic(uint64_t bytes, uint32_t alignment, uint64_t *size, uint32_t *align)
{
	*size = bytes;
	*align = alignment;
}

/* Sizes of what is neither array, vector, record nor enum. */
static bool size_of_basic(struct types *ts, const struct type *t, uint64_t *size, uint32_t *align)
{
	const struct target *g = &ts->target;
	uint32_t bytes;

	switch (t->kind) {
	case TYPE_VOID:         /* GNU: sizeof (void) is 1, as is that of a function */
	case TYPE_FUNCTION: case TYPE_UNKNOWN:
		return false;
	case TYPE_BOOL: case TYPE_CHAR: case TYPE_SCHAR: case TYPE_UCHAR:
		basic(1, 1, size, align);
		return true;
	case TYPE_LLONG: case TYPE_ULLONG:
		basic(g->llong_size, g->llong_align, size, align);
		return true;
	case TYPE_DOUBLE: case TYPE_FLOAT64: case TYPE_FLOAT32X:
		basic(g->double_size, g->double_align, size, align);
		return true;
	case TYPE_LDOUBLE: case TYPE_FLOAT64X:
		basic(g->ldouble_size, g->ldouble_align, size, align);
		return true;
	case TYPE_FLOAT16: case TYPE_BF16:
		bytes = 2;
		break;
	case TYPE_FLOAT: case TYPE_FLOAT32:
		bytes = g->float_size;
		break;
	case TYPE_DECIMAL32:
		bytes = 4;
		break;
	case TYPE_DECIMAL64:
		basic(8, g->llong_align, size, align);
		return true;
	case TYPE_INT128: case TYPE_UINT128: case TYPE_FLOAT128: case TYPE_DECIMAL128:
		bytes = 16;
		break;
	case TYPE_POINTER: case TYPE_BLOCK_POINTER: case TYPE_NULLPTR:
		bytes = g->pointer_size;
		break;
	case TYPE_BITINT:
		bytes = t->count <= 8 ? 1 : t->count <= 16 ? 2 : t->count <= 32 ? 4 : 8;
		basic(round_up(t->count, bytes * 8) / 8, bytes, size, align);
		return true;
	case TYPE_VA_LIST:
		/* x86-64: 24 bytes; aarch64's struct: 32; else a pointer. */
		bytes = g->pointer_size;
		basic(g->va_list_is_array ? 24 : bytes, bytes, size, align);
		return true;
	default:
		bytes = type_bits(ts, t) / 8;
		break;
	}
	basic(bytes, bytes, size, align);
	return bytes != 0;
}

/* Places a bit-field of `m` behind bit *at; `size`, `align`: of its declared type. */
static void place_bitfield(struct record *r, struct member *m, uint64_t *at, uint64_t size, uint32_t align)
{
	uint64_t unit = size * 8;
	bool packed = r->packed || m->packed;

	if (m->width == 0) {
		*at = round_up(*at, align * 8u);
		return;
	}
	if (m->align)
		*at = round_up(*at, m->align * 8u);
	if (!packed && *at / unit != (*at + m->width - 1) / unit)
		*at = round_up(*at, align * 8u);
	m->offset = *at / unit * size;
	*at += m->width;
	/* An unnamed bit-field does not align the record (System V). */
	if (m->name && !packed && align > r->natural_align)
		r->natural_align = align;
}

/* The size of a member; a flexible array's is 0. */
static bool member_size(struct types *ts, const struct member *m, unsigned depth, uint64_t *size, uint32_t *align)
{
	if (m->type->kind == TYPE_ARRAY && m->type->incomplete_array) {
		if (!size_of(ts, m->type->of, depth, size, align))
			return false;
		*size = 0;
		return true;
	}
	return size_of(ts, m->type, depth, size, align);
}

static bool lay_out(struct types *ts, struct record *r, unsigned depth)
{
	uint64_t at = 0, largest = 0, size;     /* bits */
	uint32_t align;

	r->natural_align = 1;
	for (size_t i = 0; i < r->nmembers; i++) {
		struct member *m = &r->members[i];

		if (!member_size(ts, m, depth, &size, &align))
			return false;
		if (r->kind == TYPE_UNION)
			at = 0;
		if (m->bitfield) {
			place_bitfield(r, m, &at, size, align);
		} else {
			if ((r->packed || m->packed) && !m->type->align)
				align = 1;
			if (m->align > align)
				align = m->align;
			at = round_up(at, align * 8u);
			m->offset = at / 8;
			at += size * 8;
			if (align > r->natural_align)
				r->natural_align = align;
		}
		if (at > largest)
			largest = at;
	}
	if (r->align > r->natural_align)
		r->natural_align = r->align;
	r->size = round_up((largest + 7) / 8, r->natural_align);
	r->laid_out = true;
	return true;
}

static bool size_of(struct types *ts, const struct type *t, unsigned depth, uint64_t *size, uint32_t *align)
{
	uint64_t times = 1;
	uint32_t asked = t->align;

	for (; t->kind == TYPE_ARRAY; t = t->of) {
		if (t->incomplete_array || t->vla)
			return false;
		if (t->count && times > UINT64_MAX / 8 / t->count)
			return false;
		times *= t->count;
		if (t->align > asked)
			asked = t->align;
	}
	if (t->align > asked)
		asked = t->align;
	if (t->kind == TYPE_ENUM) {
		if (!t->record->underlying)
			return false;
		t = t->record->underlying;
	}
	if (t->kind == TYPE_VECTOR || t->kind == TYPE_COMPLEX) {
		uint64_t n = t->kind == TYPE_COMPLEX ? 2 : t->count;

		if (!size_of(ts, t->of, depth, size, align) || n > UINT64_MAX / 64)
			return false;
		*size *= n;
		if (t->kind == TYPE_VECTOR) {
			uint64_t power = 1;

			while (power < *size && power < 1u << 28)
				power *= 2;
			*size = power;
			*align = (uint32_t)power;
		}
	} else if (type_is_record(t)) {
		struct record *r = t->record;

		if (!r->complete || depth >= LAYOUT_DEPTH || (!r->laid_out && !lay_out(ts, r, depth + 1)))
			return false;
		*size = r->size;
		*align = r->natural_align;
	} else if (!size_of_basic(ts, t, size, align)) {
		return false;
	}
	if (*size && times > UINT64_MAX / 8 / *size)
		return false;
	*size *= times;
	if (asked > *align)
		*align = asked;
	return true;
}

bool type_size(struct types *ts, const struct type *t, uint64_t *size, uint32_t *align)
{
	return size_of(ts, t, 0, size, align);
}

static const struct member *find_member(const struct record *r, const struct name *name, unsigned depth)
{
	for (size_t i = 0; i < r->nmembers; i++) {
		const struct member *m = &r->members[i], *found;

		if (m->name == name)
			return m;
		if (!m->name && type_is_record(m->type) && depth < LAYOUT_DEPTH
		    && (found = find_member(m->type->record, name, depth + 1)))
			return found;
	}
	return NULL;
}

const struct member *type_member(const struct type *record, const struct name *name)
{
	return type_is_record(record) && name ? find_member(record->record, name, 0) : NULL;
}
