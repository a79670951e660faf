using System.Globalization;

namespace SqlInference.Language;

/// <summary>
/// Splits a script into statements without reading more of them than quotes, comments and parentheses. Never fails:
/// what is not closed belongs to the last statement. Between statements there are only blanks, comments, stray
/// semicolons and lines with <c>GO</c>, so statements and what is between them make up the script.
/// </summary>
public static class ScriptSplitter
{
    public static IReadOnlyList<ScriptStatement> Split(string script, SqlDialect? dialect = null)
    {
        ArgumentNullException.ThrowIfNull(script);
        return new Splitter(script, dialect ?? SqlDialect.PostgreSql).Split();
    }

    /// <summary>Statements as they are to be run: each batch, as a whole, as often as its <c>GO</c> says.</summary>
    public static IEnumerable<ScriptStatement> Repeated(this IEnumerable<ScriptStatement> statements) => statements
        .GroupBy(statement => statement.Batch)
        .SelectMany(batch => Enumerable.Repeat(batch, batch.First().Repeat))
        .SelectMany(batch => batch);

    ref struct Splitter(ReadOnlySpan<char> text, SqlDialect dialect)
    {
        readonly ReadOnlySpan<char> _text = text;
        readonly List<ScriptStatement> _statements = [];
        PositionCursor _position;
        AtomicBody _atomic;

        // The statement being read; it begins with its first token, and _lead is where comments before it begin.
        bool _isOpen;
        bool? _isModule;
        int _lead;
        int _first;
        int _last;
        int _depth;

        int _separatorEnd;
        int _batch;
        int _batchStart;

        public List<ScriptStatement> Split()
        {
            var token = SqlLexer.Next(_text, 0, dialect);
            while (token.Kind != TokenKind.End)
            {
                var next = Take(token);
                token = SqlLexer.Next(_text, next, dialect);
            }

            Close(_last);
            return _statements;
        }

        /// <summary>Returns where to go on reading.</summary>
        int Take(Token token)
        {
            if (dialect.GoEndsBatch && IsGo(token, out var repeat, out var lineEnd))
            {
                Close(_last);
                EndBatch(repeat);
                return _separatorEnd = lineEnd;
            }

            if (token.IsSymbol(_text, ';') && _depth == 0 && !_atomic.IsOpen && !IsInModule())
            {
                Close(token.End);
                return _separatorEnd = token.End;
            }

            if (!_isOpen)
                Open(token);
            Follow(token);
            _last = token.End;
            return token.End;
        }

        void Open(Token token)
        {
            _isOpen = true;
            _isModule = null;
            _lead = SqlLexer.SkipBlanks(_text, _separatorEnd);
            _first = token.Start;
            _depth = 0;
            _atomic = default;
        }

        void Follow(Token token)
        {
            if (token.IsSymbol(_text, '('))
                _depth++;
            else if (token.IsSymbol(_text, ')'))
                _depth = Math.Max(0, _depth - 1);
            else if (dialect.HasAtomicBodies && token.Kind == TokenKind.Word && _depth == 0)
                _atomic.Take(_text, token);
        }

        bool IsInModule()
        {
            if (!dialect.HasBatches || !_isOpen)
                return false;
            _isModule ??= StatementClassifier.IsModule(_text[_first..], dialect);
            return _isModule.Value;
        }

        void Close(int end)
        {
            if (!_isOpen)
                return;
            _isOpen = false;
            var kind = StatementClassifier.Classify(_text[_first..end], dialect);
            if (JoinsPrevious(kind))
            {
                var previous = _statements[^1];
                _statements[^1] = previous with { Length = end - previous.Start };
                return;
            }

            var (line, column) = _position.MoveTo(_text, _first);
            _statements.Add(new ScriptStatement(_lead, end - _lead, line, column, kind) { Batch = _batch });
        }

        readonly bool JoinsPrevious(StatementKind kind) =>
            dialect.HasBatches && kind == StatementKind.PassThrough
            && _statements.Count > _batchStart && !_statements[^1].IsModelStatement;

        void EndBatch(int repeat)
        {
            for (var i = _batchStart; i < _statements.Count && repeat != 1; i++)
                _statements[i] = _statements[i] with { Repeat = repeat };
            _batchStart = _statements.Count;
            _batch++;
        }

        /// <summary>A line with nothing but GO and perhaps a count and a comment.</summary>
        readonly bool IsGo(Token token, out int repeat, out int lineEnd)
        {
            repeat = 1;
            lineEnd = 0;
            if (!token.IsWord(_text, "GO") || !_text[..token.Start].TrimEnd(" \t").IsEmptyOrEndsLine())
                return false;
            lineEnd = SqlLexer.EndOfLine(_text, token.End);
            var rest = _text[token.End..lineEnd];
            var comment = rest.IndexOf("--", StringComparison.Ordinal);
            rest = (comment < 0 ? rest : rest[..comment]).Trim();
            return rest.IsEmpty || int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out repeat);
        }
    }

    static bool IsEmptyOrEndsLine(this ReadOnlySpan<char> text) => text.IsEmpty || text[^1] is '\n' or '\r' or '\uFEFF';
}
