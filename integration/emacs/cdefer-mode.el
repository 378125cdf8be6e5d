;;; cdefer-mode.el --- C with defer, panic and recover  -*- lexical-binding: t -*-

;; Version: 0.1.0
;; Keywords: c languages
;; Package-Requires: ((emacs "26.1"))

;;; Commentary:

;; For .cd and .hd files: C mode in which `defer' begins a block like `do' or `else', and the words are
;; shown as keywords.  M-x compile proposes `cdefer --check'.

;;; Code:

(require 'cc-mode)

(eval-when-compile
  (require 'cc-langs)
  (require 'cc-fonts))

(eval-and-compile
  (c-add-language 'cdefer-mode 'c-mode))

;; A block, or a statement, stands behind it, perhaps with something in brackets in between.
(c-lang-defconst c-block-stmt-1-2-kwds
  cdefer (append '("defer" "_Defer") (c-lang-const c-block-stmt-1-2-kwds)))

(defconst cdefer-words
  ;; Not the members of that name.
  `((,(concat "\\(?:^\\|[^.>]\\|[^-]>\\)" (regexp-opt '("panic" "recover" "_Panic" "_Recover") 'symbols))
     1 font-lock-keyword-face)
    (,(regexp-opt '("_Result") 'symbols) . font-lock-variable-name-face))
  "The words that C has as identifiers.")

(defvar cdefer-font-lock-keywords-1 (c-lang-const c-matchers-1 cdefer))
(defvar cdefer-font-lock-keywords-2 (append cdefer-words (c-lang-const c-matchers-2 cdefer)))
(defvar cdefer-font-lock-keywords-3 (append cdefer-words (c-lang-const c-matchers-3 cdefer)))
(defvar cdefer-font-lock-keywords cdefer-font-lock-keywords-3
  "What `cdefer-mode' shows in colour.")

(defvar cdefer-mode-syntax-table (funcall (c-lang-const c-make-mode-syntax-table cdefer)))

;;;###autoload
(define-derived-mode cdefer-mode prog-mode "C/defer"
  "Major mode for C with defer, panic and recover.
Everything is as in `c-mode', its hook `c-mode-common-hook' too."
  :after-hook (c-update-modeline)
  (c-initialize-cc-mode t)
  (use-local-map c-mode-map)
  (setq abbrev-mode t)
  (c-init-language-vars cdefer-mode)
  (c-common-init 'cdefer-mode)
  (when buffer-file-name
    (setq-local compile-command
                (concat "cdefer --check " (shell-quote-argument (file-name-nondirectory buffer-file-name)))))
  (c-run-mode-hooks 'c-mode-common-hook))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.[ch]d\\'" . cdefer-mode))

(provide 'cdefer-mode)
;;; cdefer-mode.el ends here
