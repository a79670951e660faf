using System.Text;
using SqlInference.Errors;

namespace SqlInference.Cli.Scripts;

/// <summary>A text of statements.</summary>
/// <param name="Name">What stands in front of its errors; null where it has just been typed.</param>
/// <param name="Folder">Where its relative paths may count from; null for the current folder only.</param>
sealed record Script(string? Name, string Text, string? Folder)
{
    // What is not UTF-8 is refused: replacement characters would end up in tables.
    public static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Script OfFile(string path)
    {
        try
        {
            using var reader = new StreamReader(path, Strict);
            return new(path, reader.ReadToEnd(), Path.GetDirectoryName(Path.GetFullPath(path)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var isFolder = Directory.Exists(path);
            throw new SqlInferenceException(ErrorConditions.FileNotReadable,
                isFolder ? $"'{path}' is a folder, not a script." : $"The script '{path}' cannot be read: {exception.Message}",
                isFolder ? "Name the scripts in it." : "Check the path, or use -c to run a statement.", exception);
        }
        catch (DecoderFallbackException exception)
        {
            throw NotUtf8($"The script '{path}'", exception);
        }
    }

    public static Script OfInput(Stream input)
    {
        try
        {
            using var reader = new StreamReader(input, Strict);
            return new("stdin", reader.ReadToEnd(), Folder: null);
        }
        catch (DecoderFallbackException exception)
        {
            throw NotUtf8("Standard input", exception);
        }
    }

    public static Script OfCommand(string sql) => new("-c", sql, Folder: null);

    public static SqlInferenceException NotUtf8(string what, Exception exception) => new(
        ErrorConditions.FileNotReadable, $"{what} is not UTF-8 text.", "Convert it, for example: iconv -f latin1 -t utf-8.", exception);
}
