using System.Globalization;
using SqlInference.Engines.PostgreSql;
using SqlInference.Language;
using SqlInference.Service.Sessions;
using SqlInference.Service.Statements;

namespace SqlInference.Service.PostgreSql;

/// <summary>Redshift's COPY: the file is read here, and its rows go to the server by COPY … FROM STDIN.</summary>
sealed class PostgreSqlCopy(RedshiftCopy statement, string? scriptFolder)
{
    const int BufferBytes = 1 << 16;

    // Redshift's plain text knows no quotes, and PostgreSQL's CSV has to be given some.
    const string NoQuote = "E'\\x01'";

    bool IsCsv => statement.Format is CopyFormat.Csv;

    public StatementResult Run(PostgreSqlConnection connection, CancellationToken cancellation)
    {
        CopyFiles.RequireText(statement, "PostgreSQL");
        var path = CopyStatements.FileOf(statement, "PostgreSQL", scriptFolder);
        var rows = 0L;
        connection.CopyIn(Sql(), target =>
        {
            foreach (var file in CopyFiles.Of(path))
                rows += Send(file, target, cancellation);
        }, cancellation);
        return StatementResult.Done(string.Create(CultureInfo.InvariantCulture, $"COPY {rows}"));
    }

    string Sql()
    {
        var columns = statement.Columns is { } named ? $" ({string.Join(", ", named)})" : "";
        var delimiter = StatementPrinter.Quote((statement.Delimiter ?? (IsCsv ? ',' : '|')).ToString());
        var quote = IsCsv ? "'\"'" : NoQuote;
        return $"COPY {statement.Table}{columns} FROM STDIN (FORMAT csv, DELIMITER {delimiter}, QUOTE {quote}, NULL {StatementPrinter.Quote(statement.NullAs ?? "")}, ENCODING 'UTF8')";
    }

    long Send(string file, Stream target, CancellationToken cancellation)
    {
        using var source = CopyFiles.Open(file, statement);
        var lines = new LineCounter(statement.IgnoreHeader, IsCsv);
        var buffer = new byte[BufferBytes];
        for (var read = Read(); read > 0; read = Read())
        {
            cancellation.ThrowIfCancellationRequested();
            target.Write(lines.Pass(buffer.AsSpan(0, read)));
        }

        // The next file begins on a line of its own.
        if (lines.EndsWithinLine)
            target.Write("\n"u8);
        return lines.Count;

        int Read() => CopyFiles.Reading(file, () => source.Read(buffer));
    }
}
