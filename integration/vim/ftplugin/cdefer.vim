" As for C: comments, matching, 'path' and 'include'.  :make checks the file.
if exists('b:did_ftplugin')
  finish
endif
runtime! ftplugin/c.vim
setlocal suffixesadd+=.hd,.h
if !exists('current_compiler')
  compiler cdefer
endif
let b:undo_ftplugin = get(b:, 'undo_ftplugin', 'exe') . ' | setlocal suffixesadd<'
