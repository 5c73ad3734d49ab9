"""The language server: findings while a record is written, in any editor that speaks LSP. Loaded by `citefirst lsp`."""
