"""From template text to trees and back: lexer, parsers, nodes and printer."""
