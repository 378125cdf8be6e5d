/*
 * Statements: scopes of blocks, loops and switches, labels and jumps (C23 6.8).
 *
 * Chains that can be long without nesting in the text are followed in a loop: labels and cases in
 * front of one statement, and `else if`.
 */
#include "sema/sema_int.h"

static void opt_expr(struct sema *s, struct node *n)
{
	if (n)
		expr(s, n);
}

static void opt_statement(struct sema *s, struct node *n)
{
	if (n)
		statement(s, n);
}

void block_items(struct sema *s, struct node *items)
{
	struct node *last = NULL;

	for (struct node *n = items; n; last = n, n = n->next)
		statement(s, n);
	check_last(s, last);
}

/* The body of an if or a loop, a block of its own (C23 6.8.1). */
static void secondary(struct sema *s, struct node *n)
{
	opt_statement(s, n);
	check_last(s, n);
}

static void block(struct sema *s, struct node *n)
{
	struct scope_mark mark;

	n->scope = scope_open(s, SCOPE_BLOCK, n, &mark);
	block_items(s, n->kid[BLOCK_ITEMS]);
	scope_close(s, &mark);
}

/* The outermost block of a function or action: its scope is open already. */
void function_body(struct sema *s, struct node *body)
{
	body->scope = s->scope;
	block_items(s, body->kid[BLOCK_ITEMS]);
}

/* if, with all the `else if` behind it. */
static void if_chain(struct sema *s, struct node *n)
{
	struct scope_mark mark, first;
	unsigned opened = 0;

	for (;;) {
		n->scope = scope_open(s, SCOPE_BLOCK, n, &mark);
		if (!opened++)
			first = mark;
		opt_statement(s, n->kid[IF_COND]);
		secondary(s, n->kid[IF_THEN]);
		if (!n->kid[IF_ELSE] || n->kid[IF_ELSE]->kind != AST_IF)
			break;
		n = n->kid[IF_ELSE];
	}
	secondary(s, n->kid[IF_ELSE]);
	/* All that was entered since the first goes at once; then the scopes one by one. */
	while (opened-- > 0)
		scope_close(s, &first);
}

static void loop_body(struct sema *s, struct node *body)
{
	s->in.loops++;
	secondary(s, body);
	s->in.loops--;
}

static void for_statement(struct sema *s, struct node *n)
{
	for (struct node *init = n->kid[FOR_INIT]; init; init = init->next)
		statement(s, init);
	opt_expr(s, n->kid[FOR_COND]);
	opt_expr(s, n->kid[FOR_STEP]);
	loop_body(s, n->kid[FOR_BODY]);
}

/* Those that have a scope of their own around their parts. */
static void scoped_statement(struct sema *s, struct node *n)
{
	struct scope_mark mark;

	n->scope = scope_open(s, SCOPE_BLOCK, n, &mark);
	switch ((enum node_kind)n->kind) {
	case AST_SWITCH:
		opt_statement(s, n->kid[SWITCH_COND]);
		s->in.switches++;
		secondary(s, n->kid[SWITCH_BODY]);
		s->in.switches--;
		break;
	case AST_WHILE:
		opt_statement(s, n->kid[WHILE_COND]);
		loop_body(s, n->kid[WHILE_BODY]);
		break;
	case AST_DO:
		loop_body(s, n->kid[DO_BODY]);
		opt_expr(s, n->kid[DO_COND]);
		break;
	default:
		for_statement(s, n);
		break;
	}
	scope_close(s, &mark);
}

static void return_statement(struct sema *s, struct node *n)
{
	if (s->routine)
		routine_note(s, &s->routine->returns, n);
	if (n->kid[RETURN_VALUE] && n->kid[RETURN_VALUE]->kind == AST_INIT_LIST)
		initializer(s, unknown(s), n->kid[RETURN_VALUE]);
	else
		opt_expr(s, n->kid[RETURN_VALUE]);
	check_return(s, n);
}

/* A label, case or default; gives the statement behind it. */
static struct node *labeled(struct sema *s, struct node *n)
{
	struct routine *r = s->routine;

	if (n->kind == AST_LABEL) {
		if (r)
			routine_note(s, &r->labels, n);
		scope_label(s, n);
		return n->kid[LABEL_STMT];
	}
	if (r)
		routine_note(s, &r->cases, n);
	check_jump(s, n);
	if (n->kind == AST_DEFAULT)
		return n->kid[DEFAULT_STMT];
	opt_expr(s, n->kid[CASE_LOW]);
	opt_expr(s, n->kid[CASE_HIGH]);
	return n->kid[CASE_STMT];
}

void statement(struct sema *s, struct node *n)
{
	while (n && (n->kind == AST_LABEL || n->kind == AST_CASE || n->kind == AST_DEFAULT))
		n = labeled(s, n);
	if (!n)
		return;
	switch ((enum node_kind)n->kind) {
	case AST_BLOCK:
		block(s, n);
		break;
	case AST_DECLARATION:
		declaration(s, n);
		break;
	case AST_FUNCTION:
		function_definition(s, n);
		break;
	case AST_EXPR_STMT:
		opt_expr(s, n->kid[EXPR_STMT_EXPR]);
		break;
	case AST_IF:
		if_chain(s, n);
		break;
	case AST_SWITCH: case AST_WHILE: case AST_DO: case AST_FOR:
		scoped_statement(s, n);
		break;
	case AST_GOTO:
		if (s->routine)
			routine_note(s, &s->routine->gotos, n);
		scope_jump(s, n);
		break;
	case AST_GOTO_COMPUTED:
		if (s->routine)
			routine_note(s, &s->routine->computed_gotos, n);
		opt_expr(s, n->kid[GOTO_COMPUTED_TARGET]);
		break;
	case AST_BREAK: case AST_CONTINUE:
		check_jump(s, n);
		break;
	case AST_RETURN:
		return_statement(s, n);
		break;
	case AST_ASM:
		exprs(s, n->kid[ASM_OPERANDS]);
		break;
	case AST_LOCAL_LABELS:
		for (struct node *l = n->kid[LOCAL_LABELS_NAMES]; l; l = l->next)
			scope_local_label(s, l);
		break;
	case AST_STATIC_ASSERTION:
		exprs(s, n->kid[STATIC_ASSERTION_COND]);
		break;
	case AST_DEFER_CALL:
		defer_call(s, n);
		break;
	case AST_DEFER_BLOCK:
		defer_block(s, n);
		break;
	case AST_DEFER_SCOPED:
		defer_scoped(s, n);
		break;
	default:
		if (node_is_expression(n))
			expr(s, n);
		break;
	}
}
