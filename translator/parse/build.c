/*
 * Nodes that want more than their kids in their slots, and lists of nodes.
 */
#include "parse/parse_int.h"

/* ---- lists ------------------------------------------------------------------------------------------ */

struct nodelist list_none(void) { return (struct nodelist){NULL, NULL, false}; }

struct nodelist list_of(struct node *n) { return (struct nodelist){n, n, false}; }

struct nodelist list_join(struct nodelist a, struct nodelist b)
{
	if (!a.head)
		return b;
	if (b.head) {
		a.tail->next = b.head;
		a.tail = b.tail;
	}
	return a;
}

struct nodelist list_add(struct nodelist l, struct node *n) { return n ? list_join(l, list_of(n)) : l; }

struct nodelist list_prepend(struct node *n, struct nodelist l) { return list_join(list_of(n), l); }

struct nodelist list_variadic(struct nodelist l)
{
	l.variadic = true;
	return l;
}

/* ---- nodes ------------------------------------------------------------------------------------------ */

struct node *parse_node(struct parser *p, enum node_kind kind, struct range at)
{
	return node_new(p->env->tu, kind, at.first, at.last);
}

struct node *parse_nameless(struct parser *p, struct range at)
{
	return node_new(p->env->tu, AST_ABSTRACT_DECLARATOR, at.first, at.first - 1);
}

struct node *parse_behind(struct parser *p, struct range at)
{
	return node_new(p->env->tu, AST_ABSTRACT_DECLARATOR, at.last + 1, at.last);
}

/* Attributes come several at a time. */
struct nodelist parse_spec_list(struct node *spec)
{
	struct nodelist l = {spec, spec, false};

	while (l.tail && l.tail->next)
		l.tail = l.tail->next;
	return l;
}

void parse_typed(struct parser *p) { feed_level(p)->typed = true; }

/* Behind `f(a, b)` a K&R list may follow, whose types are types. */
void parse_untyped(struct parser *p) { feed_level(p)->typed = false; }

void parse_typedef(struct parser *p) { feed_level(p)->is_typedef = true; }

void parse_scope_open(struct parser *p) { scopes_open(p); }

void parse_scope_close(struct parser *p) { scopes_close(p); }

struct node *parse_extended(struct node *n, struct range at)
{
	n->first = at.first;
	return n;
}

/* ---- declarations ------------------------------------------------------------------------------------- */

/* Specifiers alone: a tag, or attributes as a statement of their own ([[fallthrough]];). */
struct node *parse_bare_declaration(struct parser *p, struct range at, struct node *specs)
{
	bool attributes = true;
	struct node *n;

	for (n = specs; n; n = n->next)
		attributes &= n->kind == AST_ATTRIBUTE;
	if (attributes)
		n = parse_node(p, p->functions ? AST_ATTRIBUTE_STMT : AST_EMPTY_DECLARATION, at);
	else
		n = parse_node(p, AST_DECLARATION, at);
	if (n->nkids)
		n->kid[0] = specs;
	return n;
}

struct node *parse_declared(struct parser *p, struct range at, struct node *declarator, struct node *post)
{
	struct node *n = parse_node(p, AST_INIT_DECLARATOR, at), *name = node_declared(declarator);

	n->kid[INIT_DECLARATOR_DECLARATOR] = declarator;
	n->kid[INIT_DECLARATOR_ATTRS] = post;
	if (name && name->tok != NO_TOKEN)
		scopes_enter(p, name->tok, feed_level(p)->is_typedef, false);
	p->head = declarator;
	return n;
}

/* `int a, __attribute__((x)) b;` */
struct node *parse_more_attributes(struct node *declarator, struct nodelist attributes)
{
	declarator->kid[INIT_DECLARATOR_ATTRS] =
		list_join(attributes, parse_spec_list(declarator->kid[INIT_DECLARATOR_ATTRS])).head;
	return declarator;
}

struct node *parse_record(struct parser *p, struct range at, int op, struct node *attributes, tok_id tag, bool body,
                          struct node *members)
{
	struct node *n = parse_node(p, AST_SPEC_RECORD, at);

	n->op = (uint16_t)op;
	n->tok = tag;
	n->kid[SPEC_RECORD_ATTRS] = attributes;
	n->kid[SPEC_RECORD_MEMBERS] = members;
	if (body)
		n->flags |= F_BODY;
	return n;
}

struct node *parse_enum(struct parser *p, struct range at, struct node *attributes, tok_id tag, struct node *underlying,
                        bool body, struct node *enumerators)
{
	struct node *n = parse_node(p, AST_SPEC_ENUM, at);

	n->tok = tag;
	n->kid[SPEC_ENUM_ATTRS] = attributes;
	n->kid[SPEC_ENUM_UNDERLYING] = underlying;
	n->kid[SPEC_ENUM_ENUMERATORS] = enumerators;
	if (body)
		n->flags |= F_BODY;
	return n;
}

/* An enumerator's scope begins behind it (C23 6.2.1). */
struct node *parse_enumerator(struct parser *p, struct range at, tok_id name, struct node *attributes, struct node *value)
{
	struct node *n = parse_node(p, AST_ENUMERATOR, at);

	n->tok = name;
	n->kid[ENUMERATOR_ATTRS] = attributes;
	n->kid[ENUMERATOR_VALUE] = value;
	scopes_enter(p, name, false, false);
	return n;
}

struct node *parse_array(struct parser *p, struct range at, struct node *inner, struct nodelist quals, struct node *size,
                         unsigned flags)
{
	struct node *n = parse_node(p, AST_ARRAY_DECLARATOR, at), **link = &n->kid[ARRAY_DECLARATOR_QUALS];

	n->kid[ARRAY_DECLARATOR_INNER] = inner;
	n->kid[ARRAY_DECLARATOR_SIZE] = size;
	n->flags = (uint16_t)flags;
	for (struct node *q = quals.head; q; q = q->next) {
		if (q->op == TOK_STATIC) {
			n->flags |= F_STATIC;
			continue;
		}
		*link = q;
		link = &q->next;
	}
	*link = NULL;
	return n;
}

struct node *parse_function_declarator(struct parser *p, struct range at, struct node *inner, struct nodelist params)
{
	struct node *n = parse_node(p, AST_FUNCTION_DECLARATOR, at);

	n->kid[FUNCTION_DECLARATOR_INNER] = inner;
	n->kid[FUNCTION_DECLARATOR_PARAMS] = params.head;
	if (params.variadic)
		n->flags |= F_VARIADIC;
	return n;
}

struct node *parse_parameter(struct parser *p, struct range at, struct node *specs, struct node *declarator,
                             struct node *attributes)
{
	struct node *n = parse_node(p, AST_PARAM, at), *name = node_declared(declarator);

	n->kid[PARAM_SPECS] = specs;
	n->kid[PARAM_DECLARATOR] = declarator;
	n->kid[PARAM_ATTRS] = attributes;
	if (name->tok != NO_TOKEN)
		scopes_enter(p, name->tok, false, true);
	return n;
}

/* ---- expressions --------------------------------------------------------------------------------------- */

/* C23: `(static int){ 1 }` has its storage class among the specifiers. */
struct node *parse_compound_literal(struct parser *p, struct range at, struct node *type, struct node *init)
{
	struct node *n = parse_node(p, AST_COMPOUND_LITERAL, at);
	struct node **link = &type->kid[TYPE_NAME_SPECS], **storage = &n->kid[COMPOUND_LITERAL_STORAGE];

	while (*link) {
		struct node *s = *link;
		if (s->kind == AST_SPEC_WORD && (s->op == TOK_STATIC || s->op == TOK_REGISTER || s->op == TOK_CONSTEXPR ||
		                                 s->op == TOK_THREAD_LOCAL)) {
			*link = s->next;
			s->next = NULL;
			*storage = s;
			storage = &s->next;
		} else {
			link = &s->next;
		}
	}
	n->kid[COMPOUND_LITERAL_TYPE] = type;
	n->kid[COMPOUND_LITERAL_INIT] = init;
	return n;
}

/* ---- statements --------------------------------------------------------------------------------------- */

struct node *parse_label(struct parser *p, struct node *label, tok_id name)
{
	(void)p;
	label->tok = name;
	return label;
}

static unsigned statement_slot(const struct node *label)
{
	return label->kind == AST_LABEL ? LABEL_STMT : label->kind == AST_CASE ? CASE_STMT : DEFAULT_STMT;
}

struct node *parse_labeled(struct parser *p, struct range at, struct node *label, struct node *statement)
{
	(void)p;
	label->kid[statement_slot(label)] = statement;
	label->last = at.last;
	return label;
}

struct node *parse_block(struct parser *p, struct node *statement)
{
	struct node *block;

	if (!statement || statement->kind == AST_BLOCK)
		return statement;
	block = node_new(p->env->tu, AST_BLOCK, statement->first, statement->last);
	block->kid[BLOCK_ITEMS] = statement;
	block->flags = F_BARE;
	return block;
}

struct node *parse_for(struct parser *p, struct range at, struct node *init, struct node *cond, struct node *step,
                       struct node *body)
{
	struct node *n = parse_node(p, AST_FOR, at);

	n->kid[FOR_INIT] = init;
	n->kid[FOR_COND] = cond;
	n->kid[FOR_STEP] = step;
	n->kid[FOR_BODY] = body;
	return n;
}

struct node *parse_asm(struct parser *p, struct range at, struct node *operands)
{
	struct node *n = parse_node(p, AST_ASM, at);

	n->kid[ASM_OPERANDS] = operands;
	for (tok_id t = at.first; p->tokens->v.at[t].kind != TOK_LPAREN; t++)
		if (p->tokens->v.at[t].kind == TOK_GOTO)
			n->flags |= F_GOTO;
	return n;
}

struct node *parse_capture(struct parser *p, struct range at, int op, tok_id name, struct node *value)
{
	struct node *n = parse_node(p, AST_CAPTURE, at);

	n->op = (uint16_t)op;
	n->tok = name;
	n->kid[CAPTURE_VALUE] = value;
	/* The copy is an ordinary name in the block, whose scope is open. */
	if (name != NO_TOKEN)
		scopes_enter(p, name, false, false);
	return n;
}
