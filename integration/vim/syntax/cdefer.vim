" C with defer, panic and recover: C's own file, and the words.
if exists('b:current_syntax')
  finish
endif
runtime! syntax/c.vim
unlet! b:current_syntax

" Not the members of that name.
syn match cdeferStatement '\%(\.\|->\)\@2<!\<\%(defer\|_Defer\)\>' nextgroup=cdeferCapture skipwhite skipempty
syn match cdeferStatement '\%(\.\|->\)\@2<!\<_\=\%(panic\|recover\|Panic\|Recover\)\>'
syn keyword cdeferResult _Result
" The list behind defer: [x, &y, n = e], [=]
syn region cdeferCapture contained matchgroup=cdeferCaptureBracket start='\[' end='\]' contains=TOP,cErrInBracket,cErrInParen
syn cluster cParenGroup add=cdeferCapture
syn cluster cMultiGroup add=cdeferCapture

hi def link cdeferStatement Statement
hi def link cdeferResult Identifier
hi def link cdeferCaptureBracket Delimiter

let b:current_syntax = 'cdefer'
