using SqlInference.PostgresWire.Copying;
using SqlInference.Sidecar.Errors;
using SqlInference.Sidecar.Statements;

namespace SqlInference.Sidecar.Copying;

/// <summary>COPY between a table, or a query, and the client. With files it is the engine's.</summary>
/// <param name="Table">As it is written; null where a query is copied.</param>
/// <param name="Columns">Null for all.</param>
sealed record CopyStatement(string? Table, IReadOnlyList<string>? Columns, string? Query, bool IsFromClient, CopyOptions Options)
{
    /// <summary>Null where the other end is a file.</summary>
    public static CopyStatement? TryParse(ref Words words)
    {
        string? table = null, query = null;
        List<string>? columns = null;
        if (words.IsSymbol('('))
        {
            query = words.InParentheses();
        }
        else
        {
            if (!words.IsName)
                return null;
            table = words.QualifiedName();
            if (words.IsSymbol('('))
                columns = Names(words.InParentheses());
        }

        bool isFromClient;
        if (words.Take("FROM"))
        {
            if (!words.Take("STDIN"))
                return null;
            isFromClient = true;
        }
        else if (words.Take("TO"))
        {
            if (!words.Take("STDOUT"))
                return null;
            isFromClient = false;
        }
        else
        {
            return null;
        }

        if (isFromClient && query != null)
            throw words.Unexpected();
        var options = ReadOptions(ref words);
        if (words.IsWord("WHERE"))
            throw new StatementException("0A000", "COPY … WHERE is not supported here", position: words.Position);
        words.ExpectEnd();
        return new(table, columns, query, isFromClient, options);
    }

    static List<string> Names(string list)
    {
        var words = new Words(list);
        var names = new List<string>();
        do
        {
            names.Add(words.Name());
        }
        while (words.TakeSymbol(','));
        words.ExpectEnd();
        return names;
    }

    static CopyOptions ReadOptions(ref Words words)
    {
        words.Take("WITH");
        return words.IsSymbol('(') ? InList(words.InParentheses()) : Bare(ref words);
    }

    static CopyOptions InList(string list)
    {
        var words = new Words(list);
        var read = new CopyOptionReader();
        while (!words.AtEnd)
        {
            var name = words.Name();
            if (words.IsSymbol('(') || words.IsSymbol('*'))
                throw new StatementException("0A000", $"COPY option {name} is not supported here");
            read.Set(name, words.AtEnd || words.IsSymbol(',') ? null : words.Value());
            if (!words.AtEnd)
                words.ExpectSymbol(',');
        }

        return read.Result();
    }

    /// <summary>The form before PostgreSQL 9, which is still used: <c>CSV HEADER DELIMITER ';'</c>.</summary>
    static CopyOptions Bare(ref Words words)
    {
        var read = new CopyOptionReader();
        while (!words.AtEnd && !words.IsWord("WHERE"))
        {
            var name = words.Name();
            switch (name)
            {
                case "binary" or "csv": read.Set("format", name); break;
                case "header": read.Set("header", null); break;
                default:
                    words.Take("AS");
                    read.Set(name, words.Value());
                    break;
            }
        }

        return read.Result();
    }
}
