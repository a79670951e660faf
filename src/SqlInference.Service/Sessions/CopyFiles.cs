using System.IO.Compression;
using SqlInference.Errors;
using SqlInference.Language;

namespace SqlInference.Service.Sessions;

/// <summary>The files that Redshift's COPY names, for databases whose server cannot see them.</summary>
static class CopyFiles
{
    /// <summary>One file, or those of a pattern in the order of their names.</summary>
    public static string[] Of(string path)
    {
        if (!path.Contains('*', StringComparison.Ordinal))
            return [path];
        var folder = Path.GetDirectoryName(path)!;
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, Path.GetFileName(path)) : [];
        Array.Sort(files, StringComparer.Ordinal);
        return files.Length > 0 ? files : throw new SqlInferenceException(ErrorConditions.FileNotReadable, $"No file matches '{path}'.", "Mend the pattern.");
    }

    public static Stream Open(string file, RedshiftCopy statement)
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

    /// <summary>Reads from a file, and says so where that fails.</summary>
    public static T Reading<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw NotReadable(file, exception);
        }
    }

    /// <summary>Refuses what is no delimited text.</summary>
    public static void RequireText(RedshiftCopy statement, string engine)
    {
        if (statement.Format is CopyFormat.Parquet or CopyFormat.Json)
        {
            throw new SqlInferenceException(ErrorConditions.StatementNotSupported,
                $"COPY … FORMAT {statement.Format.ToString()!.ToUpperInvariant()} cannot be executed on {engine}.",
                "Load the file on the embedded engine and write it out as CSV: COPY t TO 'file.csv'.");
        }
    }

    static SqlInferenceException NotReadable(string file, Exception exception) => new(
        ErrorConditions.FileNotReadable, $"The file '{file}' cannot be read: {exception.Message}", "See whether it is what the statement says, and whether you may read it.", exception);
}
