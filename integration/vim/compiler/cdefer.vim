" :make asks cdefer for mistakes in the file; its messages have GCC's form.
if exists('current_compiler')
  finish
endif
let current_compiler = 'cdefer'

CompilerSet makeprg=cdefer\ --check\ $*\ %:S
CompilerSet errorformat=
      \%-G%f:%l:%c:\ note:\ expanded\ from\ %.%#,
      \%f:%l:%c:\ %trror:\ %m,
      \%f:%l:%c:\ %tarning:\ %m,
      \%f:%l:%c:\ %tote:\ %m,
      \cdefer:\ %trror:\ %m,
      \%-G%.%#
