/*
 * The constraints of the language's own words: defer, panic, recover, _Result (language 2 to 4, 11).
 *
 * Each message stands at the place where the user can change something, and a note says what to
 * write instead.
 */
#include <string.h>

#include "sema/sema_int.h"

struct span span_of(struct sema *s, const struct node *n)
{
	return node_span(s->ts, n);
}

static struct span token_place(struct sema *s, tok_id t)
{
	return tokens_span(s->ts, t, t);
}

/* ---- defer f(x); -------------------------------------------------------------------------------- */

/* The call in a deferred expression: parentheses and casts to void seen through.  Null after an
 * error. */
static struct node *deferred_call(struct sema *s, struct node *n)
{
	struct node *e = node_unparen(n->kid[DEFER_CALL_EXPR]);

	while (e->kind == AST_CAST && e->kid[CAST_EXPR]) {
		if (e->type->kind != TYPE_VOID) {
			struct buf text = {0};

			sema_type_text(e->type, &text);
			diag_error(s->env->diag, span_of(s, e), "cast of a deferred call to '%s'", text.text ? text.text : "");
			diag_note(s->env->diag, span_of(s, n), "its value is dropped: leave the cast out");
			buf_free(&text);
			return NULL;
		}
		e = node_unparen(e->kid[CAST_EXPR]);
	}
	if (e->kind == AST_CALL || e->kind == AST_PANIC || e->kind == AST_RECOVER)
		return e;
	diag_error(s->env->diag, span_of(s, n->kid[DEFER_CALL_EXPR]), "deferred expression is not a call");
	diag_note(s->env->diag, span_of(s, n), "use a block: defer { ... }");
	return NULL;
}

/* "deferred block" */
static const char *action_name(const struct routine *r)
{
	return r->node->kind == AST_DEFER_SCOPED ? "statement of a '_Defer'" : "deferred block";
}

static bool outside_function(struct sema *s, struct node *n, const char *what)
{
	if (s->routine)
		return false;
	diag_error(s->env->diag, span_of(s, n), "'%s' outside a function", what);
	return true;
}

/* Language 5.4. */
static void check_no_panic(struct sema *s, struct node *n, const char *word)
{
	if (!s->env->opt->no_panic)
		return;
	diag_error(s->env->diag, token_place(s, n->first), "'%s' with -fno-panic, which leaves the runtime out", word);
	diag_note(s->env->diag, token_place(s, n->first),
	          strcmp(word, "defer") == 0 ? "write '_Defer', or translate without -fno-panic" : "translate without -fno-panic");
}

/* Language 2.3, 11. */
void defer_call(struct sema *s, struct node *n)
{
	struct node *call;
	struct symbol *callee;

	if (outside_function(s, n, "defer") || !n->kid[DEFER_CALL_EXPR])
		return;
	check_no_panic(s, n, "defer");
	s->unit->uses_words = true;
	routine_note(s, &s->routine->sites, n);
	expr(s, n->kid[DEFER_CALL_EXPR]);
	call = deferred_call(s, n);
	if (!call)
		return;
	if (call->kind == AST_CALL)
		check_saved_call(s, call);
	callee = sema_callee(call);
	if (callee && callee->builtin && builtin_is_va_start(callee->builtin) && !s->routine->parent) {
		diag_error(s->env->diag, span_of(s, n), "deferred call to 'va_start'");
		diag_note(s->env->diag, span_of(s, n), "an action has no variable arguments of its own");
	}
	if (callee && callee->is_noreturn)
		diag_warn(s->env->diag, W_DEFERRED_NORETURN, span_of(s, n),
		          "deferred call to '%s', which does not return", callee->name->text);
}

/* ---- defer { ... } --------------------------------------------------------------------------------- */

static bool is_variable(const struct symbol *sym)
{
	return sym->kind == SYM_VARIABLE || sym->kind == SYM_PARAMETER;
}

/* __func__ is the same in the function and in its actions (language 2.5): an entry of that name
 * says nothing. */
static bool captures_func(struct sema *s, const struct node *c)
{
	const struct name *name = token_name(s, c->tok);

	return (c->op == TOK_IDENT || c->op == TOK_AMP) && name && !scope_find(s, name)
	       && (name == s->name_func || name == s->name_function || name == s->name_pretty);
}

/* The variable that `x` or `&x` of a capture list names; null after an error. */
static struct symbol *captured_variable(struct sema *s, struct node *c)
{
	struct name *name = token_name(s, c->tok);
	struct symbol *sym = name ? scope_find(s, name) : NULL;
	struct span at = token_place(s, c->tok);

	if (!name)
		return NULL;
	if (!sym) {
		diag_error(s->env->diag, at, "capture of undeclared '%s'", name->text);
		diag_note(s->env->diag, at, "a new variable needs a value: [%s = ...]", name->text);
		return NULL;
	}
	if (!is_variable(sym)) {
		diag_error(s->env->diag, at, "'%s' in a capture list is not a variable", name->text);
		return NULL;
	}
	if (c->op == TOK_AMP && sym->storage == STORAGE_REGISTER) {
		diag_error(s->env->diag, at, "register variable '%s' captured by reference", name->text);
		diag_note(s->env->diag, at, "it has no address; take a copy: [%s]", name->text);
	} else if (sym->storage == STORAGE_REGISTER && sym->scope->routine != s->routine) {
		/* The copy is made when the block around this one runs. */
		check_register_use(s, at, sym);
	}
	return sym;
}

/* Reads an entry in the enclosing scope; its new symbol's type is left in c->type. */
static void capture_value(struct sema *s, struct node *c)
{
	struct symbol *sym;

	if (c->op == TOK_ASSIGN) {
		if (!c->kid[CAPTURE_VALUE])
			return;
		expr(s, c->kid[CAPTURE_VALUE]);
		c->type = check_saved(s, c->kid[CAPTURE_VALUE], "captured value") ? value_type(s, c->kid[CAPTURE_VALUE])
		                                                                   : unknown(s);
	} else if (c->op == TOK_IDENT || c->op == TOK_AMP) {
		sym = captured_variable(s, c);
		c->sym = sym;
		if (sym)
			c->type = c->op == TOK_AMP ? sym->type : type_unqualified(s->types, sym->type);
	}
}

/* The symbol of a copy, in the block's scope. */
static void capture_symbol(struct sema *s, struct node *c)
{
	struct name *name = token_name(s, c->tok);
	struct symbol *outer = c->sym, *sym;

	if (c->op == TOK_EQ || c->op == TOK_AMP || !name || !c->type)
		return;
	sym = scope_enter(s, SYM_VARIABLE, name, c);
	sym->storage = STORAGE_AUTO;
	sym->type = c->type;
	sym->captured = c->op == TOK_IDENT ? outer : NULL;
	c->sym = sym;
}

/* Language 2.4: a name given twice, `=` behind the first entry, an empty list. */
static void check_capture_list(struct sema *s, struct node *n)
{
	struct node *list = n->kid[DEFER_BLOCK_CAPTURES];

	if ((n->flags & F_CAPTURES) && !list) {
		diag_error(s->env->diag, token_place(s, n->first), "empty capture list");
		diag_note(s->env->diag, token_place(s, n->first), "leave it out: names are captured by reference");
	}
	for (struct node *c = list; c; c = c->next) {
		if (c->op == TOK_EQ && c != list)
			diag_error(s->env->diag, span_of(s, c), "'=' must be the first entry of a capture list");
		for (struct node *d = list; d != c; d = d->next)
			if (c->op != TOK_EQ && d->op != TOK_EQ && c->tok != NO_TOKEN && d->tok != NO_TOKEN
			    && token_name(s, c->tok) == token_name(s, d->tok)) {
				diag_error(s->env->diag, token_place(s, c->tok), "'%s' is captured twice",
				           token_name(s, c->tok) ? token_name(s, c->tok)->text : "");
				diag_note(s->env->diag, token_place(s, d->tok), "first captured here");
				break;
			}
	}
}

/* The statement's body is a routine of its own. */
static void action(struct sema *s, struct node *n)
{
	struct routine *outer = s->routine, *r = routine_new(s, n, outer);
	struct jumps in = s->in, outside = s->outside;
	struct scope_mark mark;

	s->unit->uses_words = true;
	routine_note(s, &outer->sites, n);
	*vec_push(s->env->tu, &outer->routines) = r;
	s->routine = r;
	s->outside = (struct jumps){ in.loops + outside.loops, in.switches + outside.switches };
	s->in = (struct jumps){ 0, 0 };
	n->scope = r->scope = scope_open(s, SCOPE_FUNCTION, n, &mark);
	for (struct node *c = n->kid[DEFER_BLOCK_CAPTURES]; c; c = c->next)
		capture_symbol(s, c);
	if (n->kid[DEFER_BLOCK_BODY])
		function_body(s, n->kid[DEFER_BLOCK_BODY]);
	scope_close(s, &mark);
	s->routine = outer;
	s->in = in;
	s->outside = outside;
}

void defer_block(struct sema *s, struct node *n)
{
	struct node *list, **entry = &n->kid[DEFER_BLOCK_CAPTURES];

	if (outside_function(s, n, "defer"))
		return;
	check_no_panic(s, n, "defer");
	check_capture_list(s, n);
	while (*entry)
		if (captures_func(s, *entry))
			*entry = (*entry)->next;
		else
			entry = &(*entry)->next;
	list = n->kid[DEFER_BLOCK_CAPTURES];
	if (!list)
		n->flags = (uint16_t)(n->flags & ~F_CAPTURES);
	for (struct node *c = list; c; c = c->next)
		capture_value(s, c);
	action(s, n);
}

/* ---- _Defer S (language 5) -------------------------------------------------------------------------- */

void defer_scoped(struct sema *s, struct node *n)
{
	struct node *body = n->kid[DEFER_SCOPED_BODY], *first = body ? body->kid[BLOCK_ITEMS] : NULL;

	if (outside_function(s, n, "_Defer"))
		return;
	/* TS 25755: the statement is an unlabeled one. */
	if (first && (body->flags & F_BARE) && (first->kind == AST_LABEL || first->kind == AST_CASE || first->kind == AST_DEFAULT)) {
		diag_error(s->env->diag, token_place(s, first->first), "the statement of a '_Defer' has a label");
		diag_note(s->env->diag, token_place(s, n->first), "put the label here, in front of '_Defer'");
	}
	action(s, n);
}

/* Language 9: defer-last. */
void check_last(struct sema *s, struct node *n)
{
	n = node_unlabeled(n);
	if (n && n->kind == AST_DEFER_SCOPED &&
	    diag_warn(s->env->diag, W_DEFER_LAST, token_place(s, n->first), "nothing follows this '_Defer' in its block"))
		diag_note(s->env->diag, token_place(s, n->first), "it runs at once");
}

/* Language 2.5: a register variable has no address by which a block could reach it.  The block next
 * to the variable decides: what is nested in it has the variable from there. */
void check_register_use(struct sema *s, struct span use, const struct symbol *sym)
{
	const struct routine *r = s->routine;
	const struct node *list;

	while (r->parent && r->parent != sym->scope->routine)
		r = r->parent;
	list = r->parent ? r->node->kid[DEFER_BLOCK_CAPTURES] : NULL;
	/* What runs when its block ends may have the address, as long as nothing says that there is none. */
	if (!r->parent || r->node->kind == AST_DEFER_SCOPED || (list && list->op == TOK_EQ))
		return;
	/* `&x` in the list has its error. */
	for (; list; list = list->next)
		if (list->op == TOK_AMP && list->sym == sym)
			return;
	diag_error(s->env->diag, use, "register variable '%s' captured by reference", sym->name->text);
	diag_note(s->env->diag, use, "it has no address; take a copy: defer [%s] { ... }", sym->name->text);
}

/* ---- panic, recover, _Result ------------------------------------------------------------------------- */

static bool is_text(const struct type *t)
{
	return t->kind == TYPE_POINTER && type_is_char(t->of);
}

/* Language 3.2. */
struct type *panic_type(struct sema *s, struct node *n)
{
	struct node *first = n->kid[PANIC_ARGS];
	struct type *t;

	if (outside_function(s, n, "panic"))
		return basic(s, TYPE_VOID);
	check_no_panic(s, n, "panic");
	s->unit->uses_words = true;
	routine_note(s, &s->routine->panics, n);
	exprs(s, first);
	if (!first) {
		diag_error(s->env->diag, span_of(s, n), "'panic' without a value");
		diag_note(s->env->diag, span_of(s, n), "say what is wrong: panic(\"...\")");
		return basic(s, TYPE_VOID);
	}
	t = value_type(s, first);
	for (struct node *arg = first; arg; arg = arg->next)
		check_saved(s, arg, arg == first ? "value of 'panic'" : "argument of 'panic'");
	if (t->kind == TYPE_VOID)
		return t;
	if (first->next && t->kind != TYPE_UNKNOWN && !is_text(t))
		diag_error(s->env->diag, span_of(s, first), "the first of several arguments of 'panic' must be a format string");
	return basic(s, TYPE_VOID);
}

/* Language 4.1, 4.2. */
struct type *recover_type(struct sema *s, struct node *n)
{
	struct node *arg = n->kid[RECOVER_TYPE];
	struct routine *r = s->routine;
	struct type *t;

	if (outside_function(s, n, "recover"))
		return panic_pointer_type(s);
	check_no_panic(s, n, "recover");
	s->unit->uses_words = true;
	routine_note(s, &r->recovers, n);
	if (!r->parent && r->sym && r->sym->scope == s->file && strcmp(r->sym->name->text, "main") == 0) {
		diag_warn(s->env->diag, W_RECOVER_OUTSIDE, span_of(s, n), "'recover' in 'main' itself never sees a panic");
		diag_note(s->env->diag, span_of(s, n), "only an action that a panic runs can recover: defer { ... recover() ... }");
	}
	if (!r->parent && r->sym && r->sym->no_recover)
		diag_error(s->env->diag, span_of(s, n), "'recover' in '%s', which is declared CDEFER_NORECOVER", r->sym->name->text);
	if (!arg)
		return panic_pointer_type(s);
	if (arg->kind != AST_TYPE_NAME || arg->next) {
		diag_error(s->env->diag, span_of(s, arg), "argument of 'recover' is not a type");
		exprs(s, arg);
		return unknown(s);
	}
	t = type_name(s, arg);
	if (t->kind == TYPE_VOID || t->kind == TYPE_FUNCTION || (t->kind == TYPE_ARRAY)) {
		diag_error(s->env->diag, span_of(s, arg), "no panic has a value of this type");
		if (t->kind != TYPE_VOID)
			diag_note(s->env->diag, span_of(s, arg), "arrays and functions become pointers");
	} else if (type_is_record(t) && !type_is_complete(t)) {
		diag_error(s->env->diag, span_of(s, arg), "argument of 'recover' is an incomplete type");
	}
	return type_pointer(s->types, t);
}

/* Language 2.7: the C function's result, in every action of it. */
struct type *result_type(struct sema *s, struct node *n)
{
	if (outside_function(s, n, "_Result"))
		return unknown(s);
	check_no_panic(s, n, "_Result");
	s->unit->uses_words = true;
	routine_note(s, &s->routine->results, n);
	if (s->result->kind == TYPE_VOID) {
		diag_error(s->env->diag, span_of(s, n), "'_Result' in a function that returns 'void'");
		return unknown(s);
	}
	return s->result;
}

/* An action is a function of its own, and no variadic one. */
void check_va_start(struct sema *s, struct node *call)
{
	if (!s->routine->parent || s->routine->node->kind == AST_DEFER_SCOPED)
		return;
	diag_error(s->env->diag, span_of(s, call), "'va_start' in a %s", action_name(s->routine));
	diag_note(s->env->diag, span_of(s, call), "start the list in the function; the action sees it");
}

/* ---- leaving an action (language 2.6, 5.2) ---------------------------------------------------------------- */

void check_return(struct sema *s, struct node *n)
{
	struct node *value = n->kid[RETURN_VALUE], *bare;

	if (s->routine && s->routine->node->kind == AST_DEFER_SCOPED) {
		diag_error(s->env->diag, token_place(s, n->first), "'return' leaves the statement of a '_Defer'");
		diag_note(s->env->diag, token_place(s, s->routine->node->first), "which runs when its block has ended");
		return;
	}
	if (!s->routine || !value)
		return;
	if (s->routine->parent) {
		diag_error(s->env->diag, span_of(s, n), "'return' with a value in a deferred block");
		diag_note(s->env->diag, span_of(s, n), "'return;' ends the block; the function's result is '_Result'");
		return;
	}
	bare = node_unparen(value);
	if (bare->kind == AST_IDENT && bare->sym && is_variable(bare->sym))
		bare->sym->returned = n;
}

void check_jump(struct sema *s, struct node *n)
{
	bool is_case = n->kind == AST_CASE || n->kind == AST_DEFAULT;
	unsigned in = s->in.loops * !is_case + s->in.switches * (n->kind != AST_CONTINUE);
	unsigned outside = s->outside.loops * !is_case + s->outside.switches * (n->kind != AST_CONTINUE);
	const char *word = n->kind == AST_CASE ? "case" : n->kind == AST_DEFAULT ? "default"
	                 : n->kind == AST_BREAK ? "break" : "continue";
	struct span at = token_place(s, n->first);
	const char *what = s->routine ? action_name(s->routine) : "";

	if (!s->routine || !s->routine->parent || in)
		return;
	if (!outside)
		diag_error(s->env->diag, at, "'%s' in a %s is in no %s", word, what,
		           is_case ? "switch" : n->kind == AST_BREAK ? "loop or switch" : "loop");
	else if (is_case)
		diag_error(s->env->diag, at, "'%s' of a switch outside the %s", word, what);
	else
		diag_error(s->env->diag, at, "'%s' leaves the %s", word, what);
	if (!is_case && s->routine->node->kind == AST_DEFER_BLOCK)
		diag_note(s->env->diag, at, "'return;' ends the block");
}

/* A computed goto reaches labels of its routine whose address is taken.  Where there is none, it could
 * only cross the border of a deferred block. */
void check_computed(struct sema *s, const struct routine *r)
{
	bool taken = !r->parent && !r->routines.n;

	for (size_t i = 0; i < r->labels.v.n && !taken; i++)
		taken = r->labels.v.at[i]->sym && r->labels.v.at[i]->sym->address_taken;
	for (size_t i = 0; i < r->computed_gotos.v.n && !taken; i++) {
		struct span at = span_of(s, r->computed_gotos.v.at[i]);

		if (r->parent)
			diag_error(s->env->diag, at, "computed 'goto' leaves the %s", action_name(r));
		else
			diag_error(s->env->diag, at, "computed 'goto' jumps into an action");
		diag_note(s->env->diag, at, "no label in the %s itself has its address taken",
		          !r->parent ? "function" : r->node->kind == AST_DEFER_BLOCK ? "block" : "statement");
	}
	for (size_t i = 0; i < r->routines.n; i++)
		check_computed(s, r->routines.at[i]);
}

static bool uses_words(const struct routine *r)
{
	return r->sites.v.n || r->panics.v.n || r->recovers.v.n || r->results.v.n;
}

/* Labels are the function's, in the statement of a _Defer, too; a deferred block has its own. */
static const struct routine *label_space(const struct symbol *label)
{
	const struct routine *r = label->scope->routine;

	while (r && r->node->kind == AST_DEFER_SCOPED)
		r = r->parent;
	return r;
}

/* A C compiler tells of missing and double labels too, but at the text that a deferred block has
 * become, which nobody wrote.  At the end of a C function, while its labels are bound. */
void check_labels(struct sema *s, size_t labels)
{
	if (!uses_words(s->routine))
		return;
	for (size_t i = labels; i < s->labels.n; i++) {
		const struct symbol *sym = s->labels.at[i], *first = sym->outer;

		while (first && label_space(first) != label_space(sym))
			first = first->outer;
		if (!first)
			continue;
		diag_error(s->env->diag, token_place(s, sym->node->tok), "redefinition of label '%s'", sym->name->text);
		diag_note(s->env->diag, token_place(s, first->node->tok), "it stands here already");
	}
}

void check_no_label(struct sema *s, struct node *jump)
{
	if (uses_words(s->routine))
		diag_error(s->env->diag, token_place(s, jump->tok), "use of undeclared label '%s'",
		           token_name(s, jump->tok)->text);
}

void check_label(struct sema *s, struct node *jump, const struct routine *from, const struct symbol *label)
{
	const struct routine *to = label->scope->routine, *r = from;
	const char *name = label->name->text, *what;
	/* The labels of an `asm goto` are addresses without `&&`. */
	bool address = jump->kind == AST_LABEL_ADDRESS;

	if (!from || !to || to == from || to->function != from->function)
		return;
	while (r && r != to)
		r = r->parent;
	/* It leaves what it stands in, or enters what the label stands in. */
	what = action_name(r ? from : to);
	if (address && jump->first == jump->tok)
		diag_error(s->env->diag, span_of(s, jump), r ? "'asm goto' to '%s' leaves the %s"
		                                             : "'asm goto' to '%s' jumps into a %s", name, what);
	else if (address)
		diag_error(s->env->diag, span_of(s, jump), "address of label '%s', which is %s the %s", name,
		           r ? "outside" : "inside", what);
	else
		diag_error(s->env->diag, span_of(s, jump), r ? "'goto %s' leaves the %s" : "'goto %s' jumps into a %s", name, what);
	diag_note(s->env->diag, token_place(s, label->node->tok), "label '%s' is here", name);
}

/* ---- result-evaluated (language 9) ------------------------------------------------------------------------ */

void note_assignment(struct sema *s, struct node *target, struct node *at)
{
	struct routine *r = s->routine;
	struct assignment *a;

	if (!r || !r->parent)
		return;
	target = node_unparen(target);
	while (target->kind == AST_MEMBER_OF && target->op == TOK_DOT)
		target = node_unparen(target->kid[MEMBER_OF_OBJECT]);
	if (target->kind != AST_IDENT || !target->sym || !is_variable(target->sym)
	    || target->sym->storage != STORAGE_AUTO || target->sym->scope->routine != r->function)
		return;
	a = vec_push(s->env->tu, &s->assignments);
	a->node = at;
	a->sym = target->sym;
	a->routine = r;
}

/* The deferred block of the function itself that an action's routine lies in. */
static const struct routine *outermost_action(const struct routine *r)
{
	while (r->parent->parent)
		r = r->parent;
	return r;
}

static bool uses_result(const struct routine *r)
{
	if (r->results.v.n)
		return true;
	for (size_t i = 0; i < r->routines.n; i++)
		if (uses_result(r->routines.at[i]))
			return true;
	return false;
}

/* At the end of a C function: actions that change a variable when `return` has read it. */
void check_results(struct sema *s)
{
	for (size_t i = 0; i < s->assignments.n; i++) {
		const struct assignment *a = &s->assignments.at[i];
		struct node *returned = a->sym->returned;
		const struct routine *action = outermost_action(a->routine);

		/* A return in front of the defer may have nothing to do with it. */
		if (!returned || returned->first < action->node->first || action->node->kind == AST_DEFER_SCOPED || uses_result(action))
			continue;
		if (diag_warn(s->env->diag, W_RESULT_EVALUATED, span_of(s, a->node),
		              "'%s' changes after 'return' has evaluated it", a->sym->name->text))
			diag_note(s->env->diag, span_of(s, returned), "evaluated here; to change the result, use '_Result'");
		a->sym->returned = NULL;
	}
	s->assignments.n = 0;
}
