/*
 * struct, union and enum: tags, members, enumerators (C23 6.7.3).
 *
 * A record is made when its tag is first met, in the scope where that declares it, and completed
 * when its body is read.  An enumerated type is held by what GCC takes: unsigned int without
 * negative values, int with some, a wider type for wider values; or by the type written.
 */
#include "sema/sema_int.h"

static struct type *new_record(struct sema *s, enum type_kind kind, struct name *tag)
{
	struct record *r = arena_new_of(s->env->tu, struct record);
	struct type *t;

	r->kind = kind;
	r->tag = tag;
	r->scope = s->scope;
	r->local = s->scope != s->file;
	t = type_of_record(s->types, r);
	if (tag)
		scope_enter_tag(s, tag, t);
	return t;
}

/* The type that `struct tag` means here; made where it declares a new one (C23 6.7.3.4). */
static struct type *tagged(struct sema *s, struct node *n, enum type_kind kind, bool body, bool lone)
{
	struct name *name = n->tok == NO_TOKEN ? NULL : token_name(s, n->tok);
	struct type *ours;
	struct tag *t;

	if (!name)
		return new_record(s, kind, NULL);
	t = body || lone ? scope_find_tag_here(s, name) : scope_find_tag(s, name);
	if (t && t->type->kind == kind)
		return t->type;
	ours = body || lone ? NULL : builtin_tag(s, name, kind);
	return ours ? ours : new_record(s, kind, name);
}

static void add_member(struct sema *s, struct record *r, struct member m, size_t *room)
{
	const struct type *t = m.type;

	if (r->nmembers == *room) {
		size_t more = *room ? *room * 2 : 8;

		r->members = arena_grow(s->env->tu, r->members, *room * sizeof m, more * sizeof m);
		*room = more;
	}
	r->members[r->nmembers++] = m;
	if ((m.name || !m.bitfield) && type_has_const(t))
		r->has_const_member = true;
	if (t->variably_modified)
		r->variably_modified = true;
}

static void member_declarator(struct sema *s, struct record *r, const struct specs *sp, struct node *n, size_t *room)
{
	struct declared d;
	struct member m = {0};
	struct node *width;
	int64_t bits;

	declarator(s, sp->type, n->kid[INIT_DECLARATOR_DECLARATOR], NULL, &d);
	attrs_add(s, n->kid[INIT_DECLARATOR_ATTRS], &d.attrs);
	m.name = d.name;
	m.type = attrs_apply(s, d.type, &d.attrs);
	m.node = n;
	m.align = d.attrs.align > sp->attrs.align ? d.attrs.align : sp->attrs.align;
	m.packed = d.attrs.packed || sp->attrs.packed;
	if (d.bitfield) {
		m.bitfield = true;
		width = d.bitfield->kid[BITFIELD_DECLARATOR_WIDTH];
		exprs(s, width);
		if (width && sema_constant(s, width, &bits) && bits >= 0 && bits < 1 << 16)
			m.width = (uint32_t)bits;
	}
	n->type = m.type;
	if (d.core)
		d.core->type = m.type;
	add_member(s, r, m, room);
}

static void members(struct sema *s, struct record *r, struct node *list)
{
	size_t room = 0;
	struct specs sp;

	r->members = NULL;
	r->nmembers = 0;
	for (struct node *n = list; n; n = n->next) {
		if (n->kind == AST_STATIC_ASSERTION)
			exprs(s, n->kid[STATIC_ASSERTION_COND]);
		if (n->kind != AST_MEMBER)
			continue;
		specifiers(s, n->kid[MEMBER_SPECS], false, &sp);
		for (struct node *d = n->kid[MEMBER_DECLARATORS]; d; d = d->next)
			member_declarator(s, r, &sp, d, &room);
		/* An anonymous member; GNU (-fms-extensions) takes one with a tag too. */
		if (!n->kid[MEMBER_DECLARATORS] && type_is_record(sp.type))
			add_member(s, r, (struct member){ .type = sp.type, .align = sp.attrs.align, .node = n }, &room);
	}
}

struct type *record_specifier(struct sema *s, struct node *n, bool lone)
{
	bool body = n->flags & F_BODY;
	struct type *t = tagged(s, n, n->op == TOK_UNION ? TYPE_UNION : TYPE_STRUCT, body, lone);
	struct record *r = t->record;
	struct attrs a = {0};

	n->type = t;
	/* Defined already, or just being defined: a record cannot stand in itself. */
	if (!body || r->definition)
		return t;
	attrs_add(s, n->kid[SPEC_RECORD_ATTRS], &a);
	r->packed = a.packed;
	r->transparent_union |= a.transparent_union;
	r->align = a.align;
	r->definition = n;
	r->laid_out = false;
	members(s, r, n->kid[SPEC_RECORD_MEMBERS]);
	r->complete = true;
	return t;
}

/* The type that holds values of lo..hi (GCC's choice). */
static struct type *enum_holder(struct sema *s, int64_t lo, uint64_t hi, bool packed)
{
	static const enum type_kind plain[] = { TYPE_INT, TYPE_LONG, TYPE_LLONG };
	static const enum type_kind small[] = { TYPE_SCHAR, TYPE_SHORT, TYPE_INT, TYPE_LONG, TYPE_LLONG };
	const enum type_kind *kinds = packed ? small : plain;
	size_t n = packed ? 5 : 3;

	for (size_t i = 0; i < n; i++) {
		unsigned bits = type_bits(s->types, basic(s, kinds[i]));
		uint64_t most = UINT64_MAX >> (64 - (lo < 0 ? bits - 1 : bits));

		if (hi <= most && (lo >= 0 || (bits >= 64 || lo >= -((int64_t)1 << (bits - 1)))))
			return basic(s, lo < 0 ? kinds[i] : kinds[i] + 1);
	}
	return basic(s, lo < 0 ? TYPE_LLONG : TYPE_ULLONG);
}

/* The type of an enumerator with that value: int if it fits, else the first wider type. */
static struct type *enumerator_type(struct sema *s, int64_t value, bool is_unsigned)
{
	unsigned bits = type_bits(s->types, basic(s, TYPE_INT));
	int64_t most = ((int64_t)1 << (bits - 1)) - 1;

	if (is_unsigned && value < 0)
		return basic(s, s->types->target.long_size == 8 ? TYPE_ULONG : TYPE_ULLONG);
	if (value <= most && value >= -most - 1)
		return basic(s, TYPE_INT);
	if (value > 0 && (uint64_t)value <= UINT64_MAX >> (64 - bits))
		return basic(s, TYPE_UINT);
	return basic(s, s->types->target.long_size == 8 ? TYPE_LONG : TYPE_LLONG);
}

/* The type that holds all enumerators in a list. */
static struct type *holder_of(struct sema *s, struct node *list, bool packed)
{
	int64_t lo = 0;
	uint64_t hi = 0;

	for (struct node *n = list; n; n = n->next) {
		const struct symbol *sym = n->kind == AST_ENUMERATOR ? n->sym : NULL;

		if (!sym)
			continue;
		if (sym->value < lo && !type_is_unsigned(s->types, sym->type))
			lo = sym->value;
		else if ((uint64_t)sym->value > hi && (sym->value > 0 || type_is_unsigned(s->types, sym->type)))
			hi = (uint64_t)sym->value;
	}
	return enum_holder(s, lo, hi, packed);
}

void enum_pack(struct sema *s, struct record *r)
{
	if (!r->fixed && r->definition)
		r->underlying = holder_of(s, r->definition->kid[SPEC_ENUM_ENUMERATORS], true);
}

static void enumerators(struct sema *s, struct record *r, struct type *t, struct node *list)
{
	int64_t value = 0;
	bool is_unsigned = false;       /* the value at hand is one of uint64_t */

	for (struct node *n = list; n; n = n->next) {
		struct name *name = n->kind == AST_ENUMERATOR ? token_name(s, n->tok) : NULL;
		struct node *given = name ? n->kid[ENUMERATOR_VALUE] : NULL;

		if (!name)
			continue;
		if (given) {
			expr(s, given);
			if (!sema_constant(s, given, &value))
				value = 0;
			is_unsigned = type_is_unsigned(s->types, given->type) && value < 0;
		}
		n->sym = scope_enter(s, SYM_ENUMERATOR, name, n);
		n->sym->value = value;
		n->sym->type = r->fixed ? t : enumerator_type(s, value, is_unsigned);
		if (value == INT64_MAX)
			is_unsigned = true;
		value = (int64_t)((uint64_t)value + 1);
	}
}

struct type *enum_specifier(struct sema *s, struct node *n, bool lone)
{
	bool body = n->flags & F_BODY;
	struct type *t = tagged(s, n, TYPE_ENUM, body, lone && n->kid[SPEC_ENUM_UNDERLYING]);
	struct record *r = t->record;
	struct attrs a = {0};
	struct specs sp;

	n->type = t;
	if (n->kid[SPEC_ENUM_UNDERLYING]) {
		specifiers(s, n->kid[SPEC_ENUM_UNDERLYING], false, &sp);
		r->underlying = type_unqualified(s->types, type_plain(sp.type));
		r->fixed = r->complete = true;
	}
	if (!body || r->definition)
		return t;
	attrs_add(s, n->kid[SPEC_ENUM_ATTRS], &a);
	r->definition = n;
	enumerators(s, r, t, n->kid[SPEC_ENUM_ENUMERATORS]);
	r->packed = a.packed;
	if (!r->fixed) {
		r->underlying = holder_of(s, n->kid[SPEC_ENUM_ENUMERATORS], a.packed);
		/* Those that int cannot hold have the type of the enumeration. */
		for (struct node *e = n->kid[SPEC_ENUM_ENUMERATORS]; e; e = e->next)
			if (e->kind == AST_ENUMERATOR && e->sym && e->sym->type->kind != TYPE_INT)
				e->sym->type = r->underlying;
	}
	r->complete = true;
	return t;
}

/* The offset of a named member, through anonymous records. */
static bool offset_in(struct sema *s, const struct record *r, const struct name *name, unsigned depth, uint64_t *offset)
{
	for (size_t i = 0; i < r->nmembers; i++) {
		const struct member *m = &r->members[i];

		if (m->name == name) {
			*offset += m->offset;
			return true;
		}
		if (!m->name && type_is_record(m->type) && depth < 100) {
			uint64_t inner = *offset + m->offset;

			if (offset_in(s, m->type->record, name, depth + 1, &inner)) {
				*offset = inner;
				return true;
			}
		}
	}
	return false;
}

bool member_offset(struct sema *s, const struct type *record, const struct name *name, uint64_t *offset)
{
	uint64_t size;
	uint32_t align;

	/* Asking for the size lays it out. */
	return type_is_record(record) && type_size(s->types, record, &size, &align)
	    && offset_in(s, record->record, name, 0, offset);
}

bool record_offset(struct sema *s, struct type *t, struct node *designators, uint64_t *offset)
{
	uint64_t size;
	uint32_t align;
	int64_t index;

	*offset = 0;
	for (struct node *d = designators; d; d = d->next) {
		if (d->kind == AST_MEMBER_DESIGNATOR) {
			struct name *name = token_name(s, d->tok);
			const struct member *m = type_member(t, name);

			if (!m || !member_offset(s, t, name, offset))
				return false;
			t = m->type;
		} else {
			if (t->kind != TYPE_ARRAY || !d->kid[INDEX_DESIGNATOR_LOW]
			    || !sema_constant(s, d->kid[INDEX_DESIGNATOR_LOW], &index)
			    || !type_size(s->types, t->of, &size, &align))
				return false;
			*offset += (uint64_t)index * size;
			t = t->of;
		}
	}
	return true;
}
