using System.Runtime.InteropServices;

namespace SqlInference.Engines.DuckDb.Native;

// Open, connect, configuration, client context.
static unsafe partial class DuckDbNative
{
    [LibraryImport(Library, EntryPoint = "duckdb_open_ext", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenExt(string path, out DatabaseHandle database, ConfigHandle config, out nint error);

    [LibraryImport(Library, EntryPoint = "duckdb_close")]
    public static partial void Close(ref nint database);

    [LibraryImport(Library, EntryPoint = "duckdb_connect")]
    public static partial int Connect(DatabaseHandle database, out ConnectionHandle connection);

    [LibraryImport(Library, EntryPoint = "duckdb_disconnect")]
    public static partial void Disconnect(ref nint connection);

    [LibraryImport(Library, EntryPoint = "duckdb_interrupt")]
    public static partial void Interrupt(ConnectionHandle connection);

    [LibraryImport(Library, EntryPoint = "duckdb_query_progress")]
    public static partial NativeProgress QueryProgress(ConnectionHandle connection);

    [LibraryImport(Library, EntryPoint = "duckdb_create_config")]
    public static partial int CreateConfig(out ConfigHandle config);

    [LibraryImport(Library, EntryPoint = "duckdb_set_config", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetConfig(ConfigHandle config, string name, string value);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_config")]
    public static partial void DestroyConfig(ref nint config);

    [LibraryImport(Library, EntryPoint = "duckdb_connection_get_client_context")]
    public static partial void ConnectionGetClientContext(ConnectionHandle connection, out ClientContextHandle context);

    [LibraryImport(Library, EntryPoint = "duckdb_client_context_get_connection_id")]
    public static partial ulong ClientContextGetConnectionId(ClientContextHandle context);

    [LibraryImport(Library, EntryPoint = "duckdb_client_context_get_config_option", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ValueHandle ClientContextGetConfigOption(ClientContextHandle context, string name, out int scope);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_client_context")]
    public static partial void DestroyClientContext(ref nint context);
}
