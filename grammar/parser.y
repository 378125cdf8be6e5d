/*
 * The grammar of C with defer, panic and recover: C89 to C23, GNU's and Clang's extensions.
 *
 * One call of the parser reads one external declaration (parse.c calls it until the end of the file).
 * Actions build nodes, or tell parse/scopes.c what a name is from now on; they decide nothing.  Ranges
 * of nodes come from the locations.
 *
 * A name comes as NAME; when the parser asks again it gets the name's class: TYPE for a typedef name
 * where a type may stand, VARIABLE for any other, or a word of the language.  By then everything to the
 * left has been reduced, hence declared.  That a typedef name is no type behind another type (`int T;`
 * declares T) is decided with the class (scopes.c), so that specifiers are a plain list here.
 *
 * Attributes of both forms come as one token, ATTRIBUTES, with their nodes (attrs.c).
 */
%define api.pure full
%define api.prefix {cy}
%define api.token.prefix {C_}
%define api.location.type {struct range}
%define parse.error custom
%define parse.lac none
%define lr.type ielr
%define lr.default-reduction consistent
%locations
%parse-param {struct parser *p}
%lex-param {struct parser *p}

/*
 * Shift is right in all of these (so it is in six more of the third kind, where precedence says it):
 *   enum e : int const x;          what follows the colon belongs to the type of the enumeration  (11)
 *   enum : struct s { ... }        a brace belongs to the record; no enumeration has such a type  (3)
 *   int (__attribute__((x)) *p)    attributes behind a parenthesis, in a parameter: they begin a
 *                                  declarator, not the specifiers of a parameter                  (6)
 */
%expect 20

%code requires {
#include "parse/parse_int.h"
}

%code provides {
/* parse/feed.c */
int cylex(CYSTYPE *value, struct range *at, struct parser *p);
}

%union {
	struct node *node;
	struct nodelist list;
	tok_id tok;
}

%code {
/* A rule's range: from the first symbol that has tokens to the last. */
static struct range range_of(const struct range *r, int n)
{
	struct range all = {r[0].last + 1, r[0].last};

	for (int i = 1; i <= n; i++) {
		if (r[i].first > r[i].last)
			continue;
		if (all.first > all.last)
			all.first = r[i].first;
		all.last = r[i].last;
	}
	return all;
}
enum { CYNTOKENS_ALL = 200 };
static void cyerror(struct range *at, struct parser *p, const char *text)
{
	(void)at;
	syntax_exhausted(p, text);
}
#define YYLLOC_DEFAULT(current, rhs, n) ((current) = range_of(&YYRHSLOC(rhs, 0), n))
#define YYMAXDEPTH 100000000

#define NEW(kind, at) parse_node(p, AST_##kind, at)
/* Nodes with their kids. */
static struct node *node1(struct parser *p, enum node_kind k, struct range at, struct node *a)
{
	struct node *n = parse_node(p, k, at);
	n->kid[0] = a;
	return n;
}
static struct node *node2(struct parser *p, enum node_kind k, struct range at, struct node *a, struct node *b)
{
	struct node *n = node1(p, k, at, a);
	n->kid[1] = b;
	return n;
}
static struct node *node3(struct parser *p, enum node_kind k, struct range at, struct node *a, struct node *b, struct node *c)
{
	struct node *n = node2(p, k, at, a, b);
	n->kid[2] = c;
	return n;
}
static struct node *with_op(struct node *n, int op) { n->op = (uint16_t)op; return n; }
static struct node *with_tok(struct node *n, tok_id tok) { n->tok = tok; return n; }
static struct node *with_flags(struct node *n, unsigned flags) { n->flags = (uint16_t)(n->flags | flags); return n; }
#define OP(r) ((int)p->tokens->v.at[(r).first].kind)
}

%token NAME "identifier" TYPE "type name" VARIABLE "name" WORD_DEFER "'defer'" WORD_PANIC "'panic'" WORD_RECOVER "'recover'"
%token <list> ATTRIBUTES "attribute"
%token NUMBER "number" CHARACTER "character constant" STRING "string literal" SKIPPED "function body"
%token LBRACE "{" RBRACE "}" LPAREN "(" RPAREN ")" LBRACKET "[" RBRACKET "]" SEMI ";" COMMA "," COLON ":" COLONCOLON "::"
%token QUESTION "?" DOT "." ARROW "->" ELLIPSIS "..." PLUS "+" MINUS "-" STAR "*" SLASH "/" PERCENT "%" INC "++" DEC "--"
%token AMP "&" PIPE "|" CARET "^" TILDE "~" NOT "!" ANDAND "&&" OROR "||" SHL "<<" SHR ">>" LT "<" GT ">" LE "<=" GE ">="
%token EQ "==" NE "!=" ASSIGN "=" ASSIGN_OP "assignment operator" OTHER "stray character"
%token TYPEDEF "typedef" STORAGE "storage class" QUALIFIER "qualifier" TYPE_WORD "type" ATOMIC "_Atomic" ATOMIC_TYPE "_Atomic ("
%token STRUCT "struct" ENUM "enum" TYPEOF "typeof" ALIGNAS "_Alignas" BITINT "_BitInt"
%token BREAK "break" CASE "case" CONTINUE "continue" DEFAULT "default" DO "do" ELSE "else" FOR "for" GOTO "goto" IF "if"
%token RETURN "return" SIZEOF "sizeof" SWITCH "switch" WHILE "while" GENERIC "_Generic" STATIC_ASSERT "_Static_assert"
%token ASM "asm" EXTENSION "__extension__" LABEL "__label__" REALIMAG "__real__" CONSTANT_WORD "constant"
%token VA_ARG "__builtin_va_arg" OFFSETOF "__builtin_offsetof" TYPES_COMPATIBLE "__builtin_types_compatible_p"
%token CHOOSE_EXPR "__builtin_choose_expr" CONVERTVECTOR "__builtin_convertvector" BIT_CAST "__builtin_bit_cast"
%token DEFER_TS "_Defer" PANIC_WORD "_Panic" RECOVER_WORD "_Recover" RESULT "_Result"

%type <tok> name any_name
%type <node> unit external declaration function_definition kr_opt_body body static_assertion
%type <node> init_declarator declared declarator direct_declarator abstract direct_abstract parameter type_name
%type <node> spec record enumeration enumerator member member_declarator initializer init_item
%type <node> expression expression_opt assignment conditional binary cast unary postfix primary generic_association argument asm_operand
%type <node> statement unlabeled label label_end compound block_item for_init defer_statement capture constant typed_operand braced
%type <list> specs init_declarators kr_list post_opt quals_opt parameters parameter_list names enumerators enum_body members
%type <list> member_declarators init_items designators offsets arguments arguments_opt associations items
%type <list> asm_operands asm_operand_list asm_sections captures attributes_opt array_quals_opt strings labels

/* The else belongs to the nearest if. */
%precedence THEN
%precedence ELSE
/* A colon behind a typedef name at the start of a statement makes a label of it. */
%precedence NO_LABEL
%precedence ":"
%precedence NO_ATTRIBUTES
%precedence ATTRIBUTES
/* Binary operators, the loosest first (C23 6.5.6 to 6.5.15).  Two of them stand in declarators, too: what
 * their precedence decides there (%prec in `abstract`) is what would be done without: a shift. */
%left "||"
%left "&&"
%left "|"
%left "^"
%left "&"
%left "==" "!="
%left "<" ">" "<=" ">="
%left "<<" ">>"
%left "+" "-"
%left "*" "/" "%"

%start unit
%%

unit: external { p->made = $1; YYACCEPT; }
	;

/* ---- names ------------------------------------------------------------------------------------------ */

name: NAME VARIABLE { $$ = @1.first; }
	;
/* Where only a name can stand: tags, members, labels. */
any_name: name | NAME TYPE { $$ = @1.first; }
	;

/* ---- external declarations ----------------------------------------------------------------------------- */

external: function_definition | declaration
	| declared ";" { $$ = node2(p, AST_DECLARATION, @$, NULL, $1); }                 /* x; implicit int */
	| declared "," init_declarators ";" { $$ = node2(p, AST_DECLARATION, @$, NULL, list_prepend($1, $3).head); }
	| ";" { $$ = NEW(EMPTY_DECLARATION, @$); }
	| static_assertion
	| ASM "(" strings ")" ";" { $$ = NEW(FILE_ASM, @$); }
	| EXTENSION external { $$ = parse_extended($2, @$); }
	| defer_statement
	;

function_definition:
	  specs declared kr_opt_body { $$ = parse_function(p, @$, $1.head, $2, $3); }
	| declared kr_opt_body { $$ = parse_function(p, @$, NULL, $1, $2); }
	;
kr_opt_body:
	  body
	| kr_list body { $$ = $2; $2->next = $1.head; }         /* parse_function() takes them apart */
	;
kr_list:
	  declaration { $$ = list_of($1); }
	| kr_list declaration { $$ = list_add($1, $2); }
	;
body:
	  body_open items "}" { $$ = parse_body_end(p, @$, $2.head); }
	| body_open items label_end "}" { $$ = parse_body_end(p, @$, list_add($2, $3).head); }
	| body_open SKIPPED "}" { $$ = parse_body_end(p, @$, NULL); }
	;
/* Nothing behind the { has been read when this is reduced: it may be skipped. */
body_open: "{" { parse_body_begin(p); }
	;

static_assertion:
	  STATIC_ASSERT "(" assignment ")" ";" { $$ = node1(p, AST_STATIC_ASSERTION, @$, $3); }
	| STATIC_ASSERT "(" assignment "," strings ")" ";" { $$ = node1(p, AST_STATIC_ASSERTION, @$, $3); }
	;
strings: STRING { $$ = list_of(NEW(STRING, @$)); } | strings STRING { $$ = $1; }
	;

/* ---- declarations ------------------------------------------------------------------------------------------ */

declaration:
	  specs ";" { $$ = parse_bare_declaration(p, @$, $1.head); }
	| specs init_declarators ";" { $$ = node2(p, AST_DECLARATION, @$, $1.head, $2.head); }
	;
init_declarators:
	  init_declarator { $$ = list_of($1); }
	| init_declarators "," init_declarator { $$ = list_add($1, $3); }
	| init_declarators "," ATTRIBUTES init_declarator { $$ = list_add($1, parse_more_attributes($4, $3)); }
	;
init_declarator:
	  declared
	| declared "=" initializer { $$ = $1; $$->kid[INIT_DECLARATOR_INIT] = $3; $$->last = @$.last; }
	;
/* A declarator whose name is in scope from here on (C23 6.2.1). */
declared: declarator post_opt %prec NO_ATTRIBUTES { $$ = parse_declared(p, @$, $1, $2.head); }
	;
post_opt:
	  %empty %prec NO_ATTRIBUTES { $$ = list_none(); }
	| post_opt ATTRIBUTES { $$ = list_join($1, $2); }
	| post_opt ASM "(" strings ")" { $$ = list_add($1, NEW(ASM_LABEL, range(@2, @5))); }
	;
attributes_opt: %empty %prec NO_ATTRIBUTES { $$ = list_none(); } | ATTRIBUTES
	;

specs: spec { $$ = parse_spec_list($1); } | specs spec { $$ = list_join($1, parse_spec_list($2)); }
	;
spec:
	  TYPEDEF { parse_typedef(p); $$ = with_op(NEW(SPEC_WORD, @$), OP(@1)); }
	| STORAGE { $$ = with_op(NEW(SPEC_WORD, @$), OP(@1)); }
	| QUALIFIER { $$ = with_op(NEW(SPEC_WORD, @$), OP(@1)); }
	| ATOMIC { $$ = with_op(NEW(SPEC_WORD, @$), OP(@1)); }
	| TYPE_WORD { parse_typed(p); $$ = with_op(NEW(SPEC_WORD, @$), OP(@1)); }
	| NAME TYPE { parse_typed(p); $$ = with_tok(NEW(SPEC_TYPEDEF_NAME, @$), @1.first); }
	| record { parse_typed(p); }
	| enumeration { parse_typed(p); }
	| TYPEOF typed_operand { parse_typed(p); $$ = with_op(node1(p, AST_SPEC_TYPEOF, @$, $2), OP(@1)); }
	| ATOMIC_TYPE "(" type_name ")" { parse_typed(p); $$ = node1(p, AST_SPEC_ATOMIC, @$, $3); }
	| BITINT "(" constant ")" { parse_typed(p); $$ = node1(p, AST_SPEC_BITINT, @$, $3); }
	| ALIGNAS typed_operand { $$ = node1(p, AST_SPEC_ALIGNAS, @$, $2); }
	| ATTRIBUTES { $$ = $1.head; }
	;
typed_operand: "(" expression ")" { $$ = $2; } | "(" type_name ")" { $$ = $2; }
	;

record:
	  STRUCT attributes_opt any_name { $$ = parse_record(p, @$, OP(@1), $2.head, $3, false, NULL); }
	| STRUCT attributes_opt any_name "{" members "}" { $$ = parse_record(p, @$, OP(@1), $2.head, $3, true, $5.head); }
	| STRUCT attributes_opt "{" members "}" { $$ = parse_record(p, @$, OP(@1), $2.head, NO_TOKEN, true, $4.head); }
	;
members: %empty { $$ = list_none(); } | members member { $$ = list_add($1, $2); } | members ";" { $$ = $1; }
	;
member:
	  specs ";" { $$ = node2(p, AST_MEMBER, @$, $1.head, NULL); }
	| specs member_declarators ";" { $$ = node2(p, AST_MEMBER, @$, $1.head, $2.head); }
	| EXTENSION member { $$ = parse_extended($2, @$); }
	| static_assertion
	;
member_declarators:
	  member_declarator { $$ = list_of($1); }
	| member_declarators "," member_declarator { $$ = list_add($1, $3); }
	;
member_declarator:
	  declarator attributes_opt { $$ = node2(p, AST_INIT_DECLARATOR, @$, $1, $2.head); }
	| declarator ":" constant attributes_opt
		{ $$ = node2(p, AST_INIT_DECLARATOR, @$, node2(p, AST_BITFIELD_DECLARATOR, range(@1, @3), $1, $3), $4.head); }
	| ":" constant attributes_opt
		{ $$ = node2(p, AST_INIT_DECLARATOR, @$, node2(p, AST_BITFIELD_DECLARATOR, range(@1, @2), parse_nameless(p, @1), $2), $3.head); }
	;

enumeration:
	  ENUM attributes_opt any_name %prec NO_LABEL { $$ = parse_enum(p, @$, $2.head, $3, NULL, false, NULL); }
	| ENUM attributes_opt any_name ":" specs { $$ = parse_enum(p, @$, $2.head, $3, $5.head, false, NULL); }
	| ENUM attributes_opt any_name enum_body { $$ = parse_enum(p, @$, $2.head, $3, NULL, true, $4.head); }
	| ENUM attributes_opt enum_body { $$ = parse_enum(p, @$, $2.head, NO_TOKEN, NULL, true, $3.head); }
	| ENUM attributes_opt any_name ":" specs enum_body { $$ = parse_enum(p, @$, $2.head, $3, $5.head, true, $6.head); }
	| ENUM attributes_opt ":" specs enum_body { $$ = parse_enum(p, @$, $2.head, NO_TOKEN, $4.head, true, $5.head); }
	;
enum_body: "{" enumerators "}" { $$ = $2; } | "{" enumerators "," "}" { $$ = $2; }
	;
enumerators:
	  enumerator { $$ = list_of($1); }
	| enumerators "," enumerator { $$ = list_add($1, $3); }
	;
enumerator:
	  any_name attributes_opt { $$ = parse_enumerator(p, @$, $1, $2.head, NULL); }
	| any_name attributes_opt "=" constant { $$ = parse_enumerator(p, @$, $1, $2.head, $4); }
	;

/* ---- declarators ---------------------------------------------------------------------------------------------- */

declarator:
	  direct_declarator
	| "*" quals_opt declarator { $$ = with_op(node2(p, AST_POINTER_DECLARATOR, @$, $3, $2.head), TOK_STAR); }
	| "^" quals_opt declarator { $$ = with_op(node2(p, AST_POINTER_DECLARATOR, @$, $3, $2.head), TOK_CARET); }
	;
quals_opt:
	  %empty { $$ = list_none(); }
	| quals_opt QUALIFIER { $$ = list_add($1, with_op(NEW(SPEC_WORD, @2), OP(@2))); }
	| quals_opt ATOMIC { $$ = list_add($1, with_op(NEW(SPEC_WORD, @2), OP(@2))); }
	| quals_opt ATTRIBUTES { $$ = list_join($1, $2); }
	;
direct_declarator:
	  name { $$ = with_tok(NEW(NAME_DECLARATOR, @$), $1); }
	| "(" declarator ")" { $$ = node2(p, AST_PAREN_DECLARATOR, @$, $2, NULL); }
	| "(" ATTRIBUTES declarator ")" { $$ = node2(p, AST_PAREN_DECLARATOR, @$, $3, $2.head); }
	| direct_declarator "[" array_quals_opt "]" { $$ = parse_array(p, @$, $1, $3, NULL, 0); }
	| direct_declarator "[" array_quals_opt assignment "]" { $$ = parse_array(p, @$, $1, $3, $4, 0); }
	| direct_declarator "[" array_quals_opt "*" "]" { $$ = parse_array(p, @$, $1, $3, NULL, F_STAR); }
	| direct_declarator "(" parameters ")" { $$ = parse_function_declarator(p, @$, $1, $3); }
	| direct_declarator "(" names ")" { $$ = with_flags(node2(p, AST_FUNCTION_DECLARATOR, @$, $1, $3.head), F_KR); parse_untyped(p); }
	;
array_quals_opt:
	  %empty { $$ = list_none(); }
	| array_quals_opt QUALIFIER { $$ = list_add($1, with_op(NEW(SPEC_WORD, @2), OP(@2))); }
	| array_quals_opt ATOMIC { $$ = list_add($1, with_op(NEW(SPEC_WORD, @2), OP(@2))); }
	| array_quals_opt STORAGE { $$ = list_add($1, with_op(NEW(SPEC_WORD, @2), OP(@2))); }
	;
names:
	  name { $$ = list_of(with_tok(NEW(KR_NAME, @$), $1)); }
	| names "," name { $$ = list_add($1, with_tok(NEW(KR_NAME, @3), $3)); }
	;
parameters:
	  %empty { $$ = list_none(); }
	| parameter_list
	| parameter_list "," "..." { $$ = list_variadic($1); }
	| "..." { $$ = list_variadic(list_none()); }
	;
parameter_list:
	  parameter { $$ = list_of($1); }
	| parameter_list "," parameter { $$ = list_add($1, $3); }
	;
parameter:
	  specs declarator attributes_opt { $$ = parse_parameter(p, @$, $1.head, $2, $3.head); }
	| specs abstract attributes_opt { $$ = parse_parameter(p, @$, $1.head, $2, $3.head); }
	| specs { $$ = parse_parameter(p, @$, $1.head, parse_behind(p, @1), NULL); }
	;

abstract:
	  "*" quals_opt %prec NO_ATTRIBUTES { $$ = with_op(node2(p, AST_POINTER_DECLARATOR, @$, parse_behind(p, @$), $2.head), TOK_STAR); }
	| "^" quals_opt %prec NO_ATTRIBUTES { $$ = with_op(node2(p, AST_POINTER_DECLARATOR, @$, parse_behind(p, @$), $2.head), TOK_CARET); }
	| "*" quals_opt abstract { $$ = with_op(node2(p, AST_POINTER_DECLARATOR, @$, $3, $2.head), TOK_STAR); }
	| "^" quals_opt abstract { $$ = with_op(node2(p, AST_POINTER_DECLARATOR, @$, $3, $2.head), TOK_CARET); }
	| direct_abstract
	;
direct_abstract:
	  "(" abstract ")" { $$ = node2(p, AST_PAREN_DECLARATOR, @$, $2, NULL); }
	| "(" ATTRIBUTES abstract ")" { $$ = node2(p, AST_PAREN_DECLARATOR, @$, $3, $2.head); }
	| "[" array_quals_opt "]" { $$ = parse_array(p, @$, parse_nameless(p, @1), $2, NULL, 0); }
	| "[" array_quals_opt assignment "]" { $$ = parse_array(p, @$, parse_nameless(p, @1), $2, $3, 0); }
	| "[" array_quals_opt "*" "]" { $$ = parse_array(p, @$, parse_nameless(p, @1), $2, NULL, F_STAR); }
	| direct_abstract "[" array_quals_opt "]" { $$ = parse_array(p, @$, $1, $3, NULL, 0); }
	| direct_abstract "[" array_quals_opt assignment "]" { $$ = parse_array(p, @$, $1, $3, $4, 0); }
	| direct_abstract "[" array_quals_opt "*" "]" { $$ = parse_array(p, @$, $1, $3, NULL, F_STAR); }
	| "(" parameters ")" { $$ = parse_function_declarator(p, @$, parse_nameless(p, @1), $2); }
	| direct_abstract "(" parameters ")" { $$ = parse_function_declarator(p, @$, $1, $3); }
	;
type_name:
	  specs { $$ = node2(p, AST_TYPE_NAME, @$, $1.head, parse_behind(p, @1)); }
	| specs abstract { $$ = node2(p, AST_TYPE_NAME, @$, $1.head, $2); }
	| EXTENSION type_name { $$ = parse_extended($2, @$); }
	;

/* ---- initializers ---------------------------------------------------------------------------------------------- */

initializer: assignment | braced
	;
braced:
	  "{" "}" { $$ = NEW(INIT_LIST, @$); }
	| "{" init_items "}" { $$ = node1(p, AST_INIT_LIST, @$, $2.head); }
	| "{" init_items "," "}" { $$ = node1(p, AST_INIT_LIST, @$, $2.head); }
	;
init_items: init_item { $$ = list_of($1); } | init_items "," init_item { $$ = list_add($1, $3); }
	;
init_item:
	  initializer { $$ = node2(p, AST_INIT_ITEM, @$, NULL, $1); }
	| designators "=" initializer { $$ = node2(p, AST_INIT_ITEM, @$, $1.head, $3); }
	| designators initializer { $$ = node2(p, AST_INIT_ITEM, @$, $1.head, $2); }    /* GNU: [0] 1 */
	| any_name ":" initializer
		{ $$ = node2(p, AST_INIT_ITEM, @$, with_tok(NEW(MEMBER_DESIGNATOR, range(@1, @2)), $1), $3); }   /* GNU: x: 1 */
	;
designators:
	  "." any_name { $$ = list_of(with_tok(NEW(MEMBER_DESIGNATOR, @$), $2)); }
	| "[" constant "]" { $$ = list_of(node2(p, AST_INDEX_DESIGNATOR, @$, $2, NULL)); }
	| "[" constant "..." constant "]" { $$ = list_of(node2(p, AST_INDEX_DESIGNATOR, @$, $2, $4)); }
	| designators "." any_name { $$ = list_add($1, with_tok(NEW(MEMBER_DESIGNATOR, range(@2, @3)), $3)); }
	| designators "[" constant "]" { $$ = list_add($1, node2(p, AST_INDEX_DESIGNATOR, range(@2, @4), $3, NULL)); }
	| designators "[" constant "..." constant "]" { $$ = list_add($1, node2(p, AST_INDEX_DESIGNATOR, range(@2, @6), $3, $5)); }
	;

/* ---- expressions ---------------------------------------------------------------------------------------------- */

primary:
	  name { $$ = with_tok(NEW(IDENT, @$), $1); }
	| NUMBER { $$ = with_tok(NEW(NUMBER, @$), @1.first); }
	| CHARACTER { $$ = with_tok(NEW(CHARACTER, @$), @1.first); }
	| strings { $$ = NEW(STRING, @$); }
	| CONSTANT_WORD { $$ = with_op(NEW(WORD, @$), OP(@1)); }
	| RESULT { $$ = with_tok(NEW(RESULT, @$), @1.first); }
	| "(" expression ")" { $$ = node1(p, AST_PAREN, @$, $2); }
	| "(" compound ")" { $$ = node1(p, AST_STMT_EXPR, @$, $2); }
	| GENERIC "(" assignment "," associations ")" { $$ = node2(p, AST_GENERIC, @$, $3, $5.head); }
	| GENERIC "(" type_name "," associations ")" { $$ = node2(p, AST_GENERIC, @$, $3, $5.head); }
	| VA_ARG "(" assignment "," type_name ")" { $$ = node2(p, AST_VA_ARG, @$, $3, $5); }
	| OFFSETOF "(" type_name "," offsets ")" { $$ = node2(p, AST_OFFSETOF, @$, $3, $5.head); }
	| TYPES_COMPATIBLE "(" type_name "," type_name ")" { $$ = node2(p, AST_TYPES_COMPATIBLE, @$, $3, $5); }
	| CHOOSE_EXPR "(" assignment "," assignment "," assignment ")" { $$ = node3(p, AST_CHOOSE_EXPR, @$, $3, $5, $7); }
	| CONVERTVECTOR "(" assignment "," type_name ")" { $$ = node2(p, AST_CONVERTVECTOR, @$, $3, $5); }
	| BIT_CAST "(" type_name "," assignment ")" { $$ = node2(p, AST_BIT_CAST, @$, $3, $5); }
	| NAME WORD_PANIC "(" arguments_opt ")" { $$ = node1(p, AST_PANIC, @$, $4.head); }
	| PANIC_WORD "(" arguments_opt ")" { $$ = node1(p, AST_PANIC, @$, $3.head); }
	| NAME WORD_RECOVER "(" ")" { $$ = NEW(RECOVER, @$); }
	| NAME WORD_RECOVER "(" type_name ")" { $$ = node1(p, AST_RECOVER, @$, $4); }
	| NAME WORD_RECOVER "(" expression ")" { $$ = node1(p, AST_RECOVER, @$, $4); }
	| RECOVER_WORD "(" ")" { $$ = NEW(RECOVER, @$); }
	| RECOVER_WORD "(" type_name ")" { $$ = node1(p, AST_RECOVER, @$, $3); }
	| RECOVER_WORD "(" expression ")" { $$ = node1(p, AST_RECOVER, @$, $3); }
	;
associations: generic_association { $$ = list_of($1); } | associations "," generic_association { $$ = list_add($1, $3); }
	;
generic_association:
	  type_name ":" assignment { $$ = node2(p, AST_GENERIC_ASSOC, @$, $1, $3); }
	| DEFAULT ":" assignment { $$ = node2(p, AST_GENERIC_ASSOC, @$, NULL, $3); }
	;
offsets:
	  any_name { $$ = list_of(with_tok(NEW(MEMBER_DESIGNATOR, @$), $1)); }
	| offsets "." any_name { $$ = list_add($1, with_tok(NEW(MEMBER_DESIGNATOR, range(@2, @3)), $3)); }
	| offsets "->" any_name { $$ = list_add($1, with_tok(NEW(MEMBER_DESIGNATOR, range(@2, @3)), $3)); }
	| offsets "[" expression "]" { $$ = list_add($1, node2(p, AST_INDEX_DESIGNATOR, range(@2, @4), $3, NULL)); }
	;
postfix:
	  primary
	| postfix "[" expression "]" { $$ = node2(p, AST_INDEX, @$, $1, $3); }
	| postfix "(" arguments_opt ")" { $$ = node2(p, AST_CALL, @$, $1, $3.head); }
	| postfix "." any_name { $$ = with_tok(with_op(node1(p, AST_MEMBER_OF, @$, $1), TOK_DOT), $3); }
	| postfix "->" any_name { $$ = with_tok(with_op(node1(p, AST_MEMBER_OF, @$, $1), TOK_ARROW), $3); }
	| postfix "++" { $$ = with_op(node1(p, AST_POSTFIX, @$, $1), TOK_INC); }
	| postfix "--" { $$ = with_op(node1(p, AST_POSTFIX, @$, $1), TOK_DEC); }
	| "(" type_name ")" braced { $$ = parse_compound_literal(p, @$, $2, $4); }
	;
arguments_opt: %empty { $$ = list_none(); } | arguments
	;
arguments: argument { $$ = list_of($1); } | arguments "," argument { $$ = list_add($1, $3); }
	;
/* Some of the compilers' own functions take types. */
argument: assignment | type_name { $$ = node1(p, AST_TYPE_ARGUMENT, @$, $1); }
	;
unary:
	  postfix
	| "++" unary { $$ = with_op(node1(p, AST_UNARY, @$, $2), TOK_INC); }
	| "--" unary { $$ = with_op(node1(p, AST_UNARY, @$, $2), TOK_DEC); }
	| "&" cast { $$ = with_op(node1(p, AST_UNARY, @$, $2), TOK_AMP); }
	| "*" cast { $$ = with_op(node1(p, AST_UNARY, @$, $2), TOK_STAR); }
	| "+" cast { $$ = with_op(node1(p, AST_UNARY, @$, $2), TOK_PLUS); }
	| "-" cast { $$ = with_op(node1(p, AST_UNARY, @$, $2), TOK_MINUS); }
	| "~" cast { $$ = with_op(node1(p, AST_UNARY, @$, $2), TOK_TILDE); }
	| "!" cast { $$ = with_op(node1(p, AST_UNARY, @$, $2), TOK_NOT); }
	| REALIMAG cast { $$ = with_op(node1(p, AST_UNARY, @$, $2), OP(@1)); }
	| EXTENSION cast { $$ = with_op(node1(p, AST_UNARY, @$, $2), TOK_EXTENSION); }
	| "&&" any_name { $$ = with_tok(NEW(LABEL_ADDRESS, @$), $2); }
	| SIZEOF unary { $$ = with_op(node1(p, AST_SIZEOF_EXPR, @$, $2), OP(@1)); }
	| SIZEOF "(" type_name ")" { $$ = with_op(node1(p, AST_SIZEOF_TYPE, @$, $3), OP(@1)); }
	;
cast:
	  unary
	| "(" type_name ")" cast { $$ = node2(p, AST_CAST, @$, $2, $4); }
	;
/* By precedence: a level of the grammar for each would cost ten reductions for every operand. */
binary: cast
	| binary "*" binary { $$ = with_op(node2(p, AST_BINARY, @$, $1, $3), TOK_STAR); }
	| binary "/" binary { $$ = with_op(node2(p, AST_BINARY, @$, $1, $3), TOK_SLASH); }
	| binary "%" binary { $$ = with_op(node2(p, AST_BINARY, @$, $1, $3), TOK_PERCENT); }
	| binary "+" binary { $$ = with_op(node2(p, AST_BINARY, @$, $1, $3), TOK_PLUS); }
	| binary "-" binary { $$ = with_op(node2(p, AST_BINARY, @$, $1, $3), TOK_MINUS); }
	| binary "<<" binary { $$ = with_op(node2(p, AST_BINARY, @$, $1, $3), TOK_SHL); }
	| binary ">>" binary { $$ = with_op(node2(p, AST_BINARY, @$, $1, $3), TOK_SHR); }
	| binary "<" binary { $$ = with_op(node2(p, AST_BINARY, @$, $1, $3), TOK_LT); }
	| binary ">" binary { $$ = with_op(node2(p, AST_BINARY, @$, $1, $3), TOK_GT); }
	| binary "<=" binary { $$ = with_op(node2(p, AST_BINARY, @$, $1, $3), TOK_LE); }
	| binary ">=" binary { $$ = with_op(node2(p, AST_BINARY, @$, $1, $3), TOK_GE); }
	| binary "==" binary { $$ = with_op(node2(p, AST_BINARY, @$, $1, $3), TOK_EQ); }
	| binary "!=" binary { $$ = with_op(node2(p, AST_BINARY, @$, $1, $3), TOK_NE); }
	| binary "&" binary { $$ = with_op(node2(p, AST_BINARY, @$, $1, $3), TOK_AMP); }
	| binary "^" binary { $$ = with_op(node2(p, AST_BINARY, @$, $1, $3), TOK_CARET); }
	| binary "|" binary { $$ = with_op(node2(p, AST_BINARY, @$, $1, $3), TOK_PIPE); }
	| binary "&&" binary { $$ = with_op(node2(p, AST_BINARY, @$, $1, $3), TOK_ANDAND); }
	| binary "||" binary { $$ = with_op(node2(p, AST_BINARY, @$, $1, $3), TOK_OROR); }
	;
conditional: binary
	| binary "?" expression ":" conditional { $$ = node3(p, AST_CONDITIONAL, @$, $1, $3, $5); }
	| binary "?" ":" conditional { $$ = node3(p, AST_CONDITIONAL, @$, $1, NULL, $4); }     /* GNU */
	;
assignment: conditional
	| unary "=" assignment { $$ = with_op(node2(p, AST_ASSIGN, @$, $1, $3), TOK_ASSIGN); }
	| unary ASSIGN_OP assignment { $$ = with_op(node2(p, AST_ASSIGN, @$, $1, $3), OP(@2)); }
	;
expression: assignment | expression "," assignment { $$ = node2(p, AST_COMMA, @$, $1, $3); }
	;
expression_opt: %empty { $$ = NULL; } | expression
	;
constant: conditional
	;

/* ---- statements ---------------------------------------------------------------------------------------------- */

compound:
	  "{" scope_open items "}" { parse_scope_close(p); $$ = node1(p, AST_BLOCK, @$, $3.head); }
	| "{" scope_open items label_end "}" { parse_scope_close(p); $$ = node1(p, AST_BLOCK, @$, list_add($3, $4).head); }
	;
scope_open: %empty { parse_scope_open(p); }
	;
items: %empty { $$ = list_none(); } | items block_item { $$ = list_add($1, $2); }
	;
block_item:
	  statement
	| declaration
	| label declaration { $$ = parse_labeled(p, @$, $1, $2); }
	| specs declared kr_opt_body { $$ = with_flags(parse_function(p, @$, $1.head, $2, $3), F_NESTED); }
	| EXTENSION declaration { $$ = parse_extended($2, @$); }
	| static_assertion
	| LABEL labels ";" { $$ = node1(p, AST_LOCAL_LABELS, @$, $2.head); }
	;
labels:
	  any_name { $$ = list_of(with_tok(NEW(KR_NAME, @$), $1)); }
	| labels "," any_name { $$ = list_add($1, with_tok(NEW(KR_NAME, @3), $3)); }
	;

statement: unlabeled | label statement { $$ = parse_labeled(p, @$, $1, $2); }
	;
/* What follows a label may also be a declaration or the end of the block (C23). */
label_end: label | label label_end { $$ = parse_labeled(p, @$, $1, $2); }
	;
label:
	  any_name ":" { $$ = parse_label(p, node2(p, AST_LABEL, @$, NULL, NULL), $1); }
	| CASE constant ":" { $$ = parse_label(p, node3(p, AST_CASE, @$, $2, NULL, NULL), NO_TOKEN); }
	| CASE constant "..." constant ":" { $$ = parse_label(p, node3(p, AST_CASE, @$, $2, $4, NULL), NO_TOKEN); }
	| DEFAULT ":" { $$ = parse_label(p, node1(p, AST_DEFAULT, @$, NULL), NO_TOKEN); }
	;
unlabeled:
	  compound
	| expression_opt ";" { $$ = node1(p, AST_EXPR_STMT, @$, $1); }
	| IF "(" expression ")" statement %prec THEN { $$ = node3(p, AST_IF, @$, $3, $5, NULL); }
	| IF "(" expression ")" statement ELSE statement { $$ = node3(p, AST_IF, @$, $3, $5, $7); }
	| SWITCH "(" expression ")" statement { $$ = node2(p, AST_SWITCH, @$, $3, $5); }
	| WHILE "(" expression ")" statement { $$ = node2(p, AST_WHILE, @$, $3, $5); }
	| DO statement WHILE "(" expression ")" ";" { $$ = node2(p, AST_DO, @$, $2, $5); }
	| FOR "(" scope_open for_init expression_opt ";" expression_opt ")" statement
		{ parse_scope_close(p); $$ = parse_for(p, @$, $4, $5, $7, $9); }
	| GOTO any_name ";" { $$ = with_tok(NEW(GOTO, @$), $2); }
	| GOTO "*" expression ";" { $$ = node1(p, AST_GOTO_COMPUTED, @$, $3); }
	| CONTINUE ";" { $$ = NEW(CONTINUE, @$); }
	| BREAK ";" { $$ = NEW(BREAK, @$); }
	| RETURN expression_opt ";" { $$ = node1(p, AST_RETURN, @$, $2); }
	| ASM asm_words "(" strings asm_sections ")" ";" { $$ = parse_asm(p, @$, $5.head); }
	| defer_statement
	;
for_init: expression_opt ";" { $$ = $1; } | declaration
	;

/* ---- asm ---------------------------------------------------------------------------------------------- */

asm_words: %empty | asm_words QUALIFIER | asm_words STORAGE | asm_words GOTO
	;
asm_sections:
	  %empty { $$ = list_none(); }
	| asm_sections ":" asm_operands { $$ = list_join($1, $3); }
	| asm_sections "::" asm_operands { $$ = list_join($1, $3); }
	;
asm_operands: %empty { $$ = list_none(); } | asm_operand_list
	;
asm_operand_list:
	  asm_operand { $$ = list_of($1); }
	| asm_operand_list "," asm_operand { $$ = $3 ? list_add($1, $3) : $1; }
	;
asm_operand:
	  strings { $$ = NULL; }
	| strings "(" expression ")" { $$ = $3; }
	| "[" any_name "]" strings "(" expression ")" { $$ = $6; }
	| any_name { $$ = with_tok(NEW(LABEL_ADDRESS, @$), $1); }
	;

/* ---- defer ---------------------------------------------------------------------------------------------- */

defer_statement:
	  DEFER_TS statement { $$ = node2(p, AST_DEFER_SCOPED, @$, NULL, parse_block(p, $2)); }
	| NAME WORD_DEFER expression ";" { $$ = node1(p, AST_DEFER_CALL, @$, $3); }
	| NAME WORD_DEFER scope_open compound { parse_scope_close(p); $$ = node2(p, AST_DEFER_BLOCK, @$, NULL, $4); }
	| NAME WORD_DEFER "[" scope_open captures "]" compound
		{ parse_scope_close(p); $$ = with_flags(node2(p, AST_DEFER_BLOCK, @$, $5.head, $7), F_CAPTURES); }
	| NAME WORD_DEFER "[" "]" compound { $$ = with_flags(node2(p, AST_DEFER_BLOCK, @$, NULL, $5), F_CAPTURES); }
	;
captures: capture { $$ = list_of($1); } | captures "," capture { $$ = list_add($1, $3); }
	;
capture:
	  any_name { $$ = parse_capture(p, @$, TOK_IDENT, $1, NULL); }
	| any_name "=" assignment { $$ = parse_capture(p, @$, TOK_ASSIGN, $1, $3); }
	| "&" any_name { $$ = parse_capture(p, @$, TOK_AMP, $2, NULL); }
	| "=" { $$ = parse_capture(p, @$, TOK_EQ, NO_TOKEN, NULL); }
	;
%%

/* What the parser expected, in the report's terms (parse/syntax.c). */
static int yyreport_syntax_error(const yypcontext_t *context, struct parser *p)
{
	yysymbol_kind_t kinds[CYNTOKENS_ALL];
	bool expected[YYNTOKENS] = {false};
	int n = yypcontext_expected_tokens(context, kinds, CYNTOKENS_ALL);

	for (int i = 0; i < n; i++)
		expected[kinds[i]] = true;
	syntax_error(p, &(struct expected){
		.semicolon = expected[YYSYMBOL_SEMI], .rparen = expected[YYSYMBOL_RPAREN], .rbracket = expected[YYSYMBOL_RBRACKET],
		.rbrace = expected[YYSYMBOL_RBRACE], .lparen = expected[YYSYMBOL_LPAREN], .lbrace = expected[YYSYMBOL_LBRACE],
		.comma = expected[YYSYMBOL_COMMA], .colon = expected[YYSYMBOL_COLON], .assign = expected[YYSYMBOL_ASSIGN],
		.expression = expected[YYSYMBOL_NUMBER], .name = expected[YYSYMBOL_NAME], .statement = expected[YYSYMBOL_RETURN],
		.string = expected[YYSYMBOL_STRING], .type = expected[YYSYMBOL_TYPE_WORD], .in = expected[YYSYMBOL_WHILE],
	});
	return 0;
}
