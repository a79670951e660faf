using System.Globalization;
using SqlInference.Engines.DuckDb.Native;
using SqlInference.Errors;

namespace SqlInference.Engines.DuckDb;

/// <summary>
/// An open database file, or one in memory. Thread-safe; each thread or session takes a connection of its own. The
/// file is released when the database and all its connections are disposed.
/// </summary>
public sealed class DuckDbDatabase : IDisposable
{
    public const string InMemory = ":memory:";

    readonly DatabaseHandle _handle;

    DuckDbDatabase(DatabaseHandle handle, string path)
    {
        _handle = handle;
        Path = path;
    }

    public string Path { get; }

    /// <summary>The version of the native library, such as <c>v1.5.6</c>.</summary>
    public static string LibraryVersion => DuckDbNative.Text(DuckDbNative.LibraryVersion())!;

    internal RunningQueries Running { get; } = new();

    public static DuckDbDatabase Open(string path, DuckDbOptions? options = null)
    {
        options ??= new();
        if (DuckDbNative.CreateConfig(out var config) != DuckDbNative.Success)
            throw new DuckDbException(ErrorConditions.DatabaseError, DuckDbErrorType.OutOfMemory, "DuckDB could not be started.");
        using (config)
        {
            Configure(config, options);
            var state = DuckDbNative.OpenExt(path, out var handle, config, out var error);
            var message = DuckDbNative.TakeText(error);
            if (state == DuckDbNative.Success)
                return new(handle, path);
            handle.Dispose();
            throw OpenFailure.Explain(path, message ?? "no reason given");
        }
    }

    public DuckDbConnection Connect()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        if (DuckDbNative.Connect(_handle, out var connection) != DuckDbNative.Success)
        {
            connection.Dispose();
            throw new DuckDbException(ErrorConditions.DatabaseError, DuckDbErrorType.Connection,
                $"No connection to the database '{Path}' could be made.");
        }

        return new(this, connection);
    }

    static void Configure(ConfigHandle config, DuckDbOptions options)
    {
        if (options.ReadOnly)
            Set(config, "access_mode", "READ_ONLY");
        if (options.Threads is { } threads)
            Set(config, "threads", threads.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, value) in options.Settings)
            Set(config, name, value);
    }

    static void Set(ConfigHandle config, string name, string value)
    {
        if (DuckDbNative.SetConfig(config, name, value) != DuckDbNative.Success)
        {
            throw new DuckDbException(ErrorConditions.InvalidClauseValue, DuckDbErrorType.Settings,
                $"DuckDB refuses the setting {name} = '{value}'.", "See SELECT * FROM duckdb_settings() for names and values.");
        }
    }

    public void Dispose() => _handle.Dispose();
}
