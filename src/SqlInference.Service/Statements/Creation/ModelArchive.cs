using System.Formats.Tar;
using System.IO.Compression;
using SqlInference.Catalog;
using SqlInference.Errors;

namespace SqlInference.Service.Statements.Creation;

/// <summary>
/// Unpacks a model.tar.gz, as Amazon SageMaker keeps models, into a place of its own from which it is then taken like any
/// folder. Names that lead elsewhere, links and devices are refused, and so is what would fill the disk.
/// </summary>
static class ModelArchive
{
    public const long MostBytes = 16L << 30;
    const int MostFiles = 10_000;

    static readonly string[] Endings = [".tar.gz", ".tgz"];

    /// <summary>Null where the path does not name an archive. Disposing takes the files away.</summary>
    public static ArtifactWriter? Unpack(ModelCreation creation, string path)
    {
        if (!Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            return null;
        var file = ModelFiles.Find(path, creation.Context, creation.FileOptions).File;
        using var content = FileCreation.Open(creation, file);
        var writer = creation.Service.Artifacts.Create("archive");
        try
        {
            Unpack(path, content, writer, MostBytes);
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Many archives hold one folder, and in it all the rest.</summary>
    public static string TopFolder(string folder)
    {
        while (Directory.GetFiles(folder).Length == 0 && Directory.GetDirectories(folder) is [var only])
            folder = only;
        return folder;
    }

    public static void Unpack(string name, Stream content, ArtifactWriter writer, long mostBytes)
    {
        try
        {
            using var inflated = new GZipStream(content, CompressionMode.Decompress);
            using var archive = new TarReader(inflated);
            var (left, files) = (mostBytes, 0);
            while (archive.GetNextEntry() is { } entry)
            {
                if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes)
                    continue;
                left -= entry.Length;
                if (left < 0 || ++files > MostFiles)
                    throw Invalid(name, $"unpacks to more than {mostBytes >> 20} MB or {MostFiles} files", "Unpack it and give the path of the folder.");
                Unpack(name, entry, writer);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException or EndOfStreamException)
        {
            throw Invalid(name, "is damaged, or no tar archive packed with gzip", "Copy or download the model again.", exception);
        }
    }

    static void Unpack(string name, TarEntry entry, ArtifactWriter writer)
    {
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile))
            throw Invalid(name, $"holds '{entry.Name}', which is not an ordinary file", "Pack the files themselves, and no links.");
        var relative = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
        using var file = writer.CreateFile(relative);
        entry.DataStream?.CopyTo(file);
    }

    static SqlInferenceException Invalid(string name, string what, string hint, Exception? inner = null) =>
        new(ErrorConditions.ModelFileInvalid, $"The archive '{name}' {what}.", hint, inner);
}
