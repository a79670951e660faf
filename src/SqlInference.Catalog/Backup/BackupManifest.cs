using System.Text.Json;

namespace SqlInference.Catalog;

/// <summary>What a backup consists of. It is written last, so that one that was broken off has none.</summary>
sealed record BackupManifest(string Format, int Version, DateTimeOffset CreatedAt, IReadOnlyList<ArtifactFile> Files)
{
    public const string FormatName = "sqlinference-backup";
    public const int CurrentVersion = 1;

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    public static BackupManifest Parse(string backup, byte[]? bytes)
    {
        if (bytes is null)
        {
            throw BackupFormat.Invalid(backup, $"it has no {BackupFormat.Manifest}, so it was broken off or is something else");
        }

        try
        {
            var manifest = JsonSerializer.Deserialize<BackupManifest>(bytes, Json);
            if (manifest is { Format: FormatName, Version: > CurrentVersion })
            {
                throw BackupFormat.Invalid(backup, $"it is of version {manifest.Version}, and this program reads up to version {CurrentVersion}");
            }

            return manifest is { Format: FormatName, Version: CurrentVersion, Files: not null } && manifest.Files.All(file => file is { Name: not null, Sha256: not null })
                ? manifest
                : throw BackupFormat.Invalid(backup, $"its {BackupFormat.Manifest} is not that of a backup");
        }
        catch (JsonException exception)
        {
            throw BackupFormat.Invalid(backup, $"its {BackupFormat.Manifest} is not that of a backup", exception);
        }
    }

    /// <summary>Compares what was read with what was written.</summary>
    public void Check(string backup, IReadOnlyDictionary<string, ArtifactFile> read)
    {
        foreach (var file in Files)
        {
            if (!read.TryGetValue(file.Name, out var there))
            {
                throw BackupFormat.Invalid(backup, $"the file '{file.Name}' is missing");
            }

            if (there != file)
            {
                throw BackupFormat.Invalid(backup, $"the file '{file.Name}' was changed");
            }
        }

        var names = Files.Select(file => file.Name).ToHashSet();
        if (read.Keys.FirstOrDefault(name => !names.Contains(name)) is { } added)
        {
            throw BackupFormat.Invalid(backup, $"the file '{added}' was added");
        }

        if (!names.Contains(BackupFormat.Catalog))
        {
            throw BackupFormat.Invalid(backup, $"the file '{BackupFormat.Catalog}' is missing");
        }
    }
}
