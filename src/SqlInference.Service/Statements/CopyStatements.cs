using System.Text;
using SqlInference.Errors;
using SqlInference.Language;

namespace SqlInference.Service.Statements;

/// <summary>Redshift's COPY as DuckDB's.</summary>
static class CopyStatements
{
    public static StatementRun Begin(RedshiftCopy statement, StatementContext context)
    {
        var path = FileOf(statement, context.Engine, context.ScriptFolder);
        return new SimpleRun("COPY", static () => { }, query: Translate(statement, path));
    }

    /// <summary>The file that the statement names, or a pattern of files.</summary>
    public static string FileOf(RedshiftCopy statement, string engine, string? scriptFolder)
    {
        if (statement.Path.Contains("://", StringComparison.Ordinal))
        {
            throw new SqlInferenceException(ErrorConditions.StatementNotSupported,
                $"COPY … FROM '{statement.Path}' cannot be executed on the {engine} engine yet: only local files can be read.",
                "Download the file and give its path.");
        }

        var path = LocalFiles.Resolve(statement.Path, scriptFolder);
        return File.Exists(path) || statement.Path.Contains('*', StringComparison.Ordinal) ? path : throw new SqlInferenceException(
            ErrorConditions.FileNotReadable, $"There is no file '{statement.Path}'.", $"It was looked for as {LocalFiles.Candidates(statement.Path, scriptFolder)}.");
    }

    static string Translate(RedshiftCopy statement, string path)
    {
        var sql = new StringBuilder($"COPY {statement.Table}");
        if (statement.Columns is { } columns)
            sql.Append($" ({string.Join(", ", columns)})");
        sql.Append($" FROM {StatementPrinter.Quote(path)} ({string.Join(", ", Options(statement))})");
        return sql.ToString();
    }

    static IEnumerable<string> Options(RedshiftCopy statement)
    {
        if (statement.Format is CopyFormat.Parquet)
            return ["FORMAT parquet"];
        if (statement.Format is CopyFormat.Json)
            return statement.Gzip ? ["FORMAT json", "COMPRESSION gzip"] : ["FORMAT json"];
        return Csv(statement);
    }

    // Nothing is left to guessing: what the file holds is said by the statement, as on Redshift.
    static IEnumerable<string> Csv(RedshiftCopy statement)
    {
        var isCsv = statement.Format is CopyFormat.Csv;
        yield return "FORMAT csv";
        yield return "AUTO_DETECT false";
        yield return "HEADER false";
        yield return $"SKIP {statement.IgnoreHeader}";
        yield return $"DELIMITER {StatementPrinter.Quote((statement.Delimiter ?? (isCsv ? ',' : '|')).ToString())}";
        yield return $"QUOTE {(isCsv ? "'\"'" : "''")}";
        yield return $"ESCAPE {(isCsv ? "'\"'" : "''")}";
        yield return $"NULLSTR {StatementPrinter.Quote(statement.NullAs ?? "")}";
        if (statement.Gzip)
            yield return "COMPRESSION gzip";
    }
}
