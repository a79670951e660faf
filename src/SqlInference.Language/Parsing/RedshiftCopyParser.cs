namespace SqlInference.Language;

/// <summary>Reads Redshift's <c>COPY … FROM</c>.</summary>
static class RedshiftCopyParser
{
    public static RedshiftCopy Parse(TokenReader reader)
    {
        reader.ExpectWord("COPY");
        var table = reader.ReadName("a table name");
        var columns = reader.IsSymbol('(')
            ? [.. reader.ReadList(() => reader.ReadIdentifier("a column name"))]
            : (EquatableList<Identifier>?)null;
        reader.ExpectWord("FROM");
        var copy = new RedshiftCopy(table, reader.ReadFilledString("a path")) { Columns = columns };
        new ClauseTable(reader)
            .Add("IAM_ROLE", () => copy = copy with { IamRole = CommonParser.ReadIamRole(reader) })
            .Add("REGION", () => copy = copy with { Region = ReadAfterAs(reader, "a region in single quotes") })
            .Add("FORMAT", () => copy = copy with { Format = ReadFormat(reader) })
            .AddChoice("FORMAT", Choices.CopyFormat, format => copy = copy with { Format = AfterFormat(reader, format) })
            .Add("IGNOREHEADER", () => copy = copy with { IgnoreHeader = ReadLines(reader) })
            .Add("DELIMITER", () => copy = copy with { Delimiter = ReadDelimiter(reader) })
            .Add("NULL", () => copy = copy with { NullAs = ReadAfterAs(reader, "a text in single quotes") })
            .Add("GZIP", () => copy = copy with { Gzip = true })
            .ReadAll();
        return copy;
    }

    static string ReadAfterAs(TokenReader reader, string what)
    {
        reader.TryWord("AS");
        return reader.ReadString(what);
    }

    static CopyFormat ReadFormat(TokenReader reader)
    {
        reader.TryWord("AS");
        return AfterFormat(reader, reader.ReadChoice(Choices.CopyFormat));
    }

    /// <summary>Redshift writes <c>JSON 'auto'</c>, which is how JSON is read here anyway.</summary>
    static CopyFormat AfterFormat(TokenReader reader, CopyFormat format)
    {
        if (format != CopyFormat.Json || !reader.IsString())
            return format;
        if (!reader.Value().Equals("auto", StringComparison.OrdinalIgnoreCase))
            throw reader.Invalid("JSON takes 'auto' only.", "Name the columns as the JSON keys are named.");
        reader.Advance();
        return format;
    }

    static int ReadLines(TokenReader reader)
    {
        reader.TryWord("AS");
        return reader.ReadInteger("the number of lines", 0);
    }

    static char ReadDelimiter(TokenReader reader)
    {
        reader.TryWord("AS");
        var token = reader.Current;
        return reader.ReadString("a character in single quotes") switch
        {
            "\\t" => '\t',
            [var c] when c is not ('\r' or '\n' or '"') => c,
            _ => throw reader.Invalid("DELIMITER takes one character, or '\\t'.", token),
        };
    }
}
