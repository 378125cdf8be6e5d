" Files of C with defer, panic and recover.
autocmd BufRead,BufNewFile *.cd,*.hd setfiletype cdefer
