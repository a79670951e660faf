using System.Text;

namespace SqlInference.Service.SqlServer;

/// <summary>Rows of delimited text: RFC 4180, or Redshift's plain text, which knows no quotes.</summary>
/// <param name="nullAs">What stands for NULL where it is not quoted.</param>
sealed class DelimitedRows(TextReader text, char delimiter, bool hasQuotes, string nullAs)
{
    readonly StringBuilder _field = new();
    readonly List<string?> _fields = [];

    /// <summary>The line at which the row at hand begins, counted from 1.</summary>
    public long Line { get; private set; }

    long _lines;

    public void SkipLine()
    {
        _lines++;
        text.ReadLine();
    }

    /// <summary>The fields of the next row; null at the end. They are overwritten by the next call.</summary>
    public IReadOnlyList<string?>? Read()
    {
        if (text.Peek() < 0)
            return null;
        Line = _lines + 1;
        _fields.Clear();
        while (ReadField())
        {
        }

        return _fields;
    }

    /// <summary>Whether another field follows in the row.</summary>
    bool ReadField()
    {
        _field.Clear();
        var isQuoted = hasQuotes && text.Peek() == '"';
        if (isQuoted)
            ReadQuoted();
        for (var c = text.Read(); ; c = text.Read())
        {
            if (c == delimiter)
                return Take(isQuoted, follows: true);
            if (c is '\n' or < 0)
            {
                _lines++;
                return Take(isQuoted, follows: false);
            }

            if (c != '\r' || text.Peek() != '\n')
                _field.Append((char)c);
        }
    }

    void ReadQuoted()
    {
        text.Read();
        for (var c = text.Read(); c >= 0; c = text.Read())
        {
            if (c == '"' && text.Peek() != '"')
                return;
            if (c == '"')
                text.Read();
            else if (c == '\n')
                _lines++;
            _field.Append((char)c);
        }
    }

    bool Take(bool isQuoted, bool follows)
    {
        var value = _field.ToString();
        _fields.Add(!isQuoted && value == nullAs ? null : value);
        return follows;
    }
}
