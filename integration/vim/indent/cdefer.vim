" A deferred block is indented as any block.
runtime! indent/c.vim
