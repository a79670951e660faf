using SqlInference.Errors;

namespace SqlInference.Language;

/// <summary>The clauses of one statement: each at most once, in any order.</summary>
sealed class ClauseTable
{
    readonly TokenReader _reader;
    readonly List<Clause> _clauses = [];
    readonly Dictionary<string, Token> _seen = [];

    public ClauseTable(TokenReader reader)
    {
        _reader = reader;
        reader.IsClauseKeyword = word => _clauses.Exists(clause => clause.Matches(word));
    }

    /// <summary>Adds a clause; its reader starts after the keyword.</summary>
    public ClauseTable Add(string keyword, Action read)
    {
        _clauses.Add(new Clause(keyword, keyword, read));
        return this;
    }

    /// <summary>Adds a clause that is its own value: any of the keywords, which stand for one clause.</summary>
    public ClauseTable AddChoice<T>(string name, Choice<T> choice, Action<T> read)
        where T : struct
    {
        foreach (var keyword in choice.Keywords)
            _clauses.Add(new Clause(keyword, name, () => read(choice.Find(keyword)!.Value)));
        return this;
    }

    /// <summary>Where a clause began; null where it is missing.</summary>
    public Token? Find(string name) => _seen.TryGetValue(name, out var token) ? token : null;

    /// <summary>Reads all clauses up to the end of the statement.</summary>
    public void ReadAll()
    {
        while (!_reader.AtEnd && !_reader.IsSymbol(';'))
            ReadOne();
        _reader.ExpectEnd();
    }

    /// <summary>Refuses clauses that the other clauses leave without meaning.</summary>
    public void Refuse(ReadOnlySpan<string> names, string what)
    {
        foreach (var name in names)
        {
            if (Find(name) is { } token)
                throw _reader.Fail(ErrorConditions.SyntaxError, $"{name} has no meaning for {what}.", token, $"Leave out {name}.");
        }
    }

    void ReadOne()
    {
        var token = _reader.Current;
        var clause = token.Kind == TokenKind.Word ? _clauses.Find(one => one.Matches(_reader.Value())) : null;
        if (clause is null)
            throw _reader.Unexpected(Expected(), _reader.Suggest(Open().Select(one => one.Keyword)));
        if (!_seen.TryAdd(clause.Name, token))
        {
            var first = TextPosition.Of(_reader.Text, _seen[clause.Name].Start);
            throw _reader.Fail(ErrorConditions.DuplicateClause, $"{clause.Name} is given twice, the first time at {first}.", token, "Leave one of them out.");
        }

        _reader.Advance();
        _reader.ClauseValueStart = _reader.Current.Start;
        clause.Read();
    }

    string Expected() => ListText.Or([.. Open().Select(one => one.Keyword), "the end of the statement"]);

    IEnumerable<Clause> Open() => _clauses.Where(clause => !_seen.ContainsKey(clause.Name));

    sealed record Clause(string Keyword, string Name, Action Read)
    {
        public bool Matches(string word) => Keyword.Equals(word, StringComparison.OrdinalIgnoreCase);
    }
}
