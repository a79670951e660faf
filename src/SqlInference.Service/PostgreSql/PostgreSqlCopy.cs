using System.Globalization;
using System.IO.Compression;
using SqlInference.Engines.PostgreSql;
using SqlInference.Errors;
using SqlInference.Language;
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
        if (statement.Format is CopyFormat.Parquet or CopyFormat.Json)
        {
            throw new SqlInferenceException(ErrorConditions.StatementNotSupported,
                $"COPY … FORMAT {statement.Format.ToString()!.ToUpperInvariant()} cannot be executed on PostgreSQL.",
                "Load the file on the embedded engine and write it out as CSV: COPY t TO 'file.csv'.");
        }

        var path = CopyStatements.FileOf(statement, "PostgreSQL", scriptFolder);
        var rows = 0L;
        connection.CopyIn(Sql(), target =>
        {
            foreach (var file in Files(path))
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

    static string[] Files(string path)
    {
        if (!path.Contains('*', StringComparison.Ordinal))
            return [path];
        var folder = Path.GetDirectoryName(path)!;
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, Path.GetFileName(path)) : [];
        Array.Sort(files, StringComparer.Ordinal);
        return files.Length > 0 ? files : throw new SqlInferenceException(ErrorConditions.FileNotReadable, $"No file matches '{path}'.", "Mend the pattern.");
    }

    long Send(string file, Stream target, CancellationToken cancellation)
    {
        using var source = Open(file);
        var lines = new LineCounter(statement.IgnoreHeader, IsCsv);
        var buffer = new byte[BufferBytes];
        for (var read = Read(source, buffer, file); read > 0; read = Read(source, buffer, file))
        {
            cancellation.ThrowIfCancellationRequested();
            target.Write(lines.Pass(buffer.AsSpan(0, read)));
        }

        // The next file begins on a line of its own.
        if (lines.EndsWithinLine)
            target.Write("\n"u8);
        return lines.Count;
    }

    Stream Open(string file)
    {
        try
        {
            var bytes = File.OpenRead(file);
            return statement.Gzip ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotReadable(file, exception);
        }
    }

    static int Read(Stream source, byte[] buffer, string file)
    {
        try
        {
            return source.Read(buffer);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw NotReadable(file, exception);
        }
    }

    static SqlInferenceException NotReadable(string file, Exception exception) => new(
        ErrorConditions.FileNotReadable, $"The file '{file}' cannot be read: {exception.Message}", "See whether it is what the statement says, and whether you may read it.", exception);
}
