using SqlInference.Errors;

namespace SqlInference.Catalog;

/// <summary>The names of a backup's parts, and what to say of one that is not whole.</summary>
static class BackupFormat
{
    public const string Manifest = "backup.json", Catalog = "catalog.db", Artifacts = "artifacts/";

    const string TarExtension = ".tar";

    public static bool IsTar(string path) => path.EndsWith(TarExtension, StringComparison.OrdinalIgnoreCase);

    public static SqlInferenceException Invalid(string backup, string why, Exception? inner = null) => new(
        ErrorConditions.BackupInvalid, $"The backup '{backup}' cannot be used: {why}.", "Nothing was restored. Take another backup.", inner);
}
