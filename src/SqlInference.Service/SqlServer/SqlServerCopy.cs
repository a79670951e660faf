using System.Data;
using System.Globalization;
using System.Text;
using SqlInference.Engines.SqlServer;
using SqlInference.Errors;
using SqlInference.Language;
using SqlInference.Service.Sessions;
using SqlInference.Service.Statements;

namespace SqlInference.Service.SqlServer;

/// <summary>
/// Redshift's COPY: the file is read here, and its fields go as text into a temporary table by bulk copy, from where one statement puts them into
/// the table: so the server converts them, and all rows are loaded or none.
/// </summary>
sealed class SqlServerCopy(RedshiftCopy statement, string? scriptFolder)
{
    const int RowsAtOnce = 10_000;

    const string Staging = "#sqlinference_copy";

    bool IsCsv => statement.Format is CopyFormat.Csv;

    public StatementResult Run(SqlServerConnection connection, CancellationToken cancellation)
    {
        CopyFiles.RequireText(statement, "SQL Server");
        var path = CopyStatements.FileOf(statement, "SQL Server", scriptFolder);
        using var rows = new DataTable();
        try
        {
            var count = 0L;
            foreach (var file in CopyFiles.Of(path))
                count += Send(file, rows, connection, cancellation);
            Flush(rows, connection, cancellation);
            if (count > 0)
                connection.Execute(Insert(rows.Columns.Count), cancellation);
            return StatementResult.Done(string.Create(CultureInfo.InvariantCulture, $"COPY {count}"));
        }
        finally
        {
            if (rows.Columns.Count > 0)
                connection.Execute($"IF OBJECT_ID(N'tempdb..{Staging}') IS NOT NULL DROP TABLE {Staging}", CancellationToken.None);
        }
    }

    long Send(string file, DataTable rows, SqlServerConnection connection, CancellationToken cancellation)
    {
        using var text = new StreamReader(CopyFiles.Open(file, statement), new UTF8Encoding(false, throwOnInvalidBytes: true));
        var source = new DelimitedRows(text, statement.Delimiter ?? (IsCsv ? ',' : '|'), IsCsv, statement.NullAs ?? "");
        for (var i = 0; i < statement.IgnoreHeader; i++)
            source.SkipLine();
        var count = 0L;
        for (var fields = Next(); fields is not null; fields = Next())
        {
            if (rows.Columns.Count == 0)
                Begin(fields.Count, rows, connection, cancellation);
            if (fields.Count != rows.Columns.Count)
                throw Ragged(file, source.Line, fields.Count, rows.Columns.Count);
            rows.Rows.Add([.. fields]);
            count++;
            if (rows.Rows.Count == RowsAtOnce)
                Flush(rows, connection, cancellation);
        }

        return count;

        IReadOnlyList<string?>? Next() => CopyFiles.Reading(file, () =>
        {
            try
            {
                return source.Read();
            }
            catch (DecoderFallbackException exception)
            {
                throw new InvalidDataException("it is not UTF-8 text.", exception);
            }
        });
    }

    static void Begin(int columns, DataTable rows, SqlServerConnection connection, CancellationToken cancellation)
    {
        for (var i = 0; i < columns; i++)
            rows.Columns.Add(NameOf(i), typeof(string));
        connection.Execute($"CREATE TABLE {Staging} ({string.Join(", ", Enumerable.Range(0, columns).Select(i => $"{NameOf(i)} nvarchar(max) NULL"))})", cancellation);
    }

    static void Flush(DataTable rows, SqlServerConnection connection, CancellationToken cancellation)
    {
        if (rows.Rows.Count == 0)
            return;
        connection.Load(Staging, rows, cancellation);
        rows.Clear();
    }

    string Insert(int columns)
    {
        var into = statement.Columns is { } named ? $" ({string.Join(", ", named)})" : "";
        return $"INSERT INTO {statement.Table}{into} SELECT {string.Join(", ", Enumerable.Range(0, columns).Select(NameOf))} FROM {Staging}";
    }

    static string NameOf(int column) => string.Create(CultureInfo.InvariantCulture, $"c{column + 1}");

    static SqlInferenceException Ragged(string file, long line, int fields, int columns) => new(ErrorConditions.FileNotReadable, string.Create(CultureInfo.InvariantCulture,
        $"Line {line} of '{file}' has {fields} fields, and the first row has {columns}."), "See whether the delimiter and IGNOREHEADER are right.");
}
