namespace SqlInference.Service.Embedded;

/// <summary>What sessions of an engine that strangers reach cannot do, whatever their SQL says.</summary>
/// <param name="Folders">Where files may be read and written all the same.</param>
/// <param name="Preparations">Statements to be run while everything is still allowed.</param>
public sealed record LockDown(IReadOnlyList<string> Folders, IReadOnlyList<string> Preparations)
{
    /// <summary>What sessions may go on setting: none of it leads out of the database.</summary>
    static readonly string[] Harmless =
        ["TimeZone", "Calendar", "default_order", "default_null_order", "enable_progress_bar", "enable_progress_bar_print", "progress_bar_time"];

    /// <summary>To be run once, when the engine itself needs nothing of this any more. There is no way back while the database is open.</summary>
    internal IEnumerable<string> Statements =>
    [
        .. Preparations,
        "SET GLOBAL allow_persistent_secrets = false",
        .. Folders.Count == 0 ? (string[])[] : [$"SET GLOBAL allowed_directories = {List(Folders)}"],
        "SET GLOBAL enable_external_access = false",
        $"SET GLOBAL allowed_configs = {List(Harmless)}",
        "SET GLOBAL lock_configuration = true",
    ];

    static string List(IEnumerable<string> values) => $"[{string.Join(", ", values.Select(Engines.DuckDb.SqlText.Literal))}]";
}
